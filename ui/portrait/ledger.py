"""The ledger: every change of a trait with its date, its size and the words it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from companion.records import LedgerEntry
from ui.memories.words import day_text
from ui.portrait import words
from ui.theme import Space, Type, tokens_of, type_size

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
WRAP = int(Qt.TextFlag.TextWordWrap)


class LedgerModel(QAbstractListModel):
    """Ledger entries, the latest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[LedgerEntry, ...] = ()

    def set_entries(self, entries: Sequence[LedgerEntry]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._entries = tuple(sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the signature is Qt's
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words.ledger_sentence(entry)
        return entry if role == ENTRY_ROLE else None


class LedgerDelegate(QStyledItemDelegate):
    """Date and change on one line, then the reason, then the quote, as tall as they need."""

    def _quote_font(self, font: QFont) -> QFont:
        quote = QFont(font)
        quote.setItalic(True)
        return quote

    def _small(self, font: QFont) -> QFont:
        small = QFont(font)
        small.setPixelSize(type_size(Type.CAPTION))
        return small

    def _quote_height(self, entry: LedgerEntry, font: QFont, width: int) -> int:
        if not entry.quote:
            return 0
        metrics = QFontMetrics(self._quote_font(font))
        return metrics.boundingRect(QRect(0, 0, width, 10_000), WRAP, f"“{entry.quote}”").height() + Space.XS

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(ENTRY_ROLE)
        view = self.parent()
        full = view.viewport().width() if isinstance(view, QListView) else 300
        width = full - 2 * Space.L
        if not isinstance(entry, LedgerEntry):
            return QSize(full, 40)
        small = QFontMetrics(self._small(option.font)).height()
        reason = option.fontMetrics.boundingRect(QRect(0, 0, width, 10_000), WRAP, entry.reason).height()
        quote = self._quote_height(entry, option.font, width)
        return QSize(full, small + reason + quote + 2 * Space.M + Space.XS)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, LedgerEntry):
            return
        tokens = tokens_of(option.widget)
        painter.save()
        rect = option.rect
        state = QStyle.StateFlag
        if option.state & (state.State_Selected | state.State_HasFocus):
            painter.fillRect(rect, QColor(tokens.accent_soft))
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        box = rect.adjusted(Space.L, Space.M, -Space.L, -Space.M)
        small = self._small(option.font)
        line = QRect(box.left(), box.top(), box.width(), QFontMetrics(small).height())
        painter.setFont(small)
        painter.setPen(QColor(tokens.muted))
        head = f"{day_text(words.entry_day(entry))} · {words.trait_name(entry.trait)}"
        change, metrics = words.change_text(entry), QFontMetrics(small)
        room = line.width() - (metrics.horizontalAdvance(change) + Space.M if change else 0)
        head = metrics.elidedText(head, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, head)
        painter.setPen(QColor(tokens.success if entry.after >= entry.before else tokens.warning))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, change)
        painter.setFont(option.font)
        painter.setPen(QColor(tokens.text))
        rest = box.adjusted(0, line.height() + Space.XS, 0, 0)
        used = painter.boundingRect(rest, WRAP, entry.reason)
        painter.drawText(rest, WRAP, entry.reason)
        if entry.quote:
            painter.setFont(self._quote_font(option.font))
            painter.setPen(QColor(tokens.muted))
            painter.drawText(rest.adjusted(0, used.height() + Space.XS, 0, 0), WRAP, f"“{entry.quote}”")
        painter.restore()


class LedgerView(QListView):
    """Lists a `LedgerModel`; lays itself out again when its width changes."""

    def __init__(self, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setProperty("look", "plain")
        self.setAccessibleName(self.tr("Changes of the portrait"))
        self.setItemDelegate(LedgerDelegate(self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)

    def entry(self) -> LedgerEntry | None:
        """The row that is chosen."""
        found = self.currentIndex().data(ENTRY_ROLE)
        return found if isinstance(found, LedgerEntry) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
