"""Cancelling replies before, during and after the first byte: the connection closes at once, and nothing is left."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import os
import time
from collections import Counter
from pathlib import Path

from benchmarks.house import SetClock, open_engine, temporary_home
from benchmarks.progress import progress
from benchmarks.report import Result, percentile
from companion.engine import Engine
from companion.events import Event, ReplyChunk
from tests.hashing_embedder import HashingEmbedder
from tests.ollama_replies import Reply
from tests.ollama_server import OllamaServer

MOMENTS = ("before the first byte", "at the first byte", "in the middle")
START = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
GRACE = 1.0
"""Seconds within which the server must see the connection close."""
WARM_UP = 3
_MIDDLE = 20
"""Pieces after which a reply is cancelled in the middle."""


async def run(cancels: int) -> Result:
    """Cancel that many replies, each at the next of the moments, and count what is left open."""
    closed: list[float] = []
    late, states = 0, Counter[str]()
    async with OllamaServer() as server:
        with temporary_home() as folder:
            clock = SetClock(START)
            async with open_engine(folder, clock, HashingEmbedder()) as engine:
                await engine.change_settings({"model_host": server.host, "model_name": "llama3.2:3b"})
                tasks = sockets = 0
                for number in progress(range(-WARM_UP, cancels), "cancels"):
                    if number == 0:
                        tasks, sockets = await _left(server)
                    seconds, state = await _cancel_one(engine, server, MOMENTS[number % len(MOMENTS)])
                    clock.now += dt.timedelta(minutes=1)
                    if number >= 0:
                        late += seconds > GRACE
                        closed.append(seconds * 1000)
                        states[state] += 1
                after_tasks, after_sockets = await _left(server)
    return {
        "cancels": cancels,
        "closed_ms": {"p50": percentile(closed, 0.5), "p95": percentile(closed, 0.95), "max": round(max(closed), 2)},
        "later_than_a_second": late,
        "states": dict(states),
        "tasks_left": after_tasks - tasks,
        "sockets_left": after_sockets - sockets,
        "streams_left_on_the_server": server.open_streams,
    }


async def _cancel_one(engine: Engine, server: OllamaServer, moment: str) -> tuple[float, str]:
    """Say something, stop its reply at `moment`; seconds until the server saw the connection close, and the state."""
    wait_for = {"before the first byte": 0, "at the first byte": 1, "in the middle": _MIDDLE}[moment]
    pieces = asyncio.Semaphore(0)

    def listen(event: Event) -> None:
        if isinstance(event, ReplyChunk):
            pieces.release()

    reply = Reply(tokens=tuple(f"word{n} " for n in range(200)), delay=0.001, hold_after=max(wait_for, 0))
    server.script.replies[:] = [reply]
    before = server.cancelled
    unsubscribe = engine.subscribe(listen)
    exchange = await engine.say("Tell me a long story.")
    await server.until(lambda: server.open_streams > 0)
    for _ in range(wait_for):
        await pieces.acquire()
    started = time.perf_counter()
    await engine.stop(exchange.session_id)
    await server.until(lambda: server.cancelled > before and server.open_streams == 0)
    seconds = time.perf_counter() - started
    unsubscribe()
    return seconds, str((await engine.reply(exchange.reply_id)).state)


async def _left(server: OllamaServer) -> tuple[int, int]:
    """Tasks of this loop and sockets of this process once all has settled."""
    await server.until(lambda: server.open_streams == 0)
    await asyncio.sleep(0.1)
    gc.collect()
    return len(asyncio.all_tasks()), _sockets()


def _sockets() -> int:
    """Open sockets of this process; 0 where the system does not list them."""
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        return 0
    count = 0
    for entry in folder.iterdir():
        try:
            count += os.readlink(entry).startswith("socket:")
        except OSError:
            continue
    return count
