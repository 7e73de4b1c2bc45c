"""The rows of the side bar: sessions under date headings, those that were put away, or what a search found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTime,
    Signal,
)

from companion.records import Excerpt, SearchHit, SearchResult, Session

SideRowRole = Qt.ItemDataRole.UserRole
LONGEST_TITLE = 200
NOTHING = Excerpt("")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class SideRow:
    """A heading (no session), or a session; found by a message when `message_id` is set.

    A heading with `note` is a line for an empty list and may be long.
    """

    title: Excerpt
    session_id: int | None = None
    session: Session | None = None
    excerpt: Excerpt = NOTHING
    message_id: int | None = None
    when: str = ""
    note: bool = False

    @property
    def text(self) -> str:
        return self.title.text


class SessionsModel(QAbstractListModel):
    """All sessions, or those that were put away, narrowed by a search. Main thread only."""

    renamed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sessions: list[Session] = []
        self._archived: list[Session] = []
        self._hidden: set[int] = set()
        self._rows: list[SideRow] = []
        self._sought = ""
        self._result: SearchResult | None = None
        self._show_archive = False
        self._asked = False

    def set_sessions(self, sessions: Sequence[Session], archived: Sequence[Session] = ()) -> None:
        """All sessions, pinned first, latest first; and those that were put away."""
        self._sessions, self._archived, self._asked = list(sessions), list(archived), True
        self._build()

    def set_search(self, sought: str, result: SearchResult | None = None) -> None:
        """Show only what was found for `sought` (None: it is still being looked for); empty shows everything."""
        self._sought, self._result = sought.strip(), result
        self._build()

    def show_archive(self, shown: bool) -> None:
        """Show what was put away instead of the others."""
        self._show_archive = shown
        self._build()

    def hide(self, session_id: int, hidden: bool) -> None:
        """Leave a session out, while its removal can still be taken back."""
        (self._hidden.add if hidden else self._hidden.discard)(session_id)
        self._build()

    @property
    def archived(self) -> int:
        """How many sessions were put away."""
        return len(self._archived)

    def _build(self) -> None:
        if self._sought:
            rows = self._found_rows()
        else:
            rows = self._archive_rows() if self._show_archive else self._dated_rows()
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _dated_rows(self) -> list[SideRow]:
        rows: list[SideRow] = []
        heading = ""
        today = dt.datetime.now().astimezone().date()
        for session in self._there(self._sessions):
            group = self.tr("Pinned") if session.pinned else self._group(session.last_at.astimezone().date(), today)
            if group != heading:
                heading = group
                rows.append(_heading(group))
            rows.append(self._row(session))
        if not rows and self._asked:
            return [_note(self.tr("Your conversations will stand here. Write a first message to begin one."))]
        return rows

    def _archive_rows(self) -> list[SideRow]:
        rows = [self._row(session) for session in self._there(self._archived)]
        if not rows:
            return [_note(self.tr("Nothing is archived."))]
        return [_heading(self.tr("Archived")), *rows]

    def _there(self, sessions: Sequence[Session]) -> list[Session]:
        return [session for session in sessions if session.id not in self._hidden]

    def _row(self, session: Session) -> SideRow:
        return SideRow(Excerpt(name_of(session)), session.id, session)

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
        if self._result is None:
            # What was found before stays until there is something new: no flicker while one types.
            return self._rows if any(row.message_id for row in self._rows) else [_note(self.tr("Searching…"))]
        hits = [hit for hit in self._result.hits if hit.session_id not in self._hidden]
        titles = [hit for hit in hits if hit.message_id is None]
        words = [hit for hit in hits if hit.message_id is not None]
        rows: list[SideRow] = []
        if titles:
            rows += [_heading(self.tr("Conversations")), *(self._hit_row(hit) for hit in titles)]
        if words:
            rows += [_heading(self._count(len(words), self._result.total - len(titles)))]
            rows += [self._hit_row(hit) for hit in words]
        return rows or [_note(self.tr("Nothing was found for “{}”.").format(self._sought))]

    def _count(self, shown: int, total: int) -> str:
        if total > shown:
            numbers = QLocale()
            return self.tr("Messages: the best {0} of {1}").format(numbers.toString(shown), numbers.toString(total))
        return self.tr("1 message") if shown == 1 else self.tr("{} messages").format(shown)

    def _hit_row(self, hit: SearchHit) -> SideRow:
        known = self.session(hit.session_id)
        unnamed = name_of(known) if known is not None else self.tr("Conversation")
        title = hit.title if hit.title.text else Excerpt(unnamed)
        day = hit.at.astimezone().date()
        when = QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")
        if hit.document:
            when = f"{when} · {hit.document}"
        if hit.archived:
            when = self.tr("archived, {}").format(when)
        return SideRow(title, hit.session_id, known, hit.excerpt, hit.message_id, when)

    def place(self, session_id: int | None) -> QModelIndex:
        """Where this session stands."""
        for at, row in enumerate(self._rows):
            if row.session_id is not None and row.session_id == session_id and row.message_id is None:
                return self.index(at)
        return QModelIndex()

    def session(self, session_id: int) -> Session | None:
        """The session of this id, found or not, put away or not."""
        return next((s for s in (*self._sessions, *self._archived) if s.id == session_id), None)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            pinned = self.tr("pinned") if row.session is not None and row.session.pinned else ""
            return ". ".join(part for part in (row.text, row.excerpt.text, row.when, pinned) if part)
        if role == Qt.ItemDataRole.ToolTipRole and row.session_id is not None:
            return row.text
        return row if role == SideRowRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].session_id is None:
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual if self._rows[index.row()].message_id is not None else usual | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self._rows[index.row()] if index.isValid() else None
        title = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or row is None or row.session_id is None or title in ("", row.text):
            return False
        self.renamed.emit(row.session_id, title)
        return True


def name_of(session: Session) -> str:
    """What a conversation is called: its title, else when it began. Words of distress never become a title."""
    if session.title:
        return session.title
    began = session.started_at.astimezone()
    day = QLocale().toString(QDate(began.year, began.month, began.day), "d MMM")
    time = QLocale().toString(QTime(began.hour, began.minute), QLocale.FormatType.ShortFormat)
    return QCoreApplication.translate("SessionsModel", "Talk of {0}, {1}").format(day, time)


def _heading(text: str) -> SideRow:
    return SideRow(Excerpt(text))


def _note(text: str) -> SideRow:
    return SideRow(Excerpt(text), note=True)
