"""Marking text in the transcript: one continuous mark through as many messages as the reader likes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent

from ui.chat.row_layout import RowLayout
from ui.chat.scroll import Index
from ui.chat.text_selection import Place
from ui.chat.transcript_canvas import TranscriptCanvas

PULL = 60
"""The most pixels that one movement of the mouse outside the view scrolls."""


class MarkingCanvas(TranscriptCanvas):
    """A transcript in which text can be marked by mouse and keys, and copied. Main thread only."""

    def _spot(self, point: QPointF) -> tuple[int, RowLayout, QPointF] | None:
        """The row at `point`, its layout, and the point in the row's own coordinates."""
        at = self.row_at(point.y())
        if at < 0:
            return None
        return at, self.layout_of(at), point - QPointF(self.row_rect(at).topLeft())

    def _text_place(self, point: QPointF) -> Place | None:
        spot = self._spot(point)
        if spot is None:
            return None
        at, layout, inner = spot
        return at, layout.text.hit(inner - layout.body.topLeft())

    def begin_mark(self, event: QMouseEvent) -> None:
        """The mouse went down on text: mark from here, or with Shift up to here."""
        place = self._text_place(event.position())
        longer = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.marked.anchor is not None
        if place is None:
            self.marked.clear()
        elif longer:
            self.marked.focus = place
        else:
            self.marked.begin(place)
        self.viewport().update()

    def drag_mark(self, point: QPointF) -> None:
        """The mouse moves with its button down; outside the view it pulls the text along."""
        beyond = point.y() - max(0.0, min(point.y(), float(self.viewport().height())))
        if beyond:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + round(max(-PULL, min(beyond, PULL))))
        inside = QPointF(point.x(), max(1.0, min(point.y(), self.viewport().height() - 1.0)))
        self.marked.focus = self._text_place(inside) or self.marked.focus
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self._text_place(event.position())
        if place is None:
            return
        first, last = self.layout_of(place[0]).text.word(place[1])
        self.marked.anchor, self.marked.focus = (place[0], first), (place[0], last)
        self.viewport().update()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        if start == 0:
            self.marked.shift(end + 1)
        super().rowsInserted(parent, start, end)

    # Keys -----------------------------------------------------------------------------------------------

    def mark_all(self) -> None:
        """Mark everything that is shown of the conversation."""
        last = self.rows.rowCount() - 1
        if last >= 0:
            self.marked.anchor, self.marked.focus = (0, 0), (last, self._length(last))
            self.viewport().update()

    def unmark(self) -> None:
        """Mark nothing."""
        self.marked.clear()
        self.viewport().update()

    def mark_messages(self, step: int) -> None:
        """Move the end of the mark by one message; without a mark, the current message is marked first."""
        at = self.currentIndex().row()
        if self.marked.ends is None:
            if at < 0:
                return
            self.marked.begin((at, 0 if step > 0 else self._length(at)))
        row, place = self.marked.focus or (at, 0)
        edge = self._length(row) if step > 0 else 0
        if place == edge and 0 <= row + step < self.rows.rowCount():
            row += step
            edge = self._length(row) if step > 0 else 0
        self._focus((row, edge))

    def mark_characters(self, step: int) -> None:
        """Move the end of the mark by one character, through the ends of messages."""
        at = self.currentIndex().row()
        if self.marked.focus is None:
            if at < 0:
                return
            self.marked.begin((at, 0 if step > 0 else self._length(at)))
        row, place = self.marked.focus or (at, 0)
        if 0 <= place + step <= self._length(row):
            self._focus((row, place + step))
        elif 0 <= row + step < self.rows.rowCount():
            self._focus((row + step, 0 if step > 0 else self._length(row + step)))

    def _focus(self, place: Place) -> None:
        self.marked.focus = place
        index = self.rows.index(place[0])
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.viewport().update()

    def _length(self, at: int) -> int:
        return self.layout_of(at).text.length

    # Copying --------------------------------------------------------------------------------------------

    def selected_text(self) -> str:
        """The marked text, messages apart by an empty line. Those between the first and the last are as written."""
        ends = self.marked.ends
        if ends is None:
            return ""
        pieces = []
        for at in range(ends[0][0], ends[1][0] + 1):
            if ends[0][0] < at < ends[1][0]:
                pieces.append(self.rows.row(at).text.strip())
                continue
            text = self.layout_of(at).text
            span = self.marked.within(at, text.length)
            if span is not None:
                pieces.append(text.text(span))
        return "\n\n".join(piece for piece in pieces if piece)

    def copy(self) -> None:
        """Put the marked text on the clipboard, or the current message when nothing is marked."""
        text = self.selected_text() or str(self.currentIndex().data() or "")
        if text:
            QGuiApplication.clipboard().setText(text)

    def copy_text(self, at: int) -> None:
        """Put a message on the clipboard as it is read, without its Markdown."""
        text = self.layout_of(at).text
        QGuiApplication.clipboard().setText(text.text((0, text.length)).strip())
