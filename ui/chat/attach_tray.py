"""What will be sent with the next message: chips above the field, each with a way to take it out again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from companion.records import AttachmentKind, NewAttachment
from ui.elided import ElidedLabel
from ui.icons import icon
from ui.theme import Space, tokens_of
from ui.wrapped import WrappedLabel

SIDE = 36
CHIP_WIDTH = 210


class AttachTray(QFrame):
    """Holds `NewAttachment`s. Hidden while there are none and nothing is offered."""

    changed = Signal()
    document_wanted = Signal(str)
    """A long text that was pasted is to become a document."""
    insert_wanted = Signal(str)
    """It is to be written into the message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: list[NewAttachment] = []
        self._offered = ""
        self._chips = QHBoxLayout()
        self._chips.setSpacing(Space.S)
        self._chips.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._offer = QWidget()
        self._words = WrappedLabel("")
        self._words.setProperty("look", "muted")
        self.as_document = QPushButton(self.tr("Attach as a document"))
        self.as_text = QPushButton(self.tr("Write into the message"))
        row = QHBoxLayout(self._offer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, 1)
        row.addWidget(self.as_document)
        row.addWidget(self.as_text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.XS, 0, Space.XS)
        layout.addWidget(self._offer)
        layout.addLayout(self._chips)
        self.as_document.clicked.connect(lambda: self._answer(self.document_wanted))
        self.as_text.clicked.connect(lambda: self._answer(self.insert_wanted))
        self._show()

    @property
    def held(self) -> tuple[NewAttachment, ...]:
        """What will be sent."""
        return tuple(self._held)

    def add(self, attachment: NewAttachment) -> None:
        """Send this, too."""
        self._held.append(attachment)
        self._show()

    def hold(self, attachments: tuple[NewAttachment, ...]) -> None:
        """Send exactly these."""
        self._held = list(attachments)
        self._show()

    def offer(self, text: str) -> None:
        """Ask what is to become of a long text."""
        self._offered = text
        count = QLocale().toString(len(text))
        self._words.setText(self.tr("This text is long ({} characters). As a document it is quoted.").format(count))
        self._show()
        self.as_document.setFocus()

    def _answer(self, signal: object) -> None:
        text, self._offered = self._offered, ""
        self._show()
        signal.emit(text)  # type: ignore[attr-defined]

    def _show(self) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in self._held:
            self._chips.addWidget(self._chip(one))
        self._offer.setVisible(bool(self._offered))
        self.setVisible(bool(self._held or self._offered))
        self.changed.emit()

    def _chip(self, one: NewAttachment) -> QFrame:
        chip = QFrame()
        chip.setProperty("look", "card")
        chip.setMaximumWidth(CHIP_WIDTH)
        mark = QLabel()
        if one.kind is AttachmentKind.IMAGE:
            seen = QPixmap()
            seen.loadFromData(one.thumb)
            mark.setPixmap(QIcon(seen).pixmap(QSize(SIDE, SIDE)))
        else:
            mark.setPixmap(icon("document", tokens_of(self).muted).pixmap(QSize(20, 20), self.devicePixelRatioF()))
        name = ElidedLabel(one.name)
        remove = QToolButton()
        remove.setIcon(icon("close", tokens_of(self).muted))
        remove.setIconSize(QSize(14, 14))
        remove.setAccessibleName(self.tr("Do not send {}").format(one.name))
        remove.setToolTip(remove.accessibleName())
        remove.clicked.connect(lambda: self._remove(one))
        row = QHBoxLayout(chip)
        row.setContentsMargins(Space.S, 2, 2, 2)
        row.setSpacing(Space.XS)
        row.addWidget(mark)
        row.addWidget(name, 1)
        row.addWidget(remove)
        chip.setMinimumWidth(min(CHIP_WIDTH, name.fontMetrics().horizontalAdvance(one.name) + 90))
        return chip

    def _remove(self, one: NewAttachment) -> None:
        self._held = [other for other in self._held if other is not one]
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()
