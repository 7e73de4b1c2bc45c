"""After a forget: what stays and may say the same in other words, offered beside the way back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from companion.records import Forgetting, Memory
from ui.bridge import Bridge
from ui.memories.undo import UndoBar


class SaidOtherwise(QObject):
    """Asks the engine after each forget, and lets the bar offer what was found. Main thread only."""

    found = Signal(object, str)
    """Ids of memories that are to be shown, and under which name."""

    def __init__(self, bridge: Bridge, bar: UndoBar) -> None:
        super().__init__(bar)
        self._bridge = bridge
        self._bar = bar
        self._found: dict[int, tuple[int, ...]] = {}
        bar.others_wanted.connect(self._show)

    @Slot(str, object)
    def look(self, _said: str, forgetting: Forgetting) -> None:
        """Look for what says the same as what was just forgotten; the forget does not wait for it."""

        def done(memories: Sequence[Memory]) -> None:
            self._found = {forgetting.id: tuple(memory.id for memory in memories)}
            self._bar.offer_others(forgetting.id, len(memories))

        self._bridge.ask(self, lambda engine: engine.said_otherwise(forgetting.id), done, self._bridge.trouble.emit)

    @Slot(int)
    def _show(self, forgetting_id: int) -> None:
        if ids := self._found.get(forgetting_id):
            self.found.emit(ids, self.tr("May say the same"))
