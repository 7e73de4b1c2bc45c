"""How a scripted reply goes out: piece by piece, or whole; to its end, or as far as the script lets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from tests.ollama_http import Answer
from tests.ollama_replies import RUNNER_KILLED, Reply, stamp
from tests.ollama_rules import Refused

NANO = 1_000_000_000


def line(name: str, text: str = "", thinking: str = "", done: bool = False) -> dict[str, Any]:
    """One object of a chat stream."""
    message = {"role": "assistant", "content": text} | ({"thinking": thinking} if thinking else {})
    return {"model": name, "created_at": stamp(), "message": message, "done": done}


@dataclass(slots=True)
class Speech:
    """One reply on its way. `read` is the prompt's size in tokens; `delay` the server's default pace in seconds."""

    reply: Reply
    body: dict[str, Any]
    name: str
    read: int
    delay: float
    released: asyncio.Event

    async def deliver(self, answer: Answer) -> None:
        """Send the reply as the request asked for it. Raises `Refused` where the runner dies before a byte is out."""
        pieces, reason = self._pieces()
        last = line(self.name, done=True) | {"done_reason": reason}
        last |= {"total_duration": NANO, "load_duration": 1_000_000}
        last |= {"prompt_eval_count": self.read, "prompt_eval_duration": self.read * 1_000_000}
        last |= {"eval_count": len(pieces), "eval_duration": len(pieces) * 10_000_000}
        if self.body.get("stream", True):
            await self._stream(pieces, last, answer)
        else:
            await self._whole(pieces, last, answer)

    def _pieces(self) -> tuple[list[tuple[str, str]], str]:
        pieces = self.reply.pieces()
        if self.body.get("think") is False:
            pieces = [piece for piece in pieces if not piece[1]]
        limit = (self.body.get("options") or {}).get("num_predict", -1)
        if 0 < limit < len(pieces):
            return pieces[:limit], "length"
        return pieces, self.reply.done_reason

    async def _whole(self, pieces: list[tuple[str, str]], last: dict[str, Any], answer: Answer) -> None:
        async for _ in self._paced(len(pieces)):
            pass
        if self.reply.fail_after is not None:
            raise Refused(500, RUNNER_KILLED)
        if self.reply.drop_after is not None:
            answer.drop()
            return
        whole = line(self.name, "".join(text for text, _ in pieces), "".join(thought for _, thought in pieces))
        await answer.json(200, whole if self.reply.no_done else last | {"message": whole["message"]})

    async def _stream(self, pieces: list[tuple[str, str]], last: dict[str, Any], answer: Answer) -> None:
        reply = self.reply
        if reply.fail_after == 0:
            raise Refused(500, RUNNER_KILLED)
        cuts = [cut for cut in (reply.fail_after, reply.drop_after) if cut is not None]
        batch: list[dict[str, Any]] = []
        await answer.begin()
        async for at in self._paced(min([len(pieces), *cuts])):
            batch.append(line(self.name, *pieces[at]))
            if len(batch) >= reply.lines_per_write or at + 1 == reply.hold_after:
                await answer.lines(*batch, chunk_bytes=reply.chunk_bytes)
                batch.clear()
        if reply.fail_after is not None:
            batch.append({"error": RUNNER_KILLED})
        elif not reply.no_done and reply.drop_after is None:
            batch.append(last)
        if batch:
            await answer.lines(*batch, chunk_bytes=reply.chunk_bytes)
        if reply.drop_after is not None:
            answer.drop()
        else:
            await answer.end()

    async def _paced(self, count: int) -> AsyncIterator[int]:
        """The place of each piece, when its time has come."""
        await asyncio.sleep(self.reply.first_byte)
        for at in range(count):
            if at == self.reply.hold_after:
                await self.released.wait()
            yield at
            await asyncio.sleep(self.reply.delay or self.delay)
        if self.reply.hold_after is not None and self.reply.hold_after >= count:
            await self.released.wait()
