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
    """Every session in a profile of its own: an import, learned from without a model."""
    found = []
    for case in progress(sessions, "sessions"):
        with temporary_home() as folder:
            file = folder / "said.json"
            file.write_text(json.dumps(_transcript(case["says"])), encoding="utf-8")
            async with open_engine(folder, SetClock(START), embedder()) as engine:
                await engine.import_file(file, "transcript")
                found.append((case, await _moved(engine)))
    return found


def _transcript(says: Sequence[str]) -> dict[str, Any]:
    lines = [{"speaker": "Mira" if text.startswith("@") else "Kim", "text": text.removeprefix("@")} for text in says]
    session = {"started_at": (START - dt.timedelta(days=1)).isoformat(), "messages": lines}
    head = {"format": "companion-transcript", "version": 1, "user": "Kim", "companion": "Mira"}
    return {**head, "sessions": [session]}


async def _by_model(recorded: Sequence[Case]) -> list[tuple[Case, Moves]]:
    """Every session held as the app holds it, and ended; the recorded reply answers the call that reads it."""
    found = []
    async with OllamaServer() as server:
        server.script.answer = lambda _: _ANSWER
        for case in progress(recorded, "recorded replies"):
            with temporary_home() as folder:
                clock = SetClock(START)
                async with open_engine(folder, clock, embedder()) as engine:
                    await engine.change_settings({"model_host": server.host, "model_name": "llama3.2:3b"})
                    session = await _hold(engine, case["says"], clock)
                    server.script.structured[:] = case["replies"]
                    await engine.end_session(session)
                    server.script.structured.clear()
                    found.append((case, await _moved(engine)))
    return found


async def _hold(engine: Engine, says: Iterable[str], clock: SetClock) -> int:
    session: int | None = None
    for text in says:
        exchange = await engine.say(text, session)
        session = exchange.session_id
        await engine.reply(exchange.reply_id)
        clock.now += dt.timedelta(minutes=1)
    assert session is not None
    return session


async def _moved(engine: Engine) -> Moves:
    """The traits that the ledger has moved from zero, and which way."""
    sums: defaultdict[str, float] = defaultdict(float)
    for row in await engine.ledger():
        if row.trait in TRAITS:
            sums[row.trait] += row.after - row.before
    return {(trait, 1 if change > 0 else -1) for trait, change in sums.items() if change}


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
