"""What a message and its reply leave behind, as `Answering` asks for it: kept by the memory, or by nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from companion.records import Memory, Recall
from companion.store.database import Connection


class Findable(Protocol):
    """Makes turns findable by meaning."""

    async def foresee(self, text: Callable[[Connection], str]) -> None: ...

    async def add(self, ids: Iterable[int]) -> None: ...

    async def moved(self, ids: Iterable[int]) -> None: ...

    async def removed(self, ids: Iterable[int]) -> None: ...


class Noting(Protocol):
    """Notes what stood behind a reply, and what that does to memories."""

    async def episodes_of(self, message_ids: Iterable[int]) -> frozenset[int]: ...

    async def note(
        self,
        reply_id: int,
        reply: str,
        recall: Recall,
        given: Sequence[Memory],
        around: Sequence[str],
        now: dt.datetime,
    ) -> None: ...


class Judging(Protocol):
    """Learns from replies how to recall."""

    async def corrected(self, reply_id: int) -> None: ...

    async def replied(self, reply_id: int) -> None: ...


class BringingUp(Protocol):
    """Gives the one memory that a session may bring up by itself."""

    async def for_session(self, session_id: int, now: dt.datetime) -> Memory | None: ...
