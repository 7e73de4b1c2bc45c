"""What may answer a cue: all that its words and its meaning bring up, and by what it is judged. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from companion.memory.cue import Cue
from companion.memory.decay import DAY, Curve, retention_after
from companion.memory.ranking import Candidate, Ranked, Weights, rank
from companion.models.protocols import Vectors
from companion.records import Kind, Status
from companion.store import search
from companion.store.database import Connection
from companion.store.search import RankingRow

KEYS = (Kind.FACT, Kind.INTENTION, Kind.LESSON)
"""Kinds that lead to the turn they came from instead of standing for themselves."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What words and meaning bring up: BM25 scores, the rows of those, and the cosines of all of it."""

    vector: Vectors
    lexical: dict[int, float]
    rows: dict[int, RankingRow]
    cosines: dict[int, float]


@dataclass(frozen=True, slots=True)
class Found:
    """What may answer, with its scores, and the highest id that there is."""

    rows: list[RankingRow]
    lexical: Mapping[int, float]
    cosines: Mapping[int, float]
    corpus: int


@dataclass(frozen=True, slots=True)
class Judged:
    """By what the candidates of a cue are judged, and how many of them are wanted."""

    cue: Cue
    now: dt.datetime
    curve: Curve
    weights: Weights
    most: int
    without: Collection[int]

    def admits(self, row: RankingRow) -> bool:
        """Whether a row may answer.

        Summaries answer only for whole days; what waits in the inbox is not believed yet; spaces are never mixed.
        """
        return (
            row.space == self.cue.space
            and row.kind is not Kind.EVENT
            and row.status is not Status.INBOX
            and row.id not in self.without
        )

    def candidates(self, found: Found) -> list[Candidate]:
        """What was found, as ranking takes it."""
        moment, curve = self.now.timestamp(), self.curve
        lexical, cosines = found.lexical, found.cosines
        return [
            Candidate(
                row.id,
                row.session_id,
                row.day,
                row.speaker,
                row.content_words,
                row.marks,
                lexical.get(row.id, 0.0),
                cosines.get(row.id, 0.0),
                1.0 if row.pinned else _retention(row, moment, curve),
                row.kind,
                position=row.position,
            )
            for row in found.rows
        ]

    def rank(self, candidates: list[Candidate], corpus: int) -> list[Ranked]:
        """The best of them."""
        return rank(self.cue, candidates, corpus, self.weights, self.most)


def find(con: Connection, judged: Judged, sides: Sides) -> Found:
    """Both sides' candidates with their rows. Facts hand over to the turns under them."""
    lexical, cosines = dict(sides.lexical), dict(sides.cosines)
    rows = sides.rows | {row.id: row for row in search.ranking_rows(con, cosines.keys() - sides.rows.keys())}
    keys = [row.id for row in rows.values() if _leads_on(row)]
    for key, episode in search.episodes_under(con, keys):
        rows.pop(key, None)
        cosines[episode] = max(cosines.get(episode, -1.0), cosines.get(key, -1.0))
        lexical[episode] = max(lexical.get(episode, 0.0), lexical.get(key, 0.0))
    missing = [i for i in cosines if i not in rows]
    rows |= {row.id: row for row in search.ranking_rows(con, missing) if row.kind is Kind.EPISODE}
    return Found([row for row in rows.values() if judged.admits(row)], lexical, cosines, search.size(con))


def _retention(row: RankingRow, moment: float, curve: Curve) -> float:
    days = max(0.0, moment - row.anchored_at) / DAY.total_seconds()
    return retention_after(days, row.strength, row.stability, curve)


def _leads_on(row: RankingRow) -> bool:
    """Whether the turn under it is recalled in its place: not where the user wrote it anew and it still holds."""
    return row.kind in KEYS and (row.version == 1 or row.status is Status.SUPERSEDED)
