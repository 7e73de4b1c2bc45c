"""What is done to a conversation as a whole and needs a question, a file or a way back: deleting and exporting."""

from __future__ import annotations

import re
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from companion.records import Session
from ui.bridge import Bridge
from ui.memories.undo import LINGER_MS

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 80
"""Characters of a file's name that come from a title."""


class SessionActions(QObject):
    """Asks before it deletes, and deletes only when the time to take it back is over. Main thread only."""

    hidden = Signal(int, bool)
    """This session is to be left out of lists, or to be shown again."""
    offered = Signal(str)
    """A deletion can be taken back for `LINGER_MS`; the sentence says which."""
    told = Signal(str)
    """Something is done."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self._pending: int | None = None
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.setInterval(LINGER_MS)
        self._linger.timeout.connect(self.settle)

    def ask_delete(self, session: Session) -> QMessageBox:
        """Ask, and on a yes leave the session out and offer to take that back."""
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Delete conversation"))
        box.setText(self.tr("Delete “{}”?").format(session.title or self.tr("New conversation")))
        count = session.messages
        many = self.tr("1 message") if count == 1 else self.tr("{} messages").format(count)
        box.setInformativeText(
            self.tr("What was said here ({}) and everything that was learned from it will be gone.").format(many)
        )
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        delete.setProperty("look", "danger")
        keep = box.addButton(self.tr("Keep it"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(lambda: self._begin(session))
        box.open()
        return box

    def _begin(self, session: Session) -> None:
        self.settle()
        self._pending = session.id
        self.hidden.emit(session.id, True)
        self._linger.start()
        self.offered.emit(self.tr("“{}” is deleted.").format(session.title or self.tr("New conversation")))

    @Slot()
    def take_back(self) -> None:
        """Keep what was to be deleted."""
        self._linger.stop()
        pending, self._pending = self._pending, None
        if pending is not None:
            self.hidden.emit(pending, False)

    @Slot()
    def settle(self) -> Future[Any] | None:
        """Delete now what was to be deleted: the time to take it back is over, or the window closes."""
        self._linger.stop()
        pending, self._pending = self._pending, None
        if pending is not None and self._bridge.attached:
            return self._bridge.ask(self, lambda engine: engine.delete_session(pending)).future
        return None

    def ask_export(self, session: Session, format: str) -> QFileDialog:
        """Ask for a place and write the conversation there."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, self.tr("Export conversation"), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(format)
        dialog.setNameFilter(f"*.{format}")
        dialog.selectFile(f"{file_name(session)}.{format}")
        dialog.fileSelected.connect(lambda path: self._export(session, Path(path), format))
        dialog.open()
        return dialog

    def _export(self, session: Session, path: Path, format: str) -> None:
        self._bridge.ask(
            self,
            lambda engine: engine.export_session(session.id, path, format),
            lambda _none: self.told.emit(self.tr("Exported to {}. The file is not encrypted.").format(path.name)),
        )


def file_name(session: Session) -> str:
    """A name for the file of a conversation: its day and its title, without what file systems refuse."""
    title = _UNFIT.sub(" ", session.title)
    words = " ".join(title.split())[:LONGEST_NAME].strip(" .")
    return f"{session.day.isoformat()} {words}".strip()
