"""Recall on MemoryBank's English evaluation: one home a person, probing questions with labelled pairs of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.asking import AFTER_A_DAY, AFTER_A_YEAR, BUDGETS, ask, episodes, read_json
from benchmarks.house import SetClock, embedder, open_engine, temporary_home
from benchmarks.measures import all_in, any_of
from benchmarks.progress import progress
from benchmarks.report import Result, mean, times
from companion.memory.ranking import Weights
from companion.models.embedder import MiniLM

PAIR_RANKS = (1, 2, 3, 5)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question: the pairs that answer it, the pairs recalled (best first) and those in each prompt."""

    gold: frozenset[str]
    ranked: tuple[str, ...]
    given: Mapping[int, frozenset[str]]
    milliseconds: float


async def run(data: Path, questions: Path, weights: Weights | None = None, *, year: bool = True) -> Result:
    """Every figure of the users in `data` for whom `questions` has labelled questions."""
    people: dict[str, Any] = read_json(data)
    asked: dict[str, list[dict[str, Any]]] = read_json(questions)
    model = embedder()
    rounds: list[list[Answered]] = [[], []]
    for person in progress([name for name in people if name in asked], "people"):
        labelled = [question for question in asked[person] if question["gold"]]
        measured = await _measure(data, person, people[person]["history"], labelled, model, weights, year=year)
        for kept, new in zip(rounds, measured, strict=False):
            kept += new
    result = figures(rounds[0])
    return {**result, "after_one_year": figures(rounds[1])} if year else result


async def _measure(
    data: Path,
    person: str,
    history: Mapping[str, Sequence[Mapping[str, str]]],
    questions: Sequence[Mapping[str, Any]],
    model: MiniLM,
    weights: Weights | None,
    *,
    year: bool,
) -> list[list[Answered]]:
    ends = dt.datetime.combine(dt.date.fromisoformat(max(history)), dt.time(20)).astimezone(dt.UTC)
    clock = SetClock(ends)
    rounds = []
    with temporary_home() as folder:
        async with open_engine(folder, clock, model, weights) as engine:
            await engine.import_file(data, "memorybank", person)
            kept = await episodes(engine)
            pairs = dict(zip((memory.id for memory in kept), pair_ids(history), strict=True))
            for later in (AFTER_A_DAY, AFTER_A_YEAR) if year else (AFTER_A_DAY,):
                clock.now = ends + later
                await engine.tick()
                answered = []
                for question in questions:
                    found = await ask(engine, question["question"])
                    given = {b: frozenset(pairs[i] for i in ids if i in pairs) for b, ids in found.given.items()}
                    ranked = tuple(pairs[i] for i in found.ranked if i in pairs)
                    answered.append(Answered(frozenset(question["gold"]), ranked, given, found.milliseconds))
                rounds.append(answered)
    return rounds


def pair_ids(history: Mapping[str, Sequence[Mapping[str, str]]]) -> list[str]:
    """The pair (`YYYY-MM-DD#i`) of every message that holds words, in the order in which an import keeps them."""
    return [
        f"{day}#{number}"
        for day, pairs in sorted(history.items())
        for number, pair in enumerate(pairs)
        for side in ("query", "response")
        if pair[side].strip()
    ]


def figures(rows: Sequence[Answered]) -> Result:
    """A pair ranks where the first of its two sides does; a prompt holds a pair that it holds a side of."""
    return {
        "n": len(rows),
        "pair_any": {f"@{k}": mean([any_of(row.ranked, row.gold, k) for row in rows]) for k in PAIR_RANKS},
        "prompt": {str(b): mean([all_in(row.given[b], row.gold) for row in rows]) for b in BUDGETS},
        "recall_ms": times([row.milliseconds for row in rows]),
    }
