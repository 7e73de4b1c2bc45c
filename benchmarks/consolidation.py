"""What sessions teach: from recorded structured replies of a model over a real socket, and by rule without a model."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.asking import read_json
from benchmarks.house import SetClock, embedder, open_engine, temporary_home
from benchmarks.progress import progress
from benchmarks.report import Result, mean
from companion.engine import Engine
from companion.errors import ModelError
from companion.language.likeness import likeness
from companion.language.tokens import estimate_tokens
from companion.language.words import words
from companion.memory.extraction_model import extract_by_model, load_prompt
from companion.models.ollama import Ollama
from companion.paths import resources_dir
from companion.records import Kind, Memory, MemoryQuery, MemoryView, Message, Role, Status
from tests.ollama_server import OllamaServer

CASES = Path(__file__).parent / "data" / "consolidation.json"
LEARNED = (Kind.FACT, Kind.INTENTION, Kind.LESSON)
SAME = 0.9
"""Likeness from which two memories of one kind and subject count as duplicates."""
START = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
_ANSWER = "I see. Tell me more about it."

Case = dict[str, Any]


async def run(path: Path = CASES) -> Result:
    """Every recorded session, one after another in one profile, as the app would hold and end it."""
    cases: list[Case] = read_json(path)["cases"]
    clock = SetClock(START)
    async with OllamaServer() as server:
        server.script.answer = lambda _: _ANSWER
        with temporary_home() as folder:
            async with open_engine(folder, clock, embedder()) as engine:
                await engine.change_settings({"model_host": server.host, "model_name": "llama3.2:3b"})
                sessions = []
                for case in progress(cases, "sessions"):
                    sessions.append(await _hold(engine, server, case, clock))
                    clock.now += dt.timedelta(days=1)
                later = {s.id for s in await engine.sessions() if s.consolidated_at is None}
                messages = [await engine.messages(number) for number in sessions]
                kept = [view.memory for view in await _learned(engine)]
        calls = [body for body in server.chats if body.get("format")]
        refused = await _refused(server, cases, messages)
    result = _figures(cases, sessions, kept)
    return {
        **result,
        "refused": dict(refused.most_common()),
        "kept_for_later": len(later & set(sessions)),
        "model_calls_a_session": round(len(calls) / len(cases), 2),
        "prompt_tokens_a_call": mean([float(_tokens(body)) for body in calls]),
    }


async def _hold(engine: Engine, server: OllamaServer, case: Case, clock: SetClock) -> int:
    """Say what the case says, end the session, and let the recorded replies answer the call that follows."""
    session: int | None = None
    for text in case["says"]:
        exchange = await engine.say(text, session)
        session = exchange.session_id
        await engine.reply(exchange.reply_id)
        clock.now += dt.timedelta(minutes=1)
    assert session is not None
    server.script.structured[:] = case["replies"]
    await engine.end_session(session)
    server.script.structured.clear()
    return session


async def _refused(server: OllamaServer, cases: Sequence[Case], sessions: Sequence[list[Message]]) -> Counter[str]:
    """Why items were refused: the same replies read once more, for the reasons, which the record does not keep."""
    reasons: Counter[str] = Counter()
    prompt = load_prompt(resources_dir() / "prompts")
    model = Ollama(server.host, "llama3.2:3b", num_ctx=8192, temperature=0.0)
    await model.start()
    try:
        for case, messages in zip(cases, sessions, strict=True):
            server.script.structured[:] = case["replies"]
            try:
                reasons.update(r.reason for r in (await extract_by_model(model, messages, "You", prompt)).refused)
            except ModelError as error:
                reasons[f"the whole answer: {error.code}"] += 1
    finally:
        server.script.structured.clear()
        await model.close()
    return reasons


def _figures(cases: Sequence[Case], sessions: Sequence[int], kept: Sequence[Memory]) -> Result:
    style = {session: case["style"] for session, case in zip(sessions, cases, strict=True)}
    right = {session: case["true"] for session, case in zip(sessions, cases, strict=True)}
    by_style: dict[str, Counter[str]] = defaultdict(Counter)
    for memory in kept:
        true = any(text in memory.text or memory.text in text for text in right.get(memory.session_id or 0, ()))
        by_style[style.get(memory.session_id or 0, "?")]["right" if true else "junk"] += 1
    for case in cases:
        found = [m.text for m in kept if style.get(m.session_id or 0) == case["style"]]
        by_style[case["style"]]["missed"] += sum(not any(t in f or f in t for f in found) for t in case["true"])
    total = sum(by_style.values(), Counter[str]())
    wanted = [text for case in cases for text in case["superseded"]]
    ended = [memory.text for memory in kept if memory.status is Status.SUPERSEDED]
    return {
        "sessions": len(cases),
        "kept": len(kept),
        "junk_rate": round(total["junk"] / len(kept), 4) if kept else 0.0,
        "missed": total["missed"],
        "by_style": {name: dict(counts) for name, counts in sorted(by_style.items())},
        "duplicates": _duplicates(kept),
        "supersedes": {
            "right": sum(text in ended for text in wanted),
            "wrong": sum(text not in wanted for text in ended),
            "missed": sum(text not in ended for text in wanted),
        },
    }


async def offline(data: Path) -> Result:
    """Every person of a MemoryBank file imported, learned from by rule: spans, whose words, duplicates."""
    people: dict[str, Any] = read_json(data)
    kept = duplicates = spanned = verbatim = companions = 0
    for person in progress(list(people), "people"):
        ends = dt.datetime.combine(dt.date.fromisoformat(max(people[person]["history"])), dt.time(20)).astimezone()
        with temporary_home() as folder:
            async with open_engine(folder, SetClock(ends.astimezone(dt.UTC)), embedder()) as engine:
                await engine.import_file(data, "memorybank", person)
                views = [await engine.memory(view.memory.id) for view in await _learned(engine)]
        kept += len(views)
        spanned += sum(_has_true_span(view) for view in views)
        verbatim += sum(_is_verbatim(view) for view in views)
        companions += sum(any(message.role is Role.COMPANION for message, _ in view.quotes) for view in views)
        duplicates += _duplicates([view.memory for view in views if view.memory.status is not Status.SUPERSEDED])
    return {
        "people": len(people),
        "facts": kept,
        "true_span": round(spanned / kept, 4) if kept else 1.0,
        "verbatim": round(verbatim / kept, 4) if kept else 1.0,
        "from_companion": round(companions / kept, 4) if kept else 0.0,
        "duplicates": round(duplicates / kept, 4) if kept else 0.0,
    }


async def _learned(engine: Engine) -> list[MemoryView]:
    return await engine.memories(MemoryQuery(kinds=LEARNED, limit=1_000_000))


def _has_true_span(view: MemoryView) -> bool:
    """Whether every word of the memory stands where it says that it stands, in the user's own message."""
    wanted = set(words(view.memory.text))
    return any(
        wanted <= set(words(message.text[source.start : source.end])) and message.role is Role.USER
        for message, source in view.quotes
    )


def _is_verbatim(view: MemoryView) -> bool:
    """Whether it is the very text of that place. "I like tea" out of "I like coffee and tea" is not."""
    return any(message.text[source.start : source.end] == view.memory.text for message, source in view.quotes)


def _duplicates(memories: Sequence[Memory]) -> int:
    """How many memories say nearly the same as an earlier one of their kind and subject that is in force."""
    living = [memory for memory in memories if memory.status is not Status.SUPERSEDED]
    count = 0
    for place, memory in enumerate(living):
        alike = [m for m in living[:place] if (m.kind, m.subject) == (memory.kind, memory.subject)]
        count += any(likeness(memory.text, other.text) >= SAME for other in alike)
    return count


def _tokens(body: dict[str, Any]) -> int:
    return sum(estimate_tokens(message["content"]) for message in body["messages"]) + estimate_tokens(
        json.dumps(body["format"])
    )
