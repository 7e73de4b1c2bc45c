"""The commands of the terminal and of the local socket: one coroutine each over the engine, plain data in and out."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from companion.engine import Engine
from companion.errors import BadInput, NotFound
from companion.events import Event, ReplyChunk
from companion.records import (
    Kind,
    LedgerEntry,
    Memory,
    MemoryQuery,
    MemoryView,
    Portrait,
    Recalled,
    Receipt,
    WhyRow,
)

Params = Mapping[str, Any]
Tell = Callable[[str], None]
"""Takes each piece of a reply as it comes."""

MOST_LISTED = 100_000
LARGEST_NUMBER = 2**53
"""What every reader of JSON, and SQLite, can hold."""

Command = Callable[[Engine, Params, Tell], Awaitable[dict[str, Any]]]


async def chat(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """Say `text` (in `session_id`, else a new conversation) and wait for the reply."""
    pieces: asyncio.Queue[ReplyChunk] = asyncio.Queue()

    def listen(event: Event) -> None:
        if isinstance(event, ReplyChunk):
            pieces.put_nowait(event)

    unsubscribe = engine.subscribe(listen)
    try:
        exchange = await engine.say(_text(params, "text"), _maybe_whole(params, "session_id"))
        ended = asyncio.ensure_future(engine.reply(exchange.reply_id))
        try:
            while not (ended.done() and pieces.empty()):
                waiting = asyncio.ensure_future(pieces.get())
                await asyncio.wait({waiting, ended}, return_when=asyncio.FIRST_COMPLETED)
                if waiting.done():
                    if waiting.result().message_id == exchange.reply_id:
                        tell(waiting.result().text)
                else:
                    waiting.cancel()
        except asyncio.CancelledError:
            await engine.stop(exchange.session_id)
            raise
        reply = await ended
    finally:
        unsubscribe()
    return {
        "session_id": exchange.session_id,
        "reply_id": exchange.reply_id,
        "text": reply.text,
        "state": str(reply.state),
        "notice": reply.notice,
        "model": reply.model,
        "memories": [_why(row) for row in await engine.why(exchange.reply_id) if row.level != "recalled"],
    }


async def recall(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """The `k` memories that answer `text` best."""
    found = await engine.recall(_text(params, "text"), _whole(params, "k", 10))
    return {
        "cue": found.cue,
        "decision": found.decision,
        "answerable": found.answerable,
        "milliseconds": round(found.milliseconds, 2),
        "hits": [_hit(hit) for hit in found.hits],
    }


async def memories(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """Memories, of one `kind` or with `text` in them if given."""
    kind = params.get("kind")
    if kind is not None and kind not in [str(k) for k in Kind]:
        raise BadInput(f"There is no kind of memory named {kind}.", "Choose one of " + ", ".join(Kind) + ".")
    limit = _whole(params, "limit", 1000)
    if not 1 <= limit <= MOST_LISTED:
        raise BadInput(f"Between 1 and {MOST_LISTED:,} memories can be listed at once.")
    query = MemoryQuery(text=str(params.get("text") or ""), kinds=(Kind(kind),) if kind else (), limit=limit)
    page = await engine.memories(query)
    return {"total": await engine.count_memories(query), "memories": [_view(view) for view in page]}


async def portrait(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """The portrait with its ledger."""
    found = await engine.portrait()
    return {**_portrait(found), "ledger": [_entry(entry) for entry in await engine.ledger()]}


async def import_file(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """Bring in the conversations of a file."""
    person = params.get("person")
    report = await engine.import_file(
        Path(_text(params, "path")), _text(params, "format"), None if person is None else str(person)
    )
    return {
        "person": report.person,
        "sessions": report.sessions,
        "messages": report.messages,
        "memories": report.memories,
        "skipped": report.skipped,
    }


async def fade(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """What will be dormant at the end of a day."""
    text = _text(params, "as_of")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"“{text[:40]}” is not a date such as 2026-05-03.") from error
    found = await engine.fade(day)
    return {"as_of": day.isoformat(), "memories": [_view(view) for view in found]}


async def doctor(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """A look at every part of the house."""
    await engine.refresh_model()
    checks = await engine.doctor(rebuild=bool(params.get("rebuild_index")))
    return {
        "ok": all(check.state != "error" for check in checks),
        "checks": [{"name": c.name, "state": c.state, "detail": c.detail} for c in checks],
    }


async def export(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """A conversation as Markdown, JSON or HTML: its text, or the file it was written to."""
    session_id, form = _whole(params, "session", 0), _text(params, "format")
    if params.get("output") is None:
        return {"session": session_id, "format": form, "text": await engine.written_out(session_id, form)}
    path = Path(_text(params, "output"))
    await engine.export_session(session_id, path, form)
    return {"session": session_id, "format": form, "path": str(path)}


async def end(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """End a conversation and learn from it."""
    session_id = _whole(params, "session_id", 0)
    await engine.end_session(session_id)
    return {"session_id": session_id}


async def forget(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """What holds `containing`: shown, and with `yes` forgotten for good, the files included, before this returns."""
    text = _text(params, "containing")
    found = await engine.preview_forget(containing=text)
    if not found.words and not found.memory_ids:
        raise NotFound("Nothing that is remembered or was said holds that.")
    shown = {
        "words": list(found.words),
        "memories": len(found.memory_ids),
        "messages": found.messages,
        "replies": found.replies,
        "summaries": found.summaries,
        "alike": [memory.text for memory in found.alike],
    }
    if params.get("yes") is not True:
        return {"forgotten": False, "found": shown}
    forgetting = await engine.forget_containing(text, grace=0)
    return {"forgotten": True, "receipt": _receipt(await engine.finish_forgetting(forgetting.id))}


async def window(engine: Engine, params: Params, tell: Tell) -> dict[str, Any]:
    """Raise a window of the running app."""
    name = _text(params, "window")
    if name not in ("show", "quick"):
        raise BadInput(f"There is no window named {name}.")
    engine.ask_for_window(name, str(params.get("text") or ""))
    return {"window": name}


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "chat": chat,
        "recall": recall,
        "memories": memories,
        "portrait": portrait,
        "import": import_file,
        "fade": fade,
        "doctor": doctor,
        "export": export,
        "end": end,
        "forget": forget,
        "window": window,
    }
)


def _text(params: Params, name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{name} is missing.")
    if name == "path" and "\0" in value:
        raise BadInput("This is not the name of a file.")
    return value


def _whole(params: Params, name: str, default: int) -> int:
    value = params.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(f"{name} must be a whole number.")
    if abs(value) > LARGEST_NUMBER:
        raise BadInput(f"{name} is out of range.")
    return value


def _maybe_whole(params: Params, name: str) -> int | None:
    return None if params.get(name) is None else _whole(params, name, 0)


def _memory(memory: Memory) -> dict[str, Any]:
    return {
        "id": memory.id,
        "kind": str(memory.kind),
        "scope": str(memory.scope) if memory.scope else None,
        "text": memory.text,
        "day": memory.day.isoformat(),
        "occurred_at": memory.occurred_at.isoformat(),
        "speaker": memory.speaker,
        "session_id": memory.session_id,
        "status": str(memory.status),
        "provenance": str(memory.provenance),
        "pinned": memory.pinned,
        "importance": round(memory.importance, 3),
        "uses": memory.decay.uses,
        "fades_at": memory.fades_at.isoformat() if memory.fades_at else None,
        "subject": memory.subject,
        "relation": memory.relation,
        "keywords": list(memory.keywords),
    }


def _view(view: MemoryView) -> dict[str, Any]:
    return {**_memory(view.memory), "retention": round(view.retention, 4), "reason": view.reason}


def _receipt(receipt: Receipt) -> dict[str, Any]:
    moments = {name: getattr(receipt, name) for name in ("asked_at", "erased_at", "cleaned_at")}
    return {
        "id": receipt.id,
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
        "memories": dict(receipt.memories),
        "messages": receipt.messages,
        "replies": receipt.replies,
        "summaries": receipt.summaries,
        "portrait": receipt.portrait,
        "attachments": receipt.attachments,
        "other": receipt.other,
        "conversations": receipt.conversations,
        "tombstones": receipt.tombstones,
        "index_rewritten": receipt.index_rewritten,
        "kept_in": list(receipt.kept_in),
    }


def _hit(hit: Recalled) -> dict[str, Any]:
    parts = {name: round(value, 4) for name, value in hit.parts.items()}
    return {**_memory(hit.memory), "score": round(hit.score, 4), "parts": parts, "retention": round(hit.retention, 4)}


def _why(row: WhyRow) -> dict[str, Any]:
    return {"id": row.memory.id, "level": row.level, "day": row.memory.day.isoformat(), "text": row.memory.text}


def _portrait(found: Portrait) -> dict[str, Any]:
    return {
        "sessions": found.sessions,
        "strategy": found.strategy,
        "updated_at": found.updated_at.isoformat() if found.updated_at else None,
        "traits": [
            {
                "name": t.name,
                "score": round(t.score, 4),
                "low": round(t.low, 4),
                "high": round(t.high, 4),
                "evidence": t.evidence,
                "locked": t.locked,
            }
            for t in found.traits
        ],
        "items": [
            {
                "facet": i.facet,
                "text": i.text,
                "weight": round(i.weight, 3),
                "last_day": i.last_day.isoformat(),
                "locked": i.locked,
            }
            for i in found.items
            if i.weight > 0
        ],
        "moods": [{"day": m.day.isoformat(), "valence": round(m.valence, 3)} for m in found.moods],
    }


def _entry(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "session_id": entry.session_id,
        "trait": entry.trait,
        "before": round(entry.before, 4),
        "after": round(entry.after, 4),
        "reason": entry.reason,
        "message_id": entry.message_id,
        "quote": entry.quote,
    }
