"""Whether the rule names the memories that a reply drew on: precision and recall on labelled replies of our own."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asking import read_json
from benchmarks.report import Result
from companion.memory.attribution import used
from companion.memory.decay import born
from companion.records import Kind, Memory

CASES = Path(__file__).parent / "data" / "attribution.json"
_AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Case:
    """A reply to a question with the memories that were given, and which of them it truly drew on."""

    question: str
    given: tuple[Memory, ...]
    reply: str
    truly: frozenset[int]
    way: str
    """`words`, `paraphrase` or `ignored`: how the reply uses what it was given."""


def cases(path: Path = CASES) -> list[Case]:
    """The labelled replies; every memory of a group is given with each of its questions."""
    found = []
    for group in read_json(path)["groups"]:
        given = tuple(_memory(number, text) for number, text in enumerate(group["memories"]))
        for row in group["replies"]:
            found.append(Case(row["question"], given, row["reply"], frozenset(row["used"]), row["way"]))
    return found


async def run(path: Path = CASES) -> Result:
    """Precision and recall over all replies, and by the way in which the memory was used."""
    return measure(cases(path))


def measure(labelled: Iterable[Case]) -> Result:
    """The figures of `labelled`: a memory that was named is right when the label has it."""
    all_cases = list(labelled)
    by_way: dict[str, list[Case]] = defaultdict(list)
    for case in all_cases:
        by_way[case.way].append(case)
    return {**_figures(all_cases), "by_way": {way: _figures(rows) for way, rows in sorted(by_way.items())}}


def _figures(rows: list[Case]) -> Result:
    right = wrong = missed = 0
    for row in rows:
        found = used(row.reply, row.given, [row.question])
        right += len(found & row.truly)
        wrong += len(found - row.truly)
        missed += len(row.truly - found)
    return {
        "replies": len(rows),
        "used": right + missed,
        "precision": round(right / (right + wrong), 4) if right + wrong else 1.0,
        "recall": round(right / (right + missed), 4) if right + missed else 1.0,
        "wrong": wrong,
        "missed": missed,
    }


def _memory(number: int, text: str) -> Memory:
    return Memory(number, Kind.EPISODE, text, _AT, _AT, _AT.date(), born(0.5, _AT), None)
