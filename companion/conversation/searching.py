"""Search over every title and every word that was ever said."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from companion.language.excerpts import excerpt, pieces
from companion.records import Excerpt, Role, SearchHit, SearchResult
from companion.store import attachments, transcript_search, transcripts
from companion.store.database import Connection, Database
from companion.store.moments import moment
from companion.store.transcript_search import Found

BEST = 100
"""How many messages a search shows at most."""
LONGEST_QUERY = 200
"""Characters; what is longer is a text and no question."""
TIES = 10
"""Two scores count as equal when they differ by less than one in so many of the best; then the newer one wins."""
_NEWEST = 1 << 62


class Searching:
    """Asks the record in short steps, so that recall never waits for a search, and a cancelled one ends soon.

    All methods run on the engine loop.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def search(self, text: str, limit: int = BEST) -> SearchResult:
        """What holds all words of `text`: titles first, then messages by worth. Nothing for an empty text."""
        began = time.perf_counter()
        terms = pieces(text[:LONGEST_QUERY])
        if not terms:
            return SearchResult(text)
        titled = await self._db.read(lambda con: transcript_search.titles(con, terms))
        ids, total = await self._messages(terms, limit)
        hits = await self._db.read(lambda con: [*_title_hits(con, titled[:limit], terms), *_hits(con, ids, terms)])
        quoted = await self._documents(terms, limit - len(ids))
        spent = (time.perf_counter() - began) * 1000
        return SearchResult(text, (*hits, *quoted), len(titled) + total + len(quoted), spent)

    async def _documents(self, terms: Sequence[str], limit: int) -> list[SearchHit]:
        """Messages that came with a document that holds all words."""
        parts = transcript_search.expressions(terms).parts
        if not parts or limit < 1:
            return []

        def read(con: Connection) -> list[SearchHit]:
            found = attachments.containing(con, parts, limit)
            shown = {row.message_id: row for row in transcript_search.found(con, [message for _, message in found])}
            hits = []
            for number, message in found:
                if message in shown:
                    held = attachments.content(con, number)
                    hit = _hit(shown[message], terms)
                    hits.append(replace(hit, excerpt=marked(held.text, terms), document=held.attachment.name))
            return hits

        return await self._db.read(read)

    async def _messages(self, terms: Sequence[str], limit: int) -> tuple[list[int], int]:
        """Ids of the best messages, and how many there are in all."""
        if transcript_search.needs_scan(terms):
            return await self._scan(terms, limit)
        asked = transcript_search.expressions(terms)
        scores = await self._db.read(lambda con: transcript_search.ranked(con, asked.words, limit))
        ids = by_worth(scores)
        if len(ids) < limit and asked.parts:
            inside = await self._db.read(lambda con: transcript_search.containing(con, asked.parts, limit))
            ids += [message_id for message_id in inside if message_id not in scores]
        return ids[:limit], await self._db.read(lambda con: transcript_search.count(con, asked))

    async def _scan(self, terms: Sequence[str], limit: int) -> tuple[list[int], int]:
        """Every message, looked through from the newest: for words of one or two signs that no index holds."""
        ids: list[int] = []
        below = _NEWEST
        while below:
            found, below = await self._db.read(lambda con, at=below: transcript_search.scan(con, terms, at))  # type: ignore[misc]
            ids += found
        return ids[:limit], len(ids)


def by_worth(scores: Mapping[int, float]) -> list[int]:
    """The ids, the best score first; of those that are about equal the newer, which is the higher id."""
    best = max(scores.values(), default=0.0)
    step = best / TIES or 1.0
    return sorted(scores, key=lambda message_id: (-round(scores[message_id] / step), -message_id))


def _title_hits(con: Connection, titled: Sequence[tuple[int, int]], terms: Sequence[str]) -> list[SearchHit]:
    found = [transcripts.session(con, session_id) for session_id, _ in titled]
    return [SearchHit(one.id, marked(one.title, terms), one.last_at, one.archived) for one in found]


def _hits(con: Connection, ids: Sequence[int], terms: Sequence[str]) -> list[SearchHit]:
    return [_hit(row, terms) for row in transcript_search.found(con, ids)]


def _hit(row: Found, terms: Sequence[str]) -> SearchHit:
    return SearchHit(
        session_id=row.session_id,
        title=Excerpt(row.title),
        at=moment(row.created_at),
        archived=row.archived,
        message_id=row.message_id,
        role=Role(row.role),
        speaker=row.speaker,
        excerpt=marked(row.text, terms),
    )


def marked(text: str, terms: Sequence[str]) -> Excerpt:
    """A line of `text` with the places of `terms` in it."""
    line, spans = excerpt(text, terms)
    return Excerpt(line, tuple(spans))
