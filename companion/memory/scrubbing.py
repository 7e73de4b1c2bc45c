"""The last sweep of a forget: whatever table still says the words, this takes them out there.

Drafts, kept prompts, notes on learnings, thoughts of a model: tables come and go, and none is to be forgotten here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from companion.language.redaction import Forgotten, cut
from companion.store import erasures, mentions
from companion.store.database import Connection

_SEEN_TO = frozenset(
    ("memories", "memory_sources", "memory_versions", "meta", "work", "forgettings", "forgetting_spans", "tombstones")
)
"""Tables that were gone through before, or hold no words of a conversation."""
_NAMES = frozenset(("speaker", "model", "day"))
"""Columns that say who and when, not what."""
ATTACHED = frozenset(("attachments", "draft_attachments"))
"""Tables whose rows go as a whole: they hold the same once more in another form, as a picture or as a file's name."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.+Z-]*)?")
"""When something was, which no forgotten year may spoil."""
_SPOKEN = ("messages", "text")
"""What was said: the plan has gone through it sentence by sentence."""


def scrub(con: Connection, words: Forgotten, mark: str) -> tuple[int, int]:
    """Take `words` out of every column of text: in how many fields they stood, and how many attachments went."""
    fields, attached = 0, 0
    needles = {*words.telling, *words.phrases, *(" ".join(whole) for whole in words.wholes)}
    for table in erasures.ordinary_tables(con):
        if table in _SEEN_TO:
            continue
        keys, columns = _columns(con, table)
        changed = sum(
            _scrub_column(con, table, column, keys, words, needles, mark)
            for column in columns
            if (table, column) != _SPOKEN
        )
        attached += changed if table in ATTACHED else 0
        fields += 0 if table in ATTACHED else changed
    return fields, attached


def _columns(con: Connection, table: str) -> tuple[list[str], list[str]]:
    """The columns that name a row, and those that hold text."""
    rows = con.execute(f'pragma table_info("{table}")').fetchall()
    keys = [row[1] for row in rows if row[5]] or ["rowid"]
    return keys, [row[1] for row in rows if row[2].lower() == "text" and not row[5] and row[1] not in _NAMES]


def _scrub_column(
    con: Connection,
    table: str,
    column: str,
    keys: Collection[str],
    words: Forgotten,
    needles: Collection[str],
    mark: str,
) -> int:
    named = ", ".join(f'"{key}"' for key in keys)
    found: dict[tuple[Any, ...], str] = {}
    for needle in needles:
        for pattern in {mentions.like(needle), mentions.like(json.dumps(needle)[1:-1])}:
            rows = con.execute(
                f"""select {named}, "{column}" from "{table}" where "{column}" like ? escape '\\'""", (pattern,)
            )
            found.update({tuple(row[:-1]): row[-1] for row in rows})
    changed = 0
    where = " and ".join(f'"{key}" = ?' for key in keys)
    for key, text in found.items():
        clean = cleaned(text, words, mark)
        if clean != text and table in ATTACHED:
            changed += con.execute(f'delete from "{table}" where {where}', key).rowcount
        elif clean != text:
            con.execute(f'update or replace "{table}" set "{column}" = ? where {where}', (clean, *key))
            changed += 1
    return changed


def cleaned(text: str, words: Forgotten, mark: str) -> str:
    """`text` without `words`; inside JSON every text by itself, so that it stays JSON."""
    if text[:1] in "[{":
        try:
            kept = json.loads(text)
        except ValueError:
            kept = None
        if kept is not None:
            return json.dumps(_cleaned(kept, words, mark))
    return _cut(text, words, mark)


def _cut(text: str, words: Forgotten, mark: str) -> str:
    return text if _DATE.fullmatch(text) else cut(text, words.quoted(text, near=True), mark).text


def _cleaned(value: Any, words: Forgotten, mark: str) -> Any:
    if isinstance(value, str):
        return _cut(value, words, mark)
    if isinstance(value, list):
        return [_cleaned(one, words, mark) for one in value]
    if isinstance(value, Mapping):
        return {key: _cleaned(one, words, mark) for key, one in value.items()}
    return value
