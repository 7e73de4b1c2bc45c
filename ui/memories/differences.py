"""Two texts as one, with the words that went and the words that came. Pure functions."""

from __future__ import annotations

import difflib
import html
import re

from ui.theme import Tokens

_PIECES = re.compile(r"\s+|[^\w\s]|\w+")


def word_changes(old: str, new: str) -> list[tuple[str, str]]:
    """Runs of text in reading order: (`same`, `gone` or `new`, words). Joined without `new` they give `old`."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    runs: list[tuple[str, str]] = []
    for change, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            runs.append(("same", "".join(before[a:b])))
            continue
        if b > a:
            runs.append(("gone", "".join(before[a:b])))
        if d > c:
            runs.append(("new", "".join(after[c:d])))
    return runs


def changes_html(old: str, new: str, tokens: Tokens) -> str:
    """The changes as rich text: what went is struck through, what came is underlined; colour is only a help."""
    looks = {
        "same": "",
        "gone": f"color:{tokens.danger}; text-decoration:line-through;",
        "new": f"color:{tokens.success}; text-decoration:underline;",
    }
    parts: list[str] = []
    before = ""
    for kind, text in word_changes(old, new):
        if before == "gone" and kind == "new":
            parts.append(" ")  # what went and what came in its place are two words
        parts.append(f'<span style="{looks[kind]}">{html.escape(text)}</span>' if looks[kind] else html.escape(text))
        before = kind
    return f'<p style="margin:0; line-height:130%">{"".join(parts)}</p>'


def changes_in_words(old: str, new: str) -> str:
    """The changes for a screen reader."""
    gone = " ".join(text.strip() for kind, text in word_changes(old, new) if kind == "gone" and text.strip())
    came = " ".join(text.strip() for kind, text in word_changes(old, new) if kind == "new" and text.strip())
    return f"- {gone} + {came}"
