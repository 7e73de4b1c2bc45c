"""One model on its way: a bar that never runs backwards, what is still to come, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from companion.records import Download
from ui.models.words import progress_words
from ui.theme import Space, set_look
from ui.wrapped import WrappedLabel

STEPS = 1000


class DownloadBar(QFrame):
    """Shows a `Download`. `stop_wanted` and `again_wanted` carry the model's name."""

    stop_wanted = Signal(str)
    again_wanted = Signal(str)

    def __init__(self, download: Download, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self.download = download
        self._name = QLabel(download.model)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self.words = WrappedLabel()
        self.words.setProperty("look", "caption")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.button = QPushButton()
        self.button.clicked.connect(self._pressed)
        upper = QHBoxLayout()
        upper.addWidget(self._name, 1)
        upper.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(upper)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        self.show_download(download)

    def show_download(self, download: Download) -> None:
        """The download has come further, or has ended."""
        self.download = download
        self.bar.setValue(max(round(download.fraction * STEPS), 0))
        words = progress_words(download)
        self.words.setText(words)
        set_look(self.words, "look", "danger" if download.state == "failed" else "caption")
        self.bar.setAccessibleName(self.tr("Download of {}: {}").format(download.model, words))
        under_way = download.state in ("running", "waiting")
        self.button.setText(self.tr("Stop") if under_way else self.tr("Try again"))
        self.button.setAccessibleName(f"{self.button.text()}: {download.model}")
        self.button.setVisible(download.state != "done")

    @Slot()
    def _pressed(self) -> None:
        under_way = self.download.state in ("running", "waiting")
        (self.stop_wanted if under_way else self.again_wanted).emit(self.download.model)
