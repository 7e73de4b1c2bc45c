"""Tells a screen reader what a reply says, sentence by sentence, while it is being written."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QObject, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from companion.records import Message
from ui.chat.transcript_model import TranscriptModel

_END = re.compile(r"[.!?…][\"')”’]*(?=\s)|\n\s*\n")
"""Where a sentence or a paragraph is surely over: something stands behind it."""


class Announcer(QObject):
    """Announces finished sentences of the reply that streams, each once, and the rest when it ends."""

    said = Signal(str)
    """What was announced."""

    def __init__(self, view: QWidget, model: TranscriptModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._reply = 0
        self._told = 0
        model.dataChanged.connect(self._look)

    @Slot(QModelIndex, QModelIndex)
    def _look(self, first: QModelIndex, _last: QModelIndex) -> None:
        row = self._model.row(first.row())
        if row.mine or not row.streaming or not row.text:
            return
        if row.message.id != self._reply:
            self._reply, self._told = row.message.id, 0
        ends = [found.end() for found in _END.finditer(row.text, self._told)]
        if ends:
            self._tell(row.text[self._told : ends[-1]], row.message.speaker if not self._told else "")
            self._told = ends[-1]

    def finish(self, reply: Message) -> None:
        """The reply has ended: say what was not said yet, or why there is nothing."""
        told = self._told if reply.id == self._reply else 0
        rest = f"{reply.text[told:]} {reply.notice}"
        self._reply = self._told = 0
        self._tell(rest, reply.speaker if not told else "")

    def _tell(self, words: str, speaker: str) -> None:
        plain = " ".join(words.split())
        if not plain:
            return
        said = f"{speaker}: {plain}" if speaker else plain
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, said))
        self.said.emit(said)
