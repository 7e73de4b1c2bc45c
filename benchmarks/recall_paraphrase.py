"""Recall across wordings: statements hidden in a large history, asked for in other words and in the same words.

All of the haystack is one history of one user: the first speaker of every conversation. All statements are hidden in it
at once, each in the middle of a session of its own drawing, and every question is asked by itself.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.asking import AFTER_A_DAY, AFTER_A_YEAR, BUDGETS, Asked, ask, episodes, read_json, write_json
from benchmarks.house import SetClock, embedder, open_engine, temporary_home
from benchmarks.locomo import TalkSession, Turn, read, transcript
from benchmarks.progress import progress
from benchmarks.report import Result, mean, times
from companion.engine import Engine
from companion.memory.ranking import Weights

USER = "Robin"
"""The user of the one history: no name in any question."""
WAYS = ("paraphrase", "plain")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A statement with its two questions."""

    said: str
    paraphrase: str
    plain: str


async def run(
    data: Path, haystack: Path, weights: Weights | None = None, *, seed: int = 1, year: bool = True
) -> Result:
    """The share of statements that reach the prompt and the first ten hits, for either way of asking."""
    hidden = [Hidden(**row) for row in read_json(data)]
    sessions = hide([row.said for row in hidden], one_history(haystack), seed)
    ends = sessions[-1].at.astimezone()
    clock = SetClock(ends)
    with temporary_home() as folder:
        file = write_json(folder / "transcript.json", transcript(USER, tuple(sessions)))
        async with open_engine(folder, clock, embedder(), weights) as engine:
            await engine.import_file(file, "transcript", USER)
            ids = {memory.text: memory.id for memory in await episodes(engine)}
            clock.now = ends + AFTER_A_DAY
            result = await _round(engine, hidden, ids)
            if year:
                clock.now = ends + AFTER_A_YEAR
                await engine.tick()
                result["after_one_year"] = await _round(engine, hidden, ids)
    return result


async def _round(engine: Engine, hidden: Sequence[Hidden], ids: dict[str, int]) -> Result:
    await engine.tick()
    asked = {way: [await ask(engine, getattr(row, way)) for row in progress(hidden, way)] for way in WAYS}
    result: Result = {"n": len(hidden)}
    for way, answers in asked.items():
        result[way] = _figures([(ids[row.said], answer) for row, answer in zip(hidden, answers, strict=True)])
    result["recall_ms"] = times([answer.milliseconds for answers in asked.values() for answer in answers])
    return result


def _figures(rows: Sequence[tuple[int, Asked]]) -> Result:
    prompts = {f"prompt_{b}": mean([float(wanted in row.given[b]) for wanted, row in rows]) for b in BUDGETS}
    return {**prompts, "@10": mean([float(wanted in row.ranked[:10]) for wanted, row in rows])}


def one_history(haystack: Path) -> list[TalkSession]:
    """The sessions of every conversation in time order, the first speaker of each being the user."""
    sessions = []
    for conversation in read(haystack):
        for session in conversation.sessions:
            turns = (replace(t, speaker=USER if t.speaker == conversation.user else t.speaker) for t in session.turns)
            sessions.append(TalkSession(session.at, tuple(turns)))
    return sorted(sessions, key=lambda session: session.at)


def hide(said: Sequence[str], sessions: Sequence[TalkSession], seed: int) -> list[TalkSession]:
    """`sessions` with each statement as a turn of the user's in the middle of one of them, drawn by `seed`."""
    places = random.Random(seed).sample(range(len(sessions)), len(said))
    found = list(sessions)
    for place, text in zip(places, said, strict=True):
        session = found[place]
        middle = len(session.turns) // 2
        turn = Turn("", USER, text)
        found[place] = replace(session, turns=(*session.turns[:middle], turn, *session.turns[middle:]))
    return found
