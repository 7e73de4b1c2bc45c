"""The bar above the transcript that finds words in the open conversation."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from ui.chat.shortcuts import hint
from ui.chat.transcript_view import TranscriptView
from ui.icons import icon
from ui.theme import Space, set_look, tokens_of

PAUSE_MS = 120


def spots_of(texts: Sequence[str], sought: str) -> list[int]:
    """For each place where `sought` stands, in any case, the number of its text; the first text's places first."""
    needle = sought.lower()
    return [at for at, text in enumerate(texts) for _ in range(text.lower().count(needle))] if needle else []


class FindBar(QFrame):
    """Marks every place in a transcript, counts them and walks through them. Hidden until `open`."""

    closed = Signal()

    def __init__(self, transcript: TranscriptView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._transcript = transcript
        self._spots: list[int] = []
        self._at = -1
        self._icons: list[tuple[QToolButton, str]] = []
        self.setProperty("look", "card")
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Find in this conversation"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.count = QLabel()
        self.count.setProperty("look", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, Space.XS, Space.XS)
        row.setSpacing(Space.XS)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        self.previous = self._button("chevron-up", hint(self.tr("Previous place"), "find_previous"), row)
        self.next = self._button("chevron-down", hint(self.tr("Next place"), "find_next"), row)
        close = self._button("close", self.tr("Close (Esc)"), row)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        close.clicked.connect(self.shut)
        for signal in (transcript.rows.modelReset, transcript.rows.rowsInserted, transcript.rows.rowsRemoved):
            signal.connect(self._rows_changed)
        self._dress()
        self.hide()

    def _button(self, picture: str, label: str, row: QHBoxLayout) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(label)
        button.setToolTip(label)
        button.setIconSize(QSize(18, 18))
        self._icons.append((button, picture))
        row.addWidget(button)
        return button

    def open(self) -> None:
        """Show the bar and take the keyboard; what was sought before is sought again."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._look()

    @Slot()
    def shut(self) -> None:
        """Hide the bar and take the marks away."""
        self._pause.stop()
        self.hide()
        self._transcript.mark_found(())
        self.closed.emit()

    @Slot()
    def _rows_changed(self) -> None:
        if self.isVisible():
            self._pause.start()

    @Slot()
    def _look(self) -> None:
        sought = self.field.text().strip()
        rows = self._transcript.rows
        self._spots = spots_of([rows.row(at).text for at in range(rows.rowCount())], sought)
        self._transcript.mark_found((sought,) if sought else ())
        # Begin with what is nearest to the reader: the last place on the screen or above it.
        seen = self._transcript.visible_rows()
        above = [n for n, at in enumerate(self._spots) if seen and at <= seen[-1]]
        self._at = above[-1] if above else 0
        self._go(scroll=bool(self._spots) and self._spots[self._at] not in seen)

    def step(self, by: int) -> None:
        """Go to the next place (1) or the one before (-1), round the end."""
        if not self.isVisible():
            self.open()
        elif self._spots:
            self._at = (self._at + by) % len(self._spots)
            self._go()

    def _go(self, *, scroll: bool = True) -> None:
        found = bool(self._spots)
        for button in (self.previous, self.next):
            button.setEnabled(found)
        sought = bool(self.field.text().strip())
        set_look(self.field, "wrong", "true" if sought and not found else "false")
        if found:
            self.count.setText(self.tr("{0} of {1}").format(self._at + 1, len(self._spots)))
            if scroll:
                self._transcript.show_row(self._spots[self._at])
            self._transcript.setCurrentIndex(self._transcript.rows.index(self._spots[self._at]))
        else:
            self.count.setText(self.tr("Not found") if sought else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        for button, picture in self._icons:
            button.setIcon(icon(picture, tokens_of(self).muted))
