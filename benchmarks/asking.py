"""Asking an engine: what a question brings up, what of it a prompt would hold, how long recall took."""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.engine import Engine
from companion.records import Kind, Memory, MemoryQuery

BUDGETS = (1000, 2000)
"""Tokens of memories in a prompt."""
DEEPEST = 200
"""Hits that are asked for when ranks are measured; the door gives no more."""
SHOWN = 10
"""Hits that the app and the terminal ask for: what `recall_ms` times."""
AFTER_A_DAY = dt.timedelta(days=1)
AFTER_A_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Asked:
    """The outcome of one question. Ids are those of memories."""

    ranked: tuple[int, ...]
    sessions: tuple[int | None, ...]
    given: dict[int, frozenset[int]]
    """Ids in the prompt by budget."""
    known: bool
    score: float
    milliseconds: float


async def ask(engine: Engine, question: str, *, prompts: bool = True) -> Asked:
    """Ask once for the ranking, once as the app does (timed), and once for each prompt budget."""
    deep = await engine.recall(question, DEEPEST)
    started = time.perf_counter()
    shown = await engine.recall(question, SHOWN)
    milliseconds = (time.perf_counter() - started) * 1000
    given = {}
    for budget in BUDGETS if prompts else ():
        given[budget] = frozenset(memory.id for memory in await engine.context(question, budget))
    return Asked(
        ranked=tuple(hit.memory.id for hit in deep.hits),
        sessions=tuple(hit.memory.session_id for hit in deep.hits),
        given=given,
        known=shown.answerable,
        score=shown.confidence,
        milliseconds=milliseconds,
    )


async def episodes(engine: Engine) -> list[Memory]:
    """Every verbatim turn in the profile, in the order in which it came in."""
    views = await engine.memories(MemoryQuery(kinds=(Kind.EPISODE,), limit=10_000_000))
    return sorted((view.memory for view in views), key=lambda memory: memory.id)


def read_json(path: Path) -> Any:
    """What a data set's file holds. Raises `OSError`, `ValueError`."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_json(path: Path, content: Any) -> Path:
    """Write a file to import; its path."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path
