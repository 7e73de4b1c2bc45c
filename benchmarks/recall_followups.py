"""Recall of what points back: follow-up questions with pronouns, and statements, after one or two earlier messages.

All histories (own work, in `data/followups.json`) are one record of one user. The earlier messages are not in the
record: with a language model they stand in the prompt and recall passes them over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.asking import AFTER_A_DAY, AFTER_A_YEAR, episodes, read_json, write_json
from benchmarks.house import SetClock, embedder, open_engine, temporary_home
from benchmarks.locomo import TalkSession, Turn, transcript
from benchmarks.measures import evidence_recall
from benchmarks.progress import progress
from benchmarks.report import Result, mean
from companion.engine import Engine
from companion.memory.ranking import Weights

CASES = Path(__file__).parent / "data" / "followups.json"
RANKS = (1, 5, 10)
WAYS = ("followup", "statement")
COMPANION = "Companion"


@dataclass(frozen=True, slots=True)
class Item:
    """A message with those before it, and the words that answer it. `way` is one of `WAYS`."""

    way: str
    before: tuple[str, ...]
    text: str
    wanted: frozenset[str]


async def run(data: Path = CASES, weights: Weights | None = None, *, year: bool = True) -> Result:
    """The share of wanted turns among the first hits, with the earlier messages and without them."""
    histories = read_json(data)["histories"]
    items = [item for history in histories for item in items_of(history)]
    sessions = sorted((session for history in histories for session in sessions_of(history)), key=lambda s: s.at)
    ends = sessions[-1].at.astimezone()
    clock = SetClock(ends)
    with temporary_home() as folder:
        file = write_json(folder / "transcript.json", transcript(histories[0]["user"], tuple(sessions)))
        async with open_engine(folder, clock, embedder(), weights) as engine:
            await engine.import_file(file, "transcript", histories[0]["user"])
            ids = {memory.text: memory.id for memory in await episodes(engine)}
            clock.now = ends + AFTER_A_DAY
            result = await _round(engine, items, ids)
            if year:
                clock.now = ends + AFTER_A_YEAR
                result["after_one_year"] = await _round(engine, items, ids)
    return result


def items_of(history: dict[str, Any]) -> list[Item]:
    """The items of a history, the answers in words."""
    said = {message["id"]: message["text"] for session in history["sessions"] for message in session["messages"]}
    return [
        Item(row["way"], tuple(row["before"]), row["text"], frozenset(said[place] for place in row["wanted"]))
        for row in history["items"]
    ]


def sessions_of(history: dict[str, Any]) -> list[TalkSession]:
    """The sessions of a history: every message of the user's with its reply."""
    return [
        TalkSession(
            dt.datetime.fromisoformat(session["at"]),
            tuple(
                Turn("", speaker, text)
                for message in session["messages"]
                for speaker, text in ((history["user"], message["text"]), (COMPANION, message["reply"]))
            ),
        )
        for session in history["sessions"]
    ]


async def _round(engine: Engine, items: Sequence[Item], ids: dict[str, int]) -> Result:
    await engine.tick()
    result: Result = {"n": len(items)}
    result |= await _figures(engine, items, ids, carrying=True)
    result["without_carrying"] = await _figures(engine, items, ids, carrying=False)
    return result


async def _figures(engine: Engine, items: Sequence[Item], ids: dict[str, int], *, carrying: bool) -> Result:
    found: dict[str, list[tuple[list[int], set[int]]]] = {way: [] for way in WAYS}
    for item in progress(items, "items"):
        recall = await engine.recall(item.text, max(RANKS), item.before if carrying else ())
        found[item.way].append(([hit.memory.id for hit in recall.hits], {ids[text] for text in item.wanted}))
    return {
        way: {f"@{k}": mean([evidence_recall(ranked, gold, k) for ranked, gold in rows]) for k in RANKS}
        for way, rows in found.items()
    }
