"""What a person does to the memories that are chosen in the browser: by its buttons, its menus and its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.memories.bulk import BulkBar
from ui.memories.detail import DetailPane

if TYPE_CHECKING:
    from ui.memories.window import MemoryWindow


class Hand(QObject):
    """Turns wishes into deeds on what is chosen in a `MemoryWindow`, which is its parent. Main thread only."""

    def __init__(self, window: MemoryWindow) -> None:
        super().__init__(window)
        self._window = window

    def serve_bulk(self, bulk: BulkBar) -> None:
        """Carry out what the bar below the list asks for."""
        bulk.pin_wanted.connect(self.pin)
        bulk.importance_wanted.connect(partial(self.deed, "importance"))
        bulk.mute_wanted.connect(partial(self.deed, "mute"))
        bulk.merge_wanted.connect(self._merge)
        bulk.forget_wanted.connect(self.forget)

    def serve_detail(self, detail: DetailPane) -> None:
        """Carry out what the detail asks for."""
        detail.pin_wanted.connect(self.pin)
        detail.forget_wanted.connect(self.forget)
        detail.restore_wanted.connect(self._restore)
        detail.saved.connect(self._save)
        detail.deed_wanted.connect(self.deed)

    def _with_chosen(self, act: Callable[[Sequence[int]], None]) -> None:
        """Act on the memory of the detail, or on all that are selected in the list."""
        window = self._window
        rows = window.selected_rows
        if len(rows) > 1 or (rows and window.desk.memory_id is None):
            window.list.with_ids(rows, act)
        elif window.desk.memory_id is not None:
            act([window.desk.memory_id])

    @Slot(bool)
    def pin(self, pinned: bool) -> None:
        """Pin or unpin what is chosen."""
        self._with_chosen(partial(self._window.deeds.pin, pinned=pinned))

    @Slot()
    def toggle_pin(self) -> None:
        """Pin what is chosen, or unpin it where all of it is pinned."""
        window = self._window
        shown = window.desk.detail.view
        views = [window.list.model.view_at(row) for row in window.selected_rows] or [shown]
        if len(views) == 1 and shown is not None:
            views = [shown]  # the list may still be reading what the last press changed
        self.pin(not all(view is not None and view.memory.pinned for view in views))

    @Slot()
    def forget(self) -> None:
        """Forget what is chosen; the bar offers to take it back."""
        self._with_chosen(self._window.deeds.forget)

    @Slot(str, object)
    def deed(self, name: str, value: object) -> None:
        """Do this to what is chosen: the deeds of `MemoryActions.deed`, and `split` and `unlearn`."""
        if name == "split":
            self._split()
        elif name == "unlearn":
            self._window.deeds.unlearn(int(str(value)))
        else:
            self._with_chosen(partial(self._window.deeds.deed, name, value=value))

    @Slot()
    def _merge(self) -> None:
        from ui.memories.joining import MOST_MERGED, MergeDialog

        window = self._window
        rows = window.selected_rows
        if len(rows) > MOST_MERGED:
            window.undo_bar.tell(self.tr("At most {0} memories can be merged at once.").format(MOST_MERGED))
            return

        def ask(ids: Sequence[int]) -> None:
            texts = {v.memory.id: v.memory.text for v in map(window.list.model.view_at, rows) if v is not None}
            dialog = MergeDialog([texts.get(i, "") for i in ids], window)
            dialog.wanted.connect(lambda text: window.deeds.merge(ids, text))
            dialog.open()

        window.list.with_ids(rows, ask)

    def _split(self) -> None:
        from ui.memories.joining import SplitDialog

        view = self._window.desk.detail.view
        if view is not None:
            dialog = SplitDialog(view.memory.text, self._window)
            dialog.wanted.connect(lambda parts: self._window.deeds.split(view.memory.id, parts))
            dialog.open()

    @Slot()
    def _restore(self) -> None:
        if self._window.desk.memory_id is not None:
            self._window.deeds.restore(self._window.desk.memory_id)

    @Slot(str)
    def _save(self, text: str) -> None:
        detail = self._window.desk.detail
        if detail.view is not None:
            self._window.deeds.edit(detail.view.memory.id, text, detail.end_edit, detail.editor.show_problem)
