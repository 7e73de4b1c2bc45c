"""In what order memories answer a cue: one absolute score fused from all signals. Pure, no model, no I/O.

score = lexical + meaning + wording + subject + place + session + contiguity + speaker + date + bond, each a weight
times a measure of fixed scale; for a question retention moves it by at most a tenth. Absolute, because a score divided
by the best hit makes any stray word worth a full point.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from companion.language.marks import MarkColumns, unpacked
from companion.memory.cue import Cue
from companion.records import Kind

AROUND = (-3, -2, 2, 3)
"""The places beside a turn that speak for it. Not its neighbours, whose words it is filed under anyway (`keys`)."""
_APART = 2**32
"""More places than a session has."""
SPEAKING = 2
"""So many of them, the best, are averaged."""

_Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each signal counts. Set on the development data and rounded; the optimum is flat."""

    lexical: float = 1.9
    full: float = 0.5
    """The share of the greatest possible match of words from which more counts nothing: it tells of a rare word."""
    meaning: float = 1.3
    wording: float = 1.0
    """All marks together, whose single weights follow."""
    length: float = 0.1
    """Only where a memory's marks are unknown: greetings carry nothing."""
    asks: float = -0.3
    """A turn that only asks answers nothing."""
    addresses: float = -0.5
    """Compliments and encouragement: words to the other side, seldom about oneself."""
    reports: float = 0.07
    times: float = 0.05
    """Each expression of time, up to two."""
    names: float = 0.05
    """Each proper name, up to three."""
    place: float = 0.2
    """Each word of place, up to two, where the cue asks where."""
    subject: float = 0.08
    """A personal turn names a member of the kind that is asked for."""
    session: float = 0.25
    contiguity: float = 0.2
    """What is said around a turn is of the same matter (temporal contiguity; Howard and Kahana 2002). Not for a
    question with many answers: they are told far from each other."""
    speaker: float = 0.45
    date: float = 0.35
    bond: float = 0.3
    gathering: float = 0.6
    """For a question with many answers: so much more counts how a turn is worded, so much less its session. Words
    match in full from half as much less: the answers say "Oslo" and "Rome", not "cities"."""
    retention: float = 0.1
    """The share of the score that fading can take. More destroys recall of what is old."""
    first: int = 10
    """Places filled by score before the places by meaning."""
    by_meaning: int = 5
    """Places for the nearest in meaning whatever their score: a paraphrase shares no word with its question."""


class Candidate(NamedTuple):
    """A memory that one of the two indexes brought up, with what ranking needs of it. Hundreds for each question."""

    memory_id: int
    session_id: int | None
    day: dt.date
    speaker: str
    length: int = 0
    """Content words (`keys.content_length`)."""
    marks: int | None = None
    """How it is worded (`marks.Marks.packed`); None where nobody has read it for marks: its length stands in."""
    lexical: float = 0.0
    """BM25 as a positive number; 0 where the word index did not find it."""
    cosine: float = 0.0
    """With the cue's vector, in [-1, 1]."""
    retention: float = 1.0
    kind: Kind = Kind.EPISODE
    bond: float = 0.0
    """How strongly it was used together with one of the best hits, in [0, 1] (`bonds.lent`)."""
    position: int | None = None
    """Its place in its session, where it was spoken."""


class Ranked(NamedTuple):
    """A candidate with its score. The shares in `parts` add up to `score` before the factor `retention`."""

    candidate: Candidate
    score: float
    parts: dict[str, float]


def rank(
    cue: Cue, candidates: Sequence[Candidate], corpus: int, weights: Weights | None = None, most: int | None = None
) -> list[Ranked]:
    """The best `most` of `candidates` (None: all), best first. `corpus` is how many memories the word index holds."""
    if not candidates:
        return []
    w = weights or Weights()
    parts = _parts(cue, candidates, corpus, w)
    factor = 1 - w.retention + w.retention * np.array([item.retention for item in candidates])
    scores = np.sum(list(parts.values()), axis=0) * factor
    ids = np.array([item.memory_id for item in candidates])
    nearest = np.lexsort((ids, np.array([-item.cosine for item in candidates])))
    order = _with_places_by_meaning(np.lexsort((ids, -scores)).tolist(), nearest[: w.by_meaning].tolist(), w)[:most]
    names = (*parts, "retention")
    shares = np.stack([*parts.values(), factor], axis=1)[order].tolist()
    return [
        Ranked(candidates[at], score, dict(zip(names, row, strict=True)))
        for at, score, row in zip(order, scores[order].tolist(), shares, strict=True)
    ]


