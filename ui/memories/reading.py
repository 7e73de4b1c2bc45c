"""Text to read: as tall as its words, selectable, and broken inside a word where no other way is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from ui.theme import Tokens, tokens_of, type_size


class ReadingText(QTextBrowser):
    """A text that never scrolls by itself. `size` is a text size from `Type`."""

    _written: Callable[[Tokens], str] | None = None  # of the class, for Qt may tell of colours while it is being made

    def __init__(self, size: int, parent: QWidget | None = None, *, bold: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("look", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        font = QFont(self.font())
        font.setPixelSize(type_size(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        self.document().setDefaultFont(font)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def write(self, written: Callable[[Tokens], str]) -> None:
        """Show the rich text that `written` makes for the theme's colours, now and whenever they change."""
        self._written = written
        self.setHtml(written(tokens_of(self)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._written is not None:
            self.setHtml(self._written(tokens_of(self)))
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def _fit(self) -> None:
        """As tall as the words at this width."""
        height = max(round(self.document().size().height() + 0.5), 1)
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
