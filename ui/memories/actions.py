"""What a person does to memories: pin, edit, forget, take back. Each goes to the engine and is answered here."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from companion.errors import CompanionError
from ui.bridge import Bridge

if TYPE_CHECKING:
    from companion.engine import Engine


class MemoryActions(QObject):
    """Changes memories through the bridge and remembers what was forgotten, for undo. Main thread."""

    forgotten = Signal(int)
    """So many memories were forgotten."""
    restored = Signal(object)
    """The ids of the memories that are back."""
    failed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._undoable: list[tuple[int, ...]] = []

    @property
    def can_undo(self) -> bool:
        """Whether something was forgotten here that has not been taken back."""
        return bool(self._undoable)

    def pin(self, memory_ids: Sequence[int], pinned: bool) -> None:
        """Pin or unpin these memories."""
        self._each(memory_ids, lambda e, i: e.pin(i, pinned), lambda _ids: None)

    def edit(
        self,
        memory_id: int,
        text: str,
        done: Callable[[], None],
        failed: Callable[[CompanionError], None],
    ) -> None:
        """Give this memory another text; `done` is called when it is saved, else `failed`."""
        self._bridge.ask(self, lambda e: e.edit_memory(memory_id, text), lambda _none: done(), failed)

    def forget(self, memory_ids: Sequence[int]) -> None:
        """Forget these memories; one undo brings all of them back."""

        def done(ids: tuple[int, ...]) -> None:
            self._undoable.append(ids)
            self.forgotten.emit(len(ids))

        self._each(memory_ids, lambda e, i: e.forget(i), done)

    def undo(self) -> None:
        """Bring back what was forgotten last. Does nothing when there is nothing."""
        if self._undoable:
            self.restore(self._undoable.pop())

    def restore(self, memory_ids: Sequence[int]) -> None:
        """Bring these forgotten memories back."""
        self._each(memory_ids, lambda e, i: e.restore(i), self.restored.emit)

    def _each(
        self,
        memory_ids: Sequence[int],
        work: Callable[[Engine, int], Coroutine[Any, Any, object]],
        done: Callable[[tuple[int, ...]], None],
    ) -> None:
        """Do `work` on every id; when all have ended, `done` gets those that went well."""
        waiting = set(memory_ids)
        well: list[int] = []
        errors: list[CompanionError] = []

        def ended(memory_id: int, error: CompanionError | None) -> None:
            waiting.discard(memory_id)
            if error is None:
                well.append(memory_id)
            else:
                errors.append(error)
            if waiting:
                return
            if well:
                done(tuple(well))
            if errors:
                self.failed.emit(errors[0])

        def start(memory_id: int) -> None:
            self._bridge.ask(
                self,
                lambda e: work(e, memory_id),
                lambda _none: ended(memory_id, None),
                lambda error: ended(memory_id, error),
            )

        for memory_id in tuple(waiting):
            start(memory_id)
