"""The transcript as a picture: lays out and paints the rows that can be seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

from ui.chat.code_colours import Lexers
from ui.chat.formulas import Formulas
from ui.chat.markdown import may_hold_code, may_hold_formula
from ui.chat.row_layout import Layouts, RowLayout
from ui.chat.row_painter import RowPainter, RowState
from ui.chat.scroll import SteadyList
from ui.chat.text_selection import TextSelection
from ui.chat.transcript_model import TranscriptModel
from ui.persona.pictures import round_picture
from ui.theme import tokens_of

BEAT_MS = 420
"""One step of the waiting dots."""
PICTURE = 22
"""The picture of who speaks, in pixels."""
STILL_BEAT_MS = 1000
"""Where nothing may move, only the seconds that have passed are drawn anew."""


class TranscriptCanvas(SteadyList):
    """Paints a `TranscriptModel`, with what is hovered, current and marked. Main thread only."""

    def __init__(self, model: TranscriptModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        self.formulas = Formulas(self)
        self.formulas.ready.connect(self._formulas_came)
        self.lexers = Lexers(self)
        self.lexers.ready.connect(self._lexers_came)
        self.layouts = Layouts(tokens_of(self), self.font(), self.formulas, self.lexers.of)
        self.marked = TextSelection()
        self.hovered: tuple[int, str] = (-1, "")
        self._edited: int | None = None
        self._painter = RowPainter(self.layouts)
        self._beat = 0
        self._still = False
        self._found: tuple[str, ...] = ()
        self._beats = QTimer(self)
        self._beats.setInterval(BEAT_MS)
        self._beats.timeout.connect(self._step)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("look", "plain")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setMouseTracking(True)
        self.setModel(model)

    def layout_of(self, at: int) -> RowLayout:
        """Where the parts of row `at` lie."""
        return self.layouts.of(self.rows.row(at))

    def set_persona(self, picture: bytes, name: str) -> None:
        """Show this picture beside the replies; without one the mark of the app stays."""
        ratio, tokens = self.devicePixelRatioF(), tokens_of(self)
        drawn = round_picture(picture, name, PICTURE, ratio, tokens.accent, tokens.on_accent) if picture else None
        self._painter.picture = drawn
        self.viewport().update()

    def set_text_scale(self, scale: float) -> None:
        """The `text_size` setting as a factor."""
        if self.layouts.set_size(self.layouts.width, scale):
            self.remeasure()
            self.place()

    def mark_edited(self, message_id: int | None) -> None:
        """Put the ring around the message that is being edited; None: around none."""
        self._edited = message_id
        self.viewport().update()

    def mark_found(self, words: tuple[str, ...]) -> None:
        """Highlight these words wherever they stand; none takes the marks away."""
        if words != self._found:
            self._found = words
            self.viewport().update()

    def set_still(self, still: bool) -> None:
        """The `reduced_motion` setting."""
        self._still = still
        self._beats.setInterval(STILL_BEAT_MS if still else BEAT_MS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # The scroll bar's room is kept free: text must not jump sideways when the bar comes.
        width = self.width() - self.verticalScrollBar().sizeHint().width()
        if self.layouts.set_size(width, self.layouts.scale):
            self.remeasure()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.layouts.tokens is not tokens_of(self):
            self.layouts.set_tokens(tokens_of(self))
            self.viewport().update()

    def guess(self, at: int) -> float:
        return self.layouts.estimate(self.rows.row(at))

    def measured(self, at: int) -> float:
        return self.layouts.of(self.rows.row(at)).height

    @Slot()
    def _formulas_came(self) -> None:
        self._anew(may_hold_formula)

    @Slot()
    def _lexers_came(self) -> None:
        self._anew(may_hold_code)

    def _anew(self, concerned: Callable[[str], bool]) -> None:
        """Lay the rows out anew whose text is `concerned`."""
        self.layouts.renew(concerned)
        for at in range(self.rows.rowCount()):
            if concerned(self.rows.row(at).text):
                self.heights.forget(at)
        self.place()
        self.viewport().update()

    @Slot()
    def _step(self) -> None:
        self._beat += 1
        for at in self.visible_rows():
            if self.rows.row(at).streaming:
                self.viewport().update(self.row_rect(at))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        streaming = False
        for at in self.visible_rows():
            rect = self.row_rect(at)
            row = self.rows.row(at)
            streaming = streaming or row.streaming
            if not rect.intersects(event.rect()):
                continue
            layout = self.layouts.of(row)
            clip = QRectF(event.rect().intersected(rect)).translated(-rect.topLeft())
            painter.save()
            painter.translate(rect.topLeft())
            self._painter.paint(painter, row, layout, self._state(at, layout), clip)
            painter.restore()
        painter.end()
        if streaming and not self._beats.isActive():
            self._beats.start()
        elif not streaming:
            self._beats.stop()

    def _state(self, at: int, layout: RowLayout) -> RowState:
        hovered, key = self.hovered
        current = self.hasFocus() and self.currentIndex().row() == at
        current = current or self.rows.row(at).message.id == self._edited
        chosen = self.marked.within(at, layout.text.length)
        return RowState(
            at == hovered,
            current,
            key if at == hovered else "",
            chosen,
            None if self._still else self._beat,
            self._found,
        )
