"""The door to changing memories by hand. Each change is one transaction, and undone alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from companion.engine.house import House
from companion.records import Change, Refusal, Sensitivity, Truth


class Curating(House):
    """Changing memories by hand. What a method gives is what `undo` takes back; None: nothing was different.

    All take one id or several, and raise `NotFound` for one that is not there; then nothing was changed.
    """

    async def pin(self, ids: int | Iterable[int], pinned: bool) -> Change | None:
        """Pin (it does not fade) or unpin."""
        return await self._at_work.curation.pin(ids, pinned)

    async def edit_memory(self, memory_id: int, text: str) -> Change | None:
        """Correct a memory; its old text is kept as a version. Raises `BadInput`."""
        return await self._at_work.curation.edit(memory_id, text)

    async def set_importance(self, ids: int | Iterable[int], importance: float) -> Change | None:
        """How much it matters, 0 to 1. Raises `BadInput`."""
        return await self._at_work.curation.set_importance(ids, importance)

    async def mute(self, ids: int | Iterable[int], muted: bool = True) -> Change | None:
        """Keep it from coming up by itself and out of prompts unless it is asked for; or let it come up again."""
        return await self._at_work.curation.mute(ids, muted)

    async def muted(self, ids: Iterable[int] | None = None) -> frozenset[int]:
        """Which of these memories are muted; None: all that are."""
        return await self._at_work.curation.muted(ids)

    async def confirm(self, ids: int | Iterable[int]) -> Change | None:
        """Say that it is right: a use that strengthens it."""
        return await self._at_work.curation.confirm(ids)

    async def set_truth(self, ids: int | Iterable[int], truth: Truth) -> Change | None:
        """How it was meant: sincerely, as a joke, in a role, as a thought."""
        return await self._at_work.curation.set_truth(ids, truth)

    async def set_sensitivity(self, ids: int | Iterable[int], sensitivity: Sensitivity) -> Change | None:
        """How private it is."""
        return await self._at_work.curation.set_sensitivity(ids, sensitivity)

    async def merge(self, ids: Iterable[int], text: str | None = None) -> Change | None:
        """Make several memories of one kind and subject one; `text` is what it says then. Raises `BadInput`."""
        return await self._at_work.curation.merge(ids, text)

    async def split(self, memory_id: int, parts: Sequence[str]) -> Change | None:
        """Make one memory several, each with its own words. Raises `BadInput`."""
        return await self._at_work.curation.split(memory_id, parts)

    async def accept(self, ids: int | Iterable[int]) -> Change | None:
        """Believe what waits in the inbox. What it contradicts ends on the day on which it was said."""
        return await self._at_work.curation.accept(ids)

    async def refuse(self, ids: int | Iterable[int]) -> Change | None:
        """Do not remember this. What was said stays in its conversation."""
        return await self._at_work.curation.refuse(ids)

    async def never(self, memory_id: int) -> Change | None:
        """Refuse it, and never again remember a thing of its kind, relation and subject."""
        return await self._at_work.curation.never(memory_id)

    async def refusals(self) -> list[Refusal]:
        """What is never remembered, the oldest rule first."""
        return await self._at_work.curation.refusals()

    async def drop_refusal(self, refusal_id: int) -> bool:
        """Remember such things again; False when there was no such rule."""
        return await self._at_work.curation.drop_refusal(refusal_id)

    async def changes(self) -> tuple[Change, ...]:
        """What can be undone since the app was opened, the latest first."""
        return self._at_work.curation.journal.changes

    async def undo(self, change_id: int | None = None) -> Change:
        """Take one change back, the latest if none is named. Raises `NotFound`, `BadInput`."""
        return await self._at_work.curation.undo(change_id)
