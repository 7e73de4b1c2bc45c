"""One trait of the portrait: a scale from -1 to 1 with the score, its interval and a lock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from companion.records import TraitScore
from ui.icons import icon
from ui.portrait import words
from ui.theme import Space, tokens_of


class ScaleBar(QWidget):
    """Paints a score in [-1, 1] on a line, and the interval in which it is believed to lie."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trait: TraitScore | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, 26)

    def set_trait(self, trait: TraitScore) -> None:
        self._trait = trait
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        trait = self._trait
        if trait is None:
            return
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRectF(self.rect()).adjusted(9, 0, -9, 0)
        middle = line.center().y()

        def at(score: float) -> float:
            return line.left() + (min(max(score, -1.0), 1.0) + 1) / 2 * line.width()

        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        painter.drawRoundedRect(QRectF(line.left(), middle - 3, line.width(), 6), 3, 3)
        if trait.evidence:
            faint = QColor(tokens.accent)
            faint.setAlphaF(0.35)
            painter.setBrush(faint)
            left, right = at(trait.low), at(trait.high)
            painter.drawRoundedRect(QRectF(left, middle - 5, max(right - left, 10), 10), 5, 5)
        painter.setPen(QPen(QColor(tokens.border_strong), 1))
        painter.drawLine(QPointF(at(0), middle - 8), QPointF(at(0), middle + 8))
        if trait.evidence:
            painter.setPen(QPen(QColor(tokens.surface), 2))
            painter.setBrush(QColor(tokens.muted if trait.locked else tokens.accent))
            painter.drawEllipse(QPointF(at(trait.score), middle), 7, 7)
        painter.end()


class TraitScale(QWidget):
    """A trait with its words. A click or Enter asks for its ledger; the lock keeps it where it is."""

    opened = Signal(str)
    lock_wanted = Signal(str, bool)
    set_wanted = Signal(str, float)
    """The user wants to say where this trait lies; with the score that it has."""
    wrong_wanted = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._chosen = self._locked = False
        title = QLabel(words.trait_name(name))
        title.setStyleSheet("font-weight: 600")
        self.state = QLabel()
        self.state.setProperty("look", "caption")
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        self.lock.setMinimumWidth(74)
        self.more = QToolButton()
        self.more.setToolTip(self.tr("Correct this"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setIconSize(QSize(16, 16))
        menu = QMenu(self.more)
        self.set_action = menu.addAction(self.tr("Say where you are…"), self._set)
        self.wrong_action = menu.addAction(self.tr("This is wrong"), lambda: self.wrong_wanted.emit(self.name))
        self.more.setMenu(menu)
        self._score = 0.0
        self.bar = ScaleBar()
        low, high = (QLabel(end) for end in words.trait_ends(name))
        for end in (low, high):
            end.setProperty("look", "caption")
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(0)
        grid.addWidget(title, 0, 0)
        grid.addWidget(self.state, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.lock, 0, 2, 3, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.more, 0, 3, 3, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.bar, 1, 0, 1, 2)
        grid.addWidget(low, 2, 0)
        grid.addWidget(high, 2, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        self.lock.clicked.connect(self._lock)
        self._dress()

    def set_trait(self, trait: TraitScore) -> None:
        """Show this trait."""
        self.bar.set_trait(trait)
        sentence = words.trait_sentence(trait)
        known = f"{words.level(trait.score)} · {words.observations(trait.evidence)}"
        self.state.setText(known if trait.evidence else words.sureness(trait))
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(self.tr("Enter shows what it rests on"))
        self.setToolTip(sentence)
        self._locked, self._score = trait.locked, trait.score
        self.more.setAccessibleName(self.tr("Correct {0}").format(words.trait_name(self.name)))
        self.set_action.setEnabled(not trait.locked)
        self.wrong_action.setEnabled(not trait.locked and trait.score != 0)
        self.lock.setChecked(trait.locked)
        name = words.trait_name(self.name)
        self.lock.setAccessibleName(self.tr("Lock {0}").format(name))
        self.lock.setToolTip(
            self.tr("Locked: stays as it is. Click to let it move again.")
            if trait.locked
            else self.tr("Lock: keeps this trait as it is")
        )
        self.lock.setText(self.tr("Locked") if trait.locked else self.tr("Lock"))

    def set_chosen(self, chosen: bool) -> None:
        """Whether the ledger beside shows this trait."""
        self._chosen = chosen
        self.update()

    def set_past(self, past: bool) -> None:
        """Whether a past day is shown: it can be looked at and not changed."""
        self.lock.setEnabled(not past)
        self.more.setEnabled(not past)

    @Slot()
    def _set(self) -> None:
        self.set_wanted.emit(self.name, self._score)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        self.more.setIcon(icon("more", tokens_of(self).muted))

    @Slot()
    def _lock(self) -> None:
        self.lock.setChecked(self._locked)
        self.lock_wanted.emit(self.name, not self._locked)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.opened.emit(self.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.name)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = tokens.accent_soft if self._chosen else tokens.hover if self.underMouse() else ""
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, 6, 6)
        painter.end()
