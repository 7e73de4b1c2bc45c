"""Opens and closes what lies behind the windows: the engine of a profile and its local socket."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from companion.paths import Home
from companion.records import Notice

if TYPE_CHECKING:
    from companion.engine import Engine
    from companion.service import Service

PACE = 0.018
"""Seconds between the words of an offline reply, so that it can be read as it comes."""
LAST_WORDS_SECONDS = 3
"""How long closing waits for one thing that a window still saves."""
log = logging.getLogger(__name__)


class OpenProfile:
    """An open engine with its socket. `open` and `close` run on the engine thread."""

    def __init__(self, engine: Engine, service: Service, notices: tuple[Notice, ...], welcomed: bool) -> None:
        self.engine = engine
        self.notices = notices
        self.welcomed = welcomed
        """Whether this profile has been welcomed before."""
        self._service = service

    @classmethod
    async def open(cls, home: Home) -> OpenProfile:
        """Open the profile. Raises `ProfileBusy`, `VaultLocked`, `RecordDamaged`; then nothing was changed.

        The engine is imported here and not above: it is heavy, and the first window does not wait for it.
        """
        from companion.cli import keep_log
        from companion.engine import Engine
        from companion.service import Service

        engine = Engine(home, pace=PACE)
        await engine.start()
        keep_log(home)
        for handler in logging.getLogger("companion").handlers:
            logging.getLogger("ui").addHandler(handler)
        service = Service(engine)
        notices = (await engine.status()).notices
        try:
            await service.start()
        except OSError as error:
            log.warning("the local socket could not be made: %s", type(error).__name__)
            notices += (Notice("warning", "A second start and the terminal cannot reach this window."),)
        return cls(engine, service, notices, await engine.welcomed())

    async def close(self, first: Sequence[Future[Any]] = ()) -> None:
        """Let what is being saved come to its end, hang up, stop replies, and close the profile."""
        for saving in first:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(asyncio.wrap_future(saving), LAST_WORDS_SECONDS)
        await self._service.stop()
        await self.engine.close()
