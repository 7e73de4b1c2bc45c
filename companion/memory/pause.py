"""Work that waits for a pause."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class AfterPause:
    """Does its work once nobody has asked for it for a while; one at a time. Called on the engine loop."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        self._work = work
        self._name = name
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def soon(self, seconds: float) -> None:
        """Begin when this long has passed without another call."""
        self._forget_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._begin, seconds)

    def _begin(self, seconds: float) -> None:
        self._timer = None
        if self._task is not None and not self._task.done():
            self.soon(seconds)
            return
        self._task = asyncio.create_task(self._work(), name=self._name)

    async def settle(self) -> None:
        """Begin nothing more; what is under way ends."""
        self._forget_timer()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def stop(self) -> None:
        """Begin nothing more; what is under way is cancelled."""
        if self._task is not None:
            self._task.cancel()
        await self.settle()

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
