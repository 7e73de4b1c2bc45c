"""The user's hand on memories: pin, edit, weigh, mute, confirm, and say how a thing was meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from companion.errors import BadInput
from companion.memory.changes import Changes
from companion.memory.decay import Use, fades_at
from companion.memory.uses import strengthen
from companion.records import Change, ChangeKind, Sensitivity, Status, Truth
from companion.store import marks, memories, muting
from companion.store.database import Connection

LONGEST_MEMORY = 20_000
"""Characters that an edited memory may have."""


class Hand(Changes):
    """What a person does to memories. Every method is one transaction and gives what `journal.undo` takes back.

    None means that nothing was different afterwards. All raise `NotFound` for an id that is not there.
    """

    async def pin(self, ids: int | Iterable[int], pinned: bool) -> Change | None:
        """Pin or unpin. A dormant memory that is pinned is active again."""
        fading = self._fading()

        def one(con: Connection, memory_id: int) -> None:
            memory = memories.get(con, memory_id)
            until = None if pinned else fades_at(memory.decay, fading.threshold, fading.curve)
            memories.set_pinned(con, memory_id, pinned, until)
            if pinned and memory.status is Status.DORMANT:
                memories.set_status(con, memory_id, Status.ACTIVE)

        return await self._each(ChangeKind.PIN, ids, one)

    async def edit(self, memory_id: int, text: str) -> Change | None:
        """Replace a memory's text and make it findable by the new one. Raises `BadInput`."""
        words, now = checked_text(text), self._clock()

        def one(con: Connection, memory_id: int) -> None:
            if memories.get(con, memory_id).text != words:
                memories.edit(con, memory_id, words, now, "user")

        return await self._each(ChangeKind.EDIT, memory_id, one)

    async def set_importance(self, ids: int | Iterable[int], importance: float) -> Change | None:
        """Say how much it matters, 0 to 1. What it has of strength by its uses stays. Raises `BadInput`."""
        if not 0.0 <= importance <= 1.0:
            raise BadInput("Importance lies between 0 and 1.")
        return await self._each(ChangeKind.IMPORTANCE, ids, lambda con, one: marks.set_importance(con, one, importance))

    async def mute(self, ids: int | Iterable[int], muted: bool) -> Change | None:
        """Keep it from coming up by itself and out of prompts unless it is asked for; or let it come up again."""
        now = self._clock()

        def one(con: Connection, memory_id: int) -> None:
            if muted:
                muting.mute(con, [memory_id], now)
            else:
                muting.unmute(con, [memory_id])

        return await self._each(ChangeKind.MUTE, ids, one)

    async def muted(self, ids: Iterable[int] | None = None) -> frozenset[int]:
        """Which of these memories are muted; None: all that are."""
        wanted = None if ids is None else list(ids)
        return await self._db.read(lambda con: muting.muted(con) if wanted is None else muting.muted_among(con, wanted))

    async def confirm(self, ids: int | Iterable[int]) -> Change | None:
        """Say that it is right: a use that strengthens it. A second one on the same day changes nothing."""
        now, fading = self._clock(), self._fading()

        def one(con: Connection, memory_id: int) -> None:
            strengthen(con, [memory_id], now, Use.CONFIRMED, fading)

        return await self._each(ChangeKind.CONFIRM, ids, one)

    async def set_truth(self, ids: int | Iterable[int], truth: Truth) -> Change | None:
        """Say how it was meant: sincerely, as a joke, in a role, as a thought."""
        return await self._each(ChangeKind.TRUTH, ids, lambda con, one: marks.set_truth(con, one, truth))

    async def set_sensitivity(self, ids: int | Iterable[int], sensitivity: Sensitivity) -> Change | None:
        """Say how private it is."""
        return await self._each(
            ChangeKind.SENSITIVITY, ids, lambda con, one: marks.set_sensitivity(con, one, sensitivity)
        )

    async def _each(
        self, kind: ChangeKind, ids: int | Iterable[int], one: Callable[[Connection, int], None]
    ) -> Change | None:
        wanted = listed_ids(ids)

        def act(con: Connection) -> Iterable[int]:
            for memory_id in wanted:
                one(con, memory_id)
            return ()

        return await self.change(kind, wanted, act)


def listed_ids(ids: int | Iterable[int]) -> list[int]:
    """One id or several, as a list without repetitions. Raises `BadInput` for none."""
    wanted = [ids] if isinstance(ids, int) else list(dict.fromkeys(ids))
    if not wanted:
        raise BadInput("No memory was named.")
    return wanted


def checked_text(text: str) -> str:
    """The words of a memory without blanks at their ends. Raises `BadInput` for none or too many."""
    words = text.strip()
    if not words or len(words) > LONGEST_MEMORY:
        raise BadInput(f"A memory has between 1 and {LONGEST_MEMORY:,} characters.")
    return words
