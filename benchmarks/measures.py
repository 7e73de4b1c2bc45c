"""What is computed from ranked answers: recall of evidence and of pairs, and the quality of declining. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from benchmarks.report import Result, mean


def evidence_recall(ranked: Sequence[Hashable], gold: Collection[Hashable], k: int) -> float:
    """The share of the unique `gold` that is among the first `k` of `ranked`."""
    wanted = set(gold)
    return len(wanted & set(ranked[:k])) / len(wanted)


def unique(ranked: Sequence[Hashable]) -> list[Hashable]:
    """`ranked` with every entry at its first place only."""
    return list(dict.fromkeys(ranked))


def any_of(ranked: Sequence[Hashable], gold: Collection[Hashable], k: int) -> float:
    """1 when one of `gold` is among the first `k` different entries of `ranked`, else 0."""
    return float(bool(set(gold) & set(unique(ranked)[:k])))


def all_in(found: Collection[Hashable], gold: Collection[Hashable]) -> float:
    """1 when all of `gold` was found, else 0."""
    return float(set(gold) <= set(found))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What recall said of one question: whether it is `known`, and how sure it is. `answerable` is the truth."""

    answerable: bool
    known: bool
    score: float


def abstention(verdicts: Sequence[Verdict]) -> Result:
    """How well "not known" was said: declining is the positive class. `auc` is that of the confidence."""
    declined = [v for v in verdicts if not v.known]
    empty = [v for v in verdicts if not v.answerable]
    right = sum(not v.answerable for v in declined)
    return {
        "n": len(verdicts),
        "unanswerable": len(empty),
        "precision": round(right / len(declined), 4) if declined else 0.0,
        "recall": round(right / len(empty), 4) if empty else 0.0,
        "accuracy": mean([float(v.known == v.answerable) for v in verdicts]),
        "answerable_kept": mean([float(v.known) for v in verdicts if v.answerable]),
        "auc": auc([v.score for v in verdicts if v.answerable], [v.score for v in empty]),
    }


def auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """The chance that one of `higher` lies above one of `lower` (Mann-Whitney U, ties half); 0.5 without data."""
    if not higher or not lower:
        return 0.5
    ordered = sorted((*((s, 1) for s in higher), *((s, 0) for s in lower)))
    rank_sum, at = 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        rank_sum += (at + end + 1) / 2 * sum(kind for _, kind in ordered[at:end])
        at = end
    wins = rank_sum - len(higher) * (len(higher) + 1) / 2
    return round(wins / (len(higher) * len(lower)), 4)
