"""What moves the portrait: labelled sessions by the offline rules, and recorded replies of a model.

Both go through the product's own consolidation: sessions are imported and learned from by rule, or held with a model
that answers over a real socket and ended. What counts is the ledger: which traits a session moved, and which way.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.asking import read_json
from benchmarks.house import SetClock, embedder, open_engine, temporary_home
from benchmarks.progress import progress
from benchmarks.report import Result
from companion.engine import Engine
from tests.ollama_server import OllamaServer

CASES = Path(__file__).parent / "data" / "portrait.json"
START = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
_ANSWER = "I see. Tell me more about it."

Case = dict[str, Any]
Moves = set[tuple[str, int]]


async def run(path: Path = CASES, *, misses: bool = False) -> Result:
    """Both parts. With `misses` the names of the sessions that came out wrong are listed."""
    data = read_json(path)
    sessions: list[Case] = data["sessions"]
    recorded: list[Case] = data["recorded"]
    ruled, model = await _by_rule(sessions), await _by_model(recorded)
    batches = ("tuned", "fresh", "unseen")
    result: Result = {
        "sessions": len(sessions),
        "recorded_replies": len(recorded),
        "offline": {batch: _figures([(c, m) for c, m in ruled if c["batch"] == batch], "kind") for batch in batches},
        "model": _figures(model, "style"),
    }
    if misses:
        result["misses"] = [f"{c['name']}: {sorted(m)}" for c, m in (*ruled, *model) if m != _wanted(c)]
    return result


async def _by_rule(sessions: Sequence[Case]) -> list[tuple[Case, Moves]]:
    """All sessions imported at once and learned from without a model, one after another."""
    with temporary_home() as folder:
        file = folder / "said.json"
        file.write_text(json.dumps(_transcript(sessions)), encoding="utf-8")
        async with open_engine(folder, SetClock(START), embedder()) as engine:
            await engine.import_file(file, "transcript")
            numbers = sorted(session.id for session in await engine.sessions())
            moved = await _moved(engine)
    return [(case, moved[number]) for case, number in zip(sessions, numbers, strict=True)]


def _transcript(sessions: Sequence[Case]) -> dict[str, Any]:
    """One session a day, up to the day before the clock's."""
    told = []
    for place, case in enumerate(sessions):
        day = START - dt.timedelta(days=len(sessions) - place)
        said = [(text.removeprefix("@"), text.startswith("@")) for text in case["says"]]
        lines = [{"speaker": "Mira" if theirs else "Kim", "text": text} for text, theirs in said]
        told.append({"started_at": day.isoformat(), "messages": lines})
    return {"format": "companion-transcript", "version": 1, "user": "Kim", "companion": "Mira", "sessions": told}


async def _by_model(recorded: Sequence[Case]) -> list[tuple[Case, Moves]]:
    """Every session held as the app holds it, and ended; the recorded reply answers the call that reads it."""
    numbers, clock = list[int](), SetClock(START)
    async with OllamaServer() as server:
        server.script.answer = lambda _: _ANSWER
        with temporary_home() as folder:
            async with open_engine(folder, clock, embedder()) as engine:
                await engine.change_settings({"model_host": server.host, "model_name": "llama3.2:3b"})
                for case in progress(recorded, "recorded replies"):
                    numbers.append(await _hold(engine, case["says"], clock))
                    server.script.structured[:] = case["replies"]
                    await engine.end_session(numbers[-1])
                    server.script.structured.clear()
                    clock.now += dt.timedelta(days=1)
                moved = await _moved(engine)
    return [(case, moved[number]) for case, number in zip(recorded, numbers, strict=True)]


async def _hold(engine: Engine, says: Iterable[str], clock: SetClock) -> int:
    session: int | None = None
    for text in says:
        exchange = await engine.say(text, session)
        session = exchange.session_id
        await engine.reply(exchange.reply_id)
        clock.now += dt.timedelta(minutes=1)
    assert session is not None
    return session


async def _moved(engine: Engine) -> Mapping[int | None, Moves]:
    """For each session the traits that it has moved, and which way."""
    sums: defaultdict[tuple[int | None, str], float] = defaultdict(float)
    for row in await engine.ledger():
        if row.trait in TRAITS:
            sums[row.session_id, row.trait] += row.after - row.before
    moves: defaultdict[int | None, Moves] = defaultdict(set)
    for (session, trait), change in sums.items():
        if change:
            moves[session].add((trait, 1 if change > 0 else -1))
    return moves


def _wanted(case: Case) -> Moves:
    return {(trait, direction) for trait, direction in case["moves"]}


def _figures(found: Sequence[tuple[Case, Moves]], by: str) -> Mapping[str, Any]:
    """Precision and recall of the moves, and how many sessions that must move nothing moved something."""
    total, kinds = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for case, moved in found:
        wanted = _wanted(case)
        counts = Counter(right=len(moved & wanted), false=len(moved - wanted), missed=len(wanted - moved))
        if not wanted:
            counts.update(must_not_move=1, moved_all_the_same=int(bool(moved)))
        total += counts
        kinds[str(case[by])] += counts
    claimed, labelled = total["right"] + total["false"], total["right"] + total["missed"]
    return {
        "sessions": len(found),
        "precision": round(total["right"] / claimed, 4) if claimed else 1.0,
        "recall": round(total["right"] / labelled, 4) if labelled else 1.0,
        "false_evidence_rate": round(total["false"] / claimed, 4) if claimed else 0.0,
        "must_not_move": total["must_not_move"],
        "moved_all_the_same": total["moved_all_the_same"],
        f"by_{by}": {
            name: {key: n for key, n in sorted(counts.items()) if n} for name, counts in sorted(kinds.items())
        },
    }
