"""In what order memories answer a cue: one absolute score fused from all signals. Pure, no model, no I/O.

score = lexical + meaning + length + session + speaker + date + bond, each a weight times a measure of fixed scale;
for a question retention moves it by at most a tenth. Absolute, because a score divided by the best hit makes any stray
word worth a full point.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from companion.language.dates import date_overlap
from companion.memory.cue import Cue
from companion.records import Kind


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts. Set on the development data and rounded; the optimum is flat."""

    lexical: float = 1.5
    meaning: float = 1.2
    length: float = 0.1
    session: float = 0.5
    speaker: float = 0.4
    date: float = 0.3
    bond: float = 0.3
    retention: float = 0.1
    """The share of the score that fading can take. More destroys recall of what is old."""
    first: int = 10
    """Places filled by score before the places by meaning."""
    by_meaning: int = 5
    """Places for the nearest in meaning whatever their score: a paraphrase shares no word with its question."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A memory that one of the two indexes brought up, with what ranking needs of it."""

    memory_id: int
    session_id: int | None
    day: dt.date
    speaker: str
    length: int
    """Content words (`keys.content_length`)."""
    lexical: float = 0.0
    """BM25 as a positive number; 0 where the word index did not find it."""
    cosine: float = 0.0
    """With the cue's vector, in [-1, 1]."""
    retention: float = 1.0
    kind: Kind = Kind.EPISODE
    bond: float = 0.0
    """How strongly it was used together with one of the best hits, in [0, 1] (`bonds.lent`)."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score. The shares in `parts` add up to `score` before the factor `retention`."""

    candidate: Candidate
    score: float
    parts: dict[str, float]


def rank(cue: Cue, candidates: Sequence[Candidate], corpus: int, weights: Weights | None = None) -> list[Ranked]:
    """`candidates` best first. `corpus` is how many memories the word index holds."""
    w = weights or Weights()
    full_match = max(1, len(cue.terms)) * math.log(corpus + math.e)
    own = [
        {
            "lexical": w.lexical * item.lexical / full_match,
            "meaning": w.meaning * item.cosine,
            "length": w.length * math.log1p(item.length),
        }
        for item in candidates
    ]
    sessions = _session_scores(candidates, [sum(parts.values()) for parts in own])
    overlaps = {day: date_overlap(day, cue.ranges) for day in {item.day for item in candidates}}
    ranked = []
    for item, parts, session in zip(candidates, own, sessions, strict=True):
        parts["session"] = w.session * session
        parts["speaker"] = w.speaker * (item.speaker.lower() in cue.speakers)
        parts["date"] = w.date * overlaps[item.day]
        parts["bond"] = w.bond * item.bond
        factor = 1 - w.retention + w.retention * item.retention
        ranked.append(Ranked(item, sum(parts.values()) * factor, {**parts, "retention": factor}))
    ranked.sort(key=lambda row: (-row.score, row.candidate.memory_id))
    return _with_places_by_meaning(ranked, w)


def _session_scores(candidates: Sequence[Candidate], scores: Sequence[float]) -> list[float]:
    """For each candidate the mean of its session's two best scores; a lone candidate counts half."""
    by_session: dict[int, list[float]] = defaultdict(list)
    for item, score in zip(candidates, scores, strict=True):
        if item.session_id is not None:
            by_session[item.session_id].append(score)
    best = {session: sum(sorted(found)[-2:]) / 2 for session, found in by_session.items()}
    return [best[item.session_id] if item.session_id is not None else 0.0 for item in candidates]


def _with_places_by_meaning(ranked: list[Ranked], weights: Weights) -> list[Ranked]:
    top = ranked[: weights.first]
    nearest = sorted(ranked, key=lambda row: (-row.candidate.cosine, row.candidate.memory_id))
    placed = {row.candidate.memory_id for row in top}
    near = [row for row in nearest[: weights.by_meaning] if row.candidate.memory_id not in placed]
    placed |= {row.candidate.memory_id for row in near}
    return [*top, *near, *(row for row in ranked[weights.first :] if row.candidate.memory_id not in placed)]
