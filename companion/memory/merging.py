"""Several memories of one subject made one, and one that says several things made several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from companion.errors import BadInput
from companion.language.dates import day_words
from companion.language.tokens import estimate_tokens
from companion.language.words import content_words
from companion.memory.changes import Changes
from companion.memory.decay import retention
from companion.memory.hand import checked_text, listed_ids
from companion.memory.keys import content_length
from companion.records import Change, ChangeKind, Kind, Memory, Message, Source, Status
from companion.store import memories, transcripts
from companion.store.database import Connection
from companion.store.memories import NewMemory

MOST_MERGED = 50
MOST_PARTS = 20
_WRITTEN = (Kind.FACT, Kind.INTENTION, Kind.LESSON)
"""Kinds that were worded by learning; a turn and a summary stand as they are."""
_IN_FORCE = (Status.INBOX, Status.ACTIVE, Status.DORMANT)


class Merging(Changes):
    """Merge and split. Nothing is lost by it: what was there is superseded, with links."""

    async def merge(self, ids: Iterable[int], text: str | None = None) -> Change | None:
        """Make several memories of one kind and subject one; the liveliest stays and takes the others' sources.

        `text` is what it says from then on; None: its own words. Raises `BadInput`, `NotFound`.
        """
        wanted = listed_ids(ids)
        words, now = None if text is None else checked_text(text), self._clock()
        if not 2 <= len(wanted) <= MOST_MERGED:
            raise BadInput(f"Between 2 and {MOST_MERGED} memories can be made one.")

        def act(con: Connection) -> Iterable[int]:
            found = [memories.get(con, memory_id) for memory_id in wanted]
            _check(found)
            kept = max(found, key=lambda m: (retention(m.decay, now, self._fading().curve), m.decay.strength, m.id))
            memories.add_sources(con, kept.id, [source for memory in found for source in memory.sources])
            if words is not None and words != kept.text:
                memories.edit(con, kept.id, words, now, "user")
            if any(memory.pinned for memory in found):
                memories.set_pinned(con, kept.id, True, None)
            for other in found:
                if other.id != kept.id:
                    memories.supersede(con, other.id, kept.id, now.astimezone().date(), now)
            return ()

        return await self.change(ChangeKind.MERGE, wanted, act)

    async def split(self, memory_id: int, parts: Sequence[str]) -> Change | None:
        """Make one memory several, each with its own words and the span that holds them.

        Each is as strong as the one that it came from, which they supersede. Raises `BadInput`, `NotFound`.
        """
        texts, now = list(dict.fromkeys(checked_text(part) for part in parts)), self._clock()
        if not 2 <= len(texts) <= MOST_PARTS:
            raise BadInput(f"A memory can be made between 2 and {MOST_PARTS} different ones.")

        def act(con: Connection) -> Iterable[int]:
            whole = memories.get(con, memory_id)
            _check([whole])
            said = transcripts.messages_by_id(con, [source.message_id for source in whole.sources])
            made = [_part(con, whole, text, said, now) for text in texts]
            for new_id in made:
                memories.supersede(con, whole.id, new_id, now.astimezone().date(), now)
            return made

        return await self.change(ChangeKind.SPLIT, [memory_id], act)


def _check(found: Sequence[Memory]) -> None:
    first = found[0]
    if any(memory.kind not in _WRITTEN for memory in found):
        raise BadInput("This can be done with facts, plans and lessons.", "What was said word for word stays as it is.")
    if any(memory.status not in _IN_FORCE for memory in found):
        raise BadInput("A memory that no longer holds cannot be changed in this way.")
    if any((m.kind, m.subject.casefold()) != (first.kind, first.subject.casefold()) for m in found):
        raise BadInput("Only memories of one kind about one subject can be made one.")


def _part(con: Connection, whole: Memory, text: str, said: dict[int, Message], now: dt.datetime) -> int:
    """Store one part of `whole`; its id."""
    sources = [_span(source, said[source.message_id].text, text) for source in whole.sources]
    exact = [source for source in sources if source not in whole.sources]
    span = " ".join(said[s.message_id].text[s.start : s.end] for s in sources)
    in_its_words = set(content_words(text)) <= set(content_words(span))
    new_id = memories.add(
        con,
        NewMemory(
            kind=whole.kind,
            text=text if in_its_words else whole.text,
            created_at=now,
            occurred_at=whole.occurred_at,
            day=whole.day,
            decay=whole.decay,
            fades_at=whole.fades_at,
            importance=whole.importance,
            provenance=whole.provenance,
            day_words=day_words(whole.day),
            session_id=whole.session_id,
            speaker=whole.speaker,
            subject=whole.subject,
            relation=whole.relation,
            truth=whole.truth,
            sensitivity=whole.sensitivity,
            valid_from=whole.valid_from,
            keywords=tuple(word for word in whole.keywords if word in content_words(text)),
            flags=whole.flags,
            sources=tuple(exact or sources),
            content_words=content_length(text),
            tokens=estimate_tokens(f"{whole.speaker}: {text}"),
            status=whole.status,
            space=whole.space,
        ),
    )
    if not in_its_words:
        # Its turn does not lead to it: it is looked up by its own words, as every text that the user wrote is.
        memories.edit(con, new_id, text, now, "user")
    if whole.pinned:
        memories.set_pinned(con, new_id, True, None)
    return new_id


def _span(source: Source, message: str, text: str) -> Source:
    """Where `text` stands in the words of a source; all of them where it does not."""
    at = message.casefold().find(text.casefold(), source.start, source.end)
    # Lower case is longer for a few letters: then the place is not the same, and the whole source is.
    if at < 0 or message[at : at + len(text)].casefold() != text.casefold():
        return source
    return Source(source.message_id, at, at + len(text))
