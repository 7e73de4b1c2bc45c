"""The rows of the side bar: sessions under date headings, or what a search found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from companion.records import Message, Session

SideRowRole = Qt.ItemDataRole.UserRole
EXCERPT = 90
"""Characters of a message that a search shows."""
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class SideRow:
    """A heading (no session), or a session; found by a message when `message_id` is set."""

    text: str
    session: Session | None = None
    excerpt: str = ""
    message_id: int | None = None


def excerpt_of(text: str, sought: str) -> str:
    """A line of `text` around the first place where `sought` stands."""
    flat = " ".join(text.split())
    at = max(flat.lower().find(sought.lower()), 0)
    start = max(0, at - EXCERPT // 3)
    cut = flat[start : start + EXCERPT]
    return ("…" if start else "") + cut + ("…" if start + EXCERPT < len(flat) else "")


class SessionsModel(QAbstractListModel):
    """All sessions, narrowed by a search. Main thread only."""

    renamed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sessions: list[Session] = []
        self._rows: list[SideRow] = []
        self._sought = ""
        self._found: list[Message] = []

    def set_sessions(self, sessions: Sequence[Session]) -> None:
        """All sessions, pinned first, latest first."""
        self._sessions = list(sessions)
        self._build()

    def set_search(self, sought: str, found: Sequence[Message] = ()) -> None:
        """Show only what fits `sought`, and the messages in which it was found; empty shows everything."""
        self._sought, self._found = sought.strip(), list(found)
        self._build()

    def _build(self) -> None:
        rows = self._found_rows() if self._sought else self._dated_rows()
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _dated_rows(self) -> list[SideRow]:
        rows: list[SideRow] = []
        heading = ""
        today = dt.datetime.now().astimezone().date()
        for session in self._sessions:
            group = self.tr("Pinned") if session.pinned else self._group(session.last_at.astimezone().date(), today)
            if group != heading:
                heading = group
                rows.append(SideRow(group))
            rows.append(SideRow(session.title or self.tr("New conversation"), session))
        return rows

    def _group(self, day: dt.date, today: dt.date) -> str:
        age = (today - day).days
        if age <= 0:
            return self.tr("Today")
        if age == 1:
            return self.tr("Yesterday")
        if age < 7:
            return self.tr("Last 7 days")
        pattern = "MMMM" if day.year == today.year else "MMMM yyyy"
        return QLocale().toString(QDate(day.year, day.month, day.day), pattern)

    def _found_rows(self) -> list[SideRow]:
        sought = self._sought.lower()
        by_id = {session.id: session for session in self._sessions}
        titles = [SideRow(s.title, s) for s in self._sessions if sought in s.title.lower()]
        words = [
            SideRow(by_id[m.session_id].title, by_id[m.session_id], excerpt_of(m.text, self._sought), m.id)
            for m in self._found
            if m.session_id in by_id
        ]
        rows = [SideRow(self.tr("Conversations")), *titles] if titles else []
        rows += [SideRow(self.tr("Messages")), *words] if words else []
        return rows or [SideRow(self.tr("Nothing was found"))]

    def place(self, session_id: int | None) -> QModelIndex:
        """Where this session stands."""
        for at, row in enumerate(self._rows):
            if row.session is not None and row.session.id == session_id and row.message_id is None:
                return self.index(at)
        return QModelIndex()

    def session(self, session_id: int) -> Session | None:
        """The session of this id, found or not."""
        return next((s for s in self._sessions if s.id == session_id), None)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.text}. {row.excerpt}" if row.excerpt else row.text
        if role == Qt.ItemDataRole.ToolTipRole and row.session is not None:
            return row.text
        return row if role == SideRowRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].session is None:
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual if self._rows[index.row()].message_id is not None else usual | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self._rows[index.row()] if index.isValid() else None
        title = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or row is None or row.session is None or title in ("", row.text):
            return False
        self.renamed.emit(row.session.id, title)
        return True
