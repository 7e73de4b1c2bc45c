"""Looks for Ollama by itself while it is away, so that whoever looks at the window sees that it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from companion.records import ModelStatus

OFTEN, SELDOM = 5.0, 60.0
"""Seconds between two looks: at first, and when it has been away for long."""
LONG = 300.0
"""Seconds from which on it has been away for long."""


class Watch:
    """Looks again and again while no model can be had, and not at all otherwise. Runs on the engine loop."""

    def __init__(self, look: Callable[[], Coroutine[Any, Any, ModelStatus]]) -> None:
        """`look` looks for the model and tells whoever shows it."""
        self._look = look
        self._task: asyncio.Task[None] | None = None

    def heed(self, status: ModelStatus) -> None:
        """Who answers has changed: begin to look where nobody can."""
        if _is_missed(status) and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run(), name="looking for Ollama")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            await asyncio.sleep(OFTEN if loop.time() - began < LONG else SELDOM)
            if not _is_missed(await self._look()):
                return


def _is_missed(status: ModelStatus) -> bool:
    """Whether a model is wanted and cannot be had."""
    return status.offline and status.code not in ("", "never")
