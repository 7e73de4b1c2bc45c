"""A stand-in for Ollama over a real socket. It answers as the recordings in `tests/fixtures/ollama` do.

In a test's own loop: `async with OllamaServer() as server: ... server.host`. Beside a Qt loop:
`server = OllamaServer(); host = server.start_in_thread(); ...; server.stop_thread()`. By hand:
`python -m tests.ollama_server --port 11435 --rate 30`, then point the app at `127.0.0.1:11435`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

from tests.ollama_http import PLAIN, Answer, Received, SocketServer
from tests.ollama_replies import (
    MODELS,
    OUT_OF_MEMORY,
    PROSE,
    QUEUE_FULL,
    UNAUTHORIZED,
    Failure,
    Reply,
    Script,
    ServedModel,
    count_tokens,
    smallest,
    stamp,
)
from tests.ollama_rules import Refused, body_of, check_chat, fit, is_ours, named, pulled, tagged, vector
from tests.ollama_speech import Speech, line

DEFAULT_CONTEXT = 4096
MEMORY_TOKENS = 1 << 24
"""A context longer than this does not fit into the server's memory."""


class OllamaServer:
    """One server with its models, its script, and what it has seen. All times in seconds."""

    def __init__(self, port: int = 0, models: tuple[ServedModel, ...] = MODELS, address: str = "127.0.0.1") -> None:
        self.script = Script()
        self.models: dict[str, ServedModel] = {model.name: model for model in models}
        self.requests: list[Received] = []
        self.open_streams = 0
        """Chat requests that are being answered or are waiting for their first token."""
        self.cancelled = 0
        """Chat requests whose client left before the end."""
        self.loads = 0
        self.loaded: dict[str, int] = {}
        """Names of loaded models and their context lengths."""
        self.stuck: set[str] = set()
        self._keep: dict[str, object] = {}
        self._slots: dict[str, asyncio.Lock] = {}
        self._sockets = SocketServer(self._handle, port, address)
        self._address = address
        self._condition = threading.Condition()
        self._changed = asyncio.Event()
        self._released = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def host(self) -> str:
        """What a user would write into the settings."""
        return f"{f'[{self._address}]' if ':' in self._address else self._address}:{self._sockets.port}"

    @property
    def chats(self) -> list[dict[str, Any]]:
        """The bodies of the chat requests that asked for an answer, in the order in which they came."""
        bodies = [request.json for request in list(self.requests) if request.path == "/api/chat"]
        return [body for body in bodies if body.get("messages")]

    async def __aenter__(self) -> OllamaServer:
        self._loop = asyncio.get_running_loop()
        await self._sockets.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._sockets.close()

    def start_in_thread(self) -> str:
        """Serve from a thread of its own; returns the host. End it with `stop_thread`."""
        ready = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve_until_stopped(ready),))
        self._thread.start()
        ready.wait()
        return self.host

    def stop_thread(self) -> None:
        """End what `start_in_thread` began."""
        if self._thread is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None

    def release(self) -> None:
        """Let every held reply go on. From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._released.set)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait, in the server's loop, until `holds()`; it is asked whenever a counter moves."""
        while not holds():
            self._changed.clear()
            await self._changed.wait()

    def wait_for(self, holds: Callable[[], bool], timeout: float = 5.0) -> bool:
        """The same from another thread, blocking for at most `timeout` seconds."""
        with self._condition:
            return self._condition.wait_for(holds, timeout)

    async def _serve_until_stopped(self, ready: threading.Event) -> None:
        self._stop = asyncio.Event()
        async with self:
            ready.set()
            await self._stop.wait()

    def _moved(self) -> None:
        self._changed.set()
        with self._condition:
            self._condition.notify_all()

    async def _handle(self, request: Received, answer: Answer) -> None:
        self.requests.append(request)
        self._moved()
        if not is_ours(request, self._address):
            await answer.whole(403, b"", "")
            return
        routes = self._routes()
        methods = {method for method, path in routes if path == request.path}
        route = routes.get((request.method, request.path))
        if route is None:
            answer.extra["Allow"] = ", ".join(sorted(methods))
            if not methods:
                answer.extra.clear()
            text = b"405 method not allowed" if methods else b"404 page not found"
            await answer.whole(405 if methods else 404, text, PLAIN)
            return
        try:
            if self.script.token and request.headers.get("authorization") != f"Bearer {self.script.token}":
                raise Refused(UNAUTHORIZED.status, UNAUTHORIZED.error)
            await route(request, answer)
        except Refused as refused:
            await answer.json(refused.status, {"error": str(refused)})

    def _routes(self) -> dict[tuple[str, str], Callable[[Received, Answer], Awaitable[None]]]:
        return {
            ("GET", "/"): self._root,
            ("HEAD", "/"): self._root,
            ("GET", "/api/version"): self._version,
            ("GET", "/api/tags"): self._tags,
            ("GET", "/api/ps"): self._ps,
            ("POST", "/api/show"): self._show,
            ("POST", "/api/chat"): self._chat,
            ("POST", "/api/embed"): self._embed,
            ("POST", "/api/pull"): self._pull,
            ("DELETE", "/api/delete"): self._delete,
        }

    async def _root(self, _request: Received, answer: Answer) -> None:
        await answer.whole(200, b"Ollama is running", "text/plain; charset=utf-8")

    async def _version(self, _request: Received, answer: Answer) -> None:
        await answer.json(200, {"version": self.script.version})

    async def _tags(self, _request: Received, answer: Answer) -> None:
        rows = []
        for model in self.models.values():
            row = {"name": model.name, "model": model.name, "modified_at": stamp(), "size": model.size}
            row |= {"digest": model.digest, "details": model.details(lengths=self.script.capabilities)}
            rows.append(row | ({"capabilities": list(model.capabilities)} if self.script.capabilities else {}))
        await answer.json(200, {"models": rows})

    async def _ps(self, _request: Received, answer: Answer) -> None:
        rows = []
        for name, context in self.loaded.items():
            model = self.models[name]
            row = {"name": name, "model": name, "size": model.size, "digest": model.digest}
            row |= {"details": model.details(lengths=False), "expires_at": stamp(300)}
            rows.append(row | {"size_vram": 0, "context_length": context})
        await answer.json(200, {"models": rows})

    async def _show(self, request: Received, answer: Answer) -> None:
        name = named(body_of(request))
        model = self._find(name)
        if model is None:
            raise Refused(404, f"model '{tagged(name)}' not found")
        shown: dict[str, Any] = {"modelfile": f"FROM {model.name}\n", "template": "{{ .Prompt }}"}
        shown |= {"details": model.details(lengths=False), "model_info": model.info(), "tensors": []}
        await answer.json(200, shown | {"capabilities": list(model.capabilities), "modified_at": stamp()})

    async def _delete(self, request: Received, answer: Answer) -> None:
        name = named(body_of(request))
        model = self._find(name)
        if model is None:
            raise Refused(404, f"model '{name}' not found")
        del self.models[model.name]
        self.loaded.pop(model.name, None)
        await answer.whole(200, b"", "")

    async def _pull(self, request: Received, answer: Answer) -> None:
        name = tagged(named(body_of(request), "invalid model name"))
        lines = self.script.pulls.pop(0) if self.script.pulls else pulled(name)
        await answer.begin()
        for row in lines:
            await answer.lines(row)
            await asyncio.sleep(self.script.delay)
        if lines[-1].get("status") == "success":
            self.models.setdefault(name, ServedModel(name))
        await answer.end()

    async def _embed(self, request: Received, answer: Answer) -> None:
        body = body_of(request)
        name = named(body)
        model = self._find(name)
        if model is None:
            raise Refused(404, f'model "{name}" not found, try pulling it first')
        texts = body.get("input", [])
        texts = [texts] if isinstance(texts, str) and texts else texts or []
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise Refused(400, "invalid input type")
        if "embedding" not in model.capabilities:
            raise Refused(501, "This server does not support embeddings. Start it with `--embeddings`")
        if self.script.hold_embed:
            await self._released.wait()
        counts = [min(count_tokens(text), model.context_length) for text in texts]
        if body.get("truncate") is False and any(count_tokens(t) > model.context_length for t in texts):
            raise Refused(400, "the input length exceeds the context length")
        size = min(body.get("dimensions") or model.embedding_length, model.embedding_length)
        reply: dict[str, Any] = {"model": name, "embeddings": [vector(text, size) for text in texts]}
        if texts:
            reply |= {"total_duration": 12_269_064, "load_duration": 4_126_750, "prompt_eval_count": sum(counts)}
        await answer.json(200, reply)

    async def _chat(self, request: Received, answer: Answer) -> None:
        body = body_of(request)
        name = named(body)
        model = self._find(name)
        if model is None:
            raise Refused(404, f"model '{name}' not found")
        check_chat(body, name, model)
        if not body.get("messages"):
            await self._preload(body, name, model, answer)
            return
        self.open_streams += 1
        self._moved()
        try:
            await self._converse(body, name, model, answer)
        except asyncio.CancelledError:
            self.cancelled += 1
            if self.script.stick_after_cancel:
                self.stuck.add(model.name)
            raise
        finally:
            self.open_streams -= 1
            self._moved()

    async def _preload(self, body: dict[str, Any], name: str, model: ServedModel, answer: Answer) -> None:
        if body.get("keep_alive") in (0, "0", "0s"):
            self.loaded.pop(model.name, None)
            self.stuck.discard(model.name)
            reason = "unload"
        else:
            await self._load(body, model)
            reason = "load"
        await answer.json(200, line(name, done=True) | {"done_reason": reason})

    async def _load(self, body: dict[str, Any], model: ServedModel) -> int:
        wanted = int((body.get("options") or {}).get("num_ctx", DEFAULT_CONTEXT))
        if wanted > MEMORY_TOKENS and model.context_length > MEMORY_TOKENS:
            self.loaded.clear()
            raise Refused(OUT_OF_MEMORY.status, OUT_OF_MEMORY.error)
        context = min(wanted, model.context_length)
        if self.loaded.get(model.name) != context:
            if self.script.queue_full:
                raise Refused(QUEUE_FULL.status, QUEUE_FULL.error)
            if self.script.hold_load:
                await self._released.wait()
            await asyncio.sleep(self.script.load_seconds)
            self.loads += 1
            self.loaded[model.name] = context
        return context

    async def _converse(self, body: dict[str, Any], name: str, model: ServedModel, answer: Answer) -> None:
        context = await self._load(body, model)
        slot = self._slots.setdefault(model.name, asyncio.Lock())
        async with slot:
            if model.name in self.stuck:
                await asyncio.Event().wait()
            asked = body if self.script.knows_truncate else {**body, "truncate": None, "shift": None}
            read = fit(asked, context)
            reply = self._next_reply(body)
            if isinstance(reply, Failure):
                await asyncio.sleep(reply.after)
                raise Refused(reply.status, reply.error)
            if reply.prompt_tokens is not None:
                read = reply.prompt_tokens
            speech = Speech(reply, body, name, read, self.script.delay, self._released)
            await speech.deliver(answer)
        if body.get("keep_alive") in (0, "0", "0s"):
            self.loaded.pop(model.name, None)

    def _next_reply(self, body: dict[str, Any]) -> Reply | Failure:
        wanted: object
        if body.get("format"):
            if self.script.structured:
                wanted = self.script.structured.pop(0)
            elif self.script.fill is not None:
                wanted = self.script.fill(body)
            else:
                wanted = smallest(body["format"]) if isinstance(body["format"], dict) else {}
            if isinstance(wanted, Reply | Failure):
                return wanted
            return Reply(wanted if isinstance(wanted, str) else json.dumps(wanted, ensure_ascii=False))
        if self.script.replies:
            return self.script.replies.pop(0)
        wanted = self.script.answer(body) if self.script.answer is not None else PROSE
        return wanted if isinstance(wanted, Reply | Failure) else Reply(wanted)

    def _find(self, name: str) -> ServedModel | None:
        return self.models.get(tagged(name))


async def _serve_by_hand(port: int, rate: float) -> None:
    server = OllamaServer(port)
    server.script.delay = 1.0 / rate
    async with server:
        print(f"A stand-in for Ollama answers at {server.host}; end it with Ctrl+C.")
        await asyncio.Event().wait()


def main() -> None:
    """Serve by hand: any chat gets a page of prose at `--rate` tokens a second."""
    parser = argparse.ArgumentParser(prog="python -m tests.ollama_server", description=main.__doc__)
    parser.add_argument("--port", type=int, default=11434)
    parser.add_argument("--rate", type=float, default=30.0, metavar="TOKENS_PER_S")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve_by_hand(given.port, given.rate))


if __name__ == "__main__":
    main()