def _parts(cue: Cue, candidates: Sequence[Candidate], corpus: int, w: Weights) -> dict[str, _Scores]:
    full_match = cue.breadth * math.log(corpus + math.e)
    broad = w.gathering * cue.gathers
    marks = unpacked(np.array([item.marks or 0 for item in candidates], dtype=np.int64))
    unread = np.array([item.marks is None for item in candidates])
    lengths = np.log1p([item.length for item in candidates])
    parts = {
        "lexical": w.lexical * np.minimum([item.lexical / full_match for item in candidates], w.full * (1 - broad / 2)),
        "meaning": w.meaning * np.array([item.cosine for item in candidates]),
        "wording": (1 + broad) * w.wording * np.where(unread, w.length * lengths, _wording(marks, w)),
        "subject": w.subject * (marks.personal & ((marks.subjects & cue.subjects) != 0)),
        "place": w.place * marks.places * cue.asks_where,
    }
    sessions = [item.session_id for item in candidates]
    matches = parts["lexical"] + parts["meaning"]
    parts["session"] = (1 - broad) * w.session * _session_scores(sessions, matches)
    places = [item.position for item in candidates]
    parts["contiguity"] = (not broad) * w.contiguity * _around(sessions, places, matches)
    voices = {name: cue.voice(name) for name in {item.speaker for item in candidates}}
    parts["speaker"] = w.speaker * np.array([voices[item.speaker] for item in candidates])
    overlaps = {day: cue.nearness(day) for day in {item.day for item in candidates}}
    parts["date"] = w.date * np.array([overlaps[item.day] for item in candidates])
    parts["bond"] = w.bond * np.array([item.bond for item in candidates])
    return parts


def _wording(marks: MarkColumns, w: Weights) -> _Scores:
    found: _Scores = (
        w.asks * marks.asks
        + w.addresses * marks.addresses
        + w.reports * marks.reports
        + w.times * marks.times
        + w.names * marks.names
    )
    return found


def _session_scores(sessions: Sequence[int | None], scores: _Scores) -> _Scores:
    """For each candidate the mean of its session's two best scores; a lone candidate counts half."""
    numbers = np.array([-1 if session is None else session for session in sessions])
    order = np.lexsort((-scores, numbers))
    groups, starts, inverse = np.unique(numbers[order], return_index=True, return_inverse=True)
    best = np.maximum(np.append(scores[order], 0.0), 0.0)
    there = np.append(inverse, -1)
    second = np.where(there[starts + 1] == np.arange(len(groups)), best[starts + 1], 0.0)
    means = (best[starts] + second) / 2
    means[groups == -1] = 0.0
    found: _Scores = means[np.searchsorted(groups, numbers)]
    return found


def _around(sessions: Sequence[int | None], places: Sequence[int | None], scores: _Scores) -> _Scores:
    """For each candidate the mean of the best of `AROUND`; what is no candidate, or was not spoken, counts nothing."""
    spoken = np.array([place is not None for place in places])
    at = np.array([(session or 0) * _APART + (place or 0) for session, place in zip(sessions, places, strict=True)])
    order = np.lexsort((scores, at))
    order = order[spoken[order]]
    known, held = np.append(at[order], -1), np.append(scores[order], 0.0)
    beside = []
    for step in AROUND:
        found = np.searchsorted(known[:-1], at + step, side="right") - 1
        beside.append(np.where(known[found] == at + step, held[found], 0.0))
    best = np.sort(np.stack(beside), axis=0)[-SPEAKING:]
    means: _Scores = np.where(spoken, best.mean(axis=0), 0.0)
    return means


def _with_places_by_meaning(ranked: list[int], nearest: list[int], weights: Weights) -> list[int]:
    """The first places by score, then those of the `nearest` that are not among them, then the others."""
    top = ranked[: weights.first]
    near = [place for place in nearest if place not in set(top)]
    placed = {*top, *near}
    return [*top, *near, *(place for place in ranked[weights.first :] if place not in placed)]
