"""What a person does to memories. Each goes to the engine, is answered here, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from companion.errors import CompanionError
from companion.records import Change, ChangeKind, Forgetting, Receipt, Sensitivity, Truth
from ui.bridge import Bridge

if TYPE_CHECKING:
    from companion.engine import Engine

Work = Callable[["Engine"], Coroutine[Any, Any, Change | None]]


class MemoryActions(QObject):
    """Changes memories through the bridge. The engine keeps what can be undone. Main thread."""

    changed = Signal(str, object)
    """What was done, in a sentence, and the `Change` that undoes it."""
    forgotten = Signal(str, object)
    """What was forgotten, in a sentence, and the `Forgetting` that can be taken back for a while."""
    gone = Signal(object)
    """The `Receipt` of a forget that was carried out."""
    undone = Signal(str)
    failed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def pin(self, ids: Sequence[int], pinned: bool) -> None:
        """Pin or unpin these memories."""
        said = self.tr("Pinned: it does not fade.") if pinned else self.tr("No longer pinned.")
        self._do(lambda e: e.pin(ids, pinned), said)

    def edit(
        self, memory_id: int, text: str, done: Callable[[], None], failed: Callable[[CompanionError], None]
    ) -> None:
        """Give this memory another text; `done` is called when it is saved, else `failed`."""

        def saved(change: Change | None) -> None:
            done()
            self._tell(change, self.tr("The text was changed."))

        self._bridge.ask(self, lambda e: e.edit_memory(memory_id, text), saved, failed)

    def deed(self, name: str, ids: Sequence[int], value: Any) -> None:
        """One of the deeds that `MoreButton.menu_for` offers."""
        if name == "importance":
            self._do(lambda e: e.set_importance(ids, float(value)), self.tr("Its importance was set."))
        elif name == "mute":
            said = self.tr("Muted: it no longer comes up by itself.") if value else self.tr("It may come up again.")
            self._do(lambda e: e.mute(ids, bool(value)), said)
        elif name == "confirm":
            self._do(lambda e: e.confirm(ids), self.tr("Noted as right: it fades more slowly now."))
        elif name == "truth":
            self._do(lambda e: e.set_truth(ids, Truth(value)), self.tr("Noted how it was meant."))
        elif name == "sensitivity":
            self._do(lambda e: e.set_sensitivity(ids, Sensitivity(value)), self.tr("Noted how private it is."))

    def merge(self, ids: Sequence[int], text: str | None) -> None:
        """Make several memories one."""
        self._do(lambda e: e.merge(ids, text), self.tr("Merged into one memory."))

    def split(self, memory_id: int, parts: Sequence[str]) -> None:
        """Make one memory several."""
        self._do(lambda e: e.split(memory_id, parts), self.tr("Split into {0} memories.").format(len(parts)))

    def forget(self, ids: Sequence[int]) -> None:
        """Forget these memories: out of sight at once, gone for good when the grace has run out."""

        def told(forgetting: Forgetting) -> None:
            self.forgotten.emit(self._sentence(len(ids), len(forgetting.memory_ids) - len(ids)), forgetting)

        self._bridge.ask(self, lambda e: e.forget(ids), told, self.failed.emit)

    def _sentence(self, chosen: int, more: int) -> str:
        said = self.tr("Forgotten") if chosen == 1 else self.tr("{0} memories forgotten").format(chosen)
        if more > 0:
            # A person chose one and sees that several go: say why.
            came = self.tr("with 1 more that came of it") if more == 1 else self.tr("with {0} more that came of it")
            said = f"{said}, {came.format(more)}"
        return f"{said}:"

    def restore(self, memory_id: int) -> None:
        """Take back the forget that took this memory."""
        self._bridge.ask(self, lambda e: e.restore(memory_id), self._told_of_restore, self.failed.emit)

    def take_back(self, forgetting_id: int) -> None:
        """Take a forget back as a whole."""
        self._bridge.ask(self, lambda e: e.restore_forgetting(forgetting_id), self._told_of_restore, self.failed.emit)

    def _told_of_restore(self, _none: None) -> None:
        self.undone.emit(self.tr("It is remembered again."))

    def finish(self, forgetting_id: int) -> None:
        """Do not wait: carry this forget out now."""
        self._bridge.ask(self, lambda e: e.finish_forgetting(forgetting_id), None, self.failed.emit)

    def look_after(self, forgetting_id: int) -> None:
        """Something happened to a forget: say so once it was carried out."""

        def found(receipts: list[Receipt]) -> None:
            receipt = next((one for one in receipts if one.id == forgetting_id), None)
            if receipt is not None:
                self.gone.emit(receipt)

        self._bridge.ask(self, lambda e: e.receipts(), found, self.failed.emit)

    def unlearn(self, session_id: int) -> None:
        """Undo what a conversation taught."""

        def done(changed: tuple[int, ...]) -> None:
            one, many = self.tr("Undone: {0} memory changed."), self.tr("Undone: {0} memories changed.")
            nothing = self.tr("There was nothing left to undo.")
            said = (one if len(changed) == 1 else many).format(len(changed)) if changed else nothing
            self.undone.emit(said)

        self._bridge.ask(self, lambda e: e.unlearn(session_id), done, self.failed.emit)

    @Slot()
    def undo(self, change_id: int | None = None) -> None:
        """Take one change back, the latest if none is named. Says so when there is nothing to undo."""
        self._bridge.ask(self, lambda e: e.undo(change_id), self._undone, self.failed.emit)

    def _undone(self, change: Change) -> None:
        count = len(change.memory_ids)
        forget = change.kind is ChangeKind.FORGET
        one = self.tr("It is remembered again.") if forget else self.tr("Taken back.")
        many = self.tr("{0} memories are remembered again.") if forget else self.tr("Taken back for {0} memories.")
        self.undone.emit(one if count == 1 else many.format(count))

    def _do(self, work: Work, said: str) -> None:
        self._bridge.ask(self, work, lambda change: self._tell(change, said), self.failed.emit)

    def _tell(self, change: Change | None, said: str) -> None:
        if change is not None:
            self.changed.emit(said, change)
