"""Full-window states before there is a conversation: opening, and what to do when a profile cannot be opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError, ProfileBusy, RecordDamaged, VaultLocked
from ui.icons import app_icon, icon
from ui.theme import Space, tokens_of

PATIENCE_MS = 350
"""An opening faster than this shows no waiting signs at all, so that nothing flashes."""


class OpeningState(QWidget):
    """A calm page while the profile opens."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QWidget()
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(56, 56))
        line = QLabel(self.tr("Opening your conversations"))
        line.setProperty("look", "muted")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setFixedWidth(160)
        bar.setAccessibleName(line.text())
        inner = QVBoxLayout(self._words)
        inner.setSpacing(Space.M)
        for widget in (mark, line, bar):
            inner.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.addWidget(self._words, 0, Qt.AlignmentFlag.AlignCenter)
        self._words.hide()
        QTimer.singleShot(PATIENCE_MS, self._words, self._words.show)


class ErrorState(QWidget):
    """Says why the profile did not open, what that means for the data, and what can be done."""

    retry_wanted = Signal()
    folder_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = QLabel()
        self.title = QLabel()
        self.title.setProperty("look", "title")
        self.data = QLabel()
        self.step = QLabel()
        self.step.setProperty("look", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        layout.setSpacing(Space.M)
        layout.addStretch(2)
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self.title, self.data, self.step):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setMinimumWidth(min(520, 4 * Space.XXL))
            layout.addWidget(label)
        layout.addSpacing(Space.M)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        self.retry = QPushButton(self.tr("Try again"))
        self.retry.setProperty("look", "primary")
        self.folder = QPushButton(self.tr("Open another folder"))
        self.quit = QPushButton(self.tr("Quit"))
        for button in (self.retry, self.folder, self.quit):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(3)
        self.retry.clicked.connect(self.retry_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.quit.clicked.connect(self.quit_wanted)

    def show_error(self, error: CompanionError) -> None:
        """Explain this error."""
        self.title.setText(str(error))
        self.data.setText(self._what_it_means(error))
        self.step.setText(error.next_step)
        self.step.setVisible(bool(error.next_step))
        self._dress()
        self.retry.setFocus()

    def _what_it_means(self, error: CompanionError) -> str:
        if isinstance(error, ProfileBusy):
            return self.tr("Your conversations are safe. Only one program at a time may write to them.")
        if isinstance(error, VaultLocked):
            return self.tr("Your conversations are encrypted and untouched. Without the key nobody can read them.")
        if isinstance(error, RecordDamaged):
            return self.tr("The file was left exactly as it is, so nothing more can be lost.")
        return self.tr("Nothing was changed.")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    @Slot()
    def _dress(self) -> None:
        self._mark.setPixmap(icon("warning", tokens_of(self).warning).pixmap(QSize(44, 44), self.devicePixelRatioF()))
