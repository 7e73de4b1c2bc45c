"""Pages to read: one day with its conversations and what was learned from it, and the story of all of them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from companion.records import DayView, Kind, MemoryView, Message, Scope, Session
from ui.memories import words
from ui.memories.jump import JumpButton
from ui.memories.reading import ReadingText
from ui.memories.rows import MemoryRow, Section
from ui.memories.steps import Steps
from ui.theme import Space, Tokens, Type

MOST_LINES = 24
"""Messages of one conversation on the page of a day; the chat has all of them."""
MOST_LEARNED = 60
AT_ONCE = 10
"""Rows that are made in one piece."""


class ConversationCard(QFrame):
    """What was said in one conversation on one day."""

    opened = Signal(int, int)

    def __init__(self, session: Session, messages: Sequence[Message], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages = tuple(messages[:MOST_LINES])
        self._left_out = len(messages) - len(self._messages)
        self.setProperty("look", "card")
        first = messages[0].created_at.astimezone()
        head = QLabel(f"{session.title or self.tr('Conversation')} · {first:%H:%M}")
        head.setProperty("look", "caption")
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setMinimumWidth(40)
        jump = JumpButton()
        jump.clicked.connect(lambda: self.opened.emit(session.id, messages[0].id))
        self.words = ReadingText(Type.BODY)
        self.words.setAccessibleName(self.tr("Conversation at {0}").format(f"{first:%H:%M}"))
        top = QHBoxLayout()
        top.addWidget(head, 1)
        top.addWidget(jump)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.XS, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        column.addWidget(self.words)
        self.words.write(self._html)

    def _html(self, tokens: Tokens) -> str:
        muted = tokens.muted
        lines = []
        for message in self._messages:
            text = message.text if len(message.text) <= 600 else message.text[:600].rsplit(" ", 1)[0] + "…"
            spoken = html.escape(text).replace("\n", "<br>")
            name = f'<span style="color:{muted}">{html.escape(message.speaker)}</span>'
            lines.append(f'<p style="margin:0 0 6px 0; line-height:128%">{name}&nbsp; {spoken}</p>')
        if self._left_out:
            more = html.escape(self.tr("and {0} more messages").format(self._left_out))
            lines.append(f'<p style="margin:0; color:{muted}">{more}</p>')
        return "".join(lines)


class _Page(QScrollArea):
    """A column that scrolls."""

    memory_wanted = Signal(int)
    message_wanted = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setObjectName("page")
        self.column = QVBoxLayout(page)
        self.column.setContentsMargins(0, 0, Space.S, Space.L)
        self.column.setSpacing(Space.M)
        self.setWidget(page)


class DayPage(_Page):
    """One day to read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The chosen day"))
        self.summary = ReadingText(Type.READING)
        self.summary.setAccessibleName(self.tr("Summary of the day"))
        self._steps = Steps(self)
        self.said = Section(self.tr("What was said"))
        self.learned = Section(self.tr("What was learned"))
        for widget in (self.summary, self.learned, self.said):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_day(self, day: DayView) -> None:
        """Show this day from its top."""
        summary = day.summary.memory.text if day.summary is not None else ""
        self.summary.setPlainText(summary)
        self.summary.setVisible(day.summary is not None)
        for section in (self.learned, self.said):
            section.fill([])
        self._steps.drop()
        # Of one event the day's summary is its own, perhaps without a sentence: it stands above already.
        events = [view for view in day.learned if view.memory.kind is Kind.EVENT]
        above = events if summary and len(events) == 1 else []
        rows = [view for view in day.learned if view not in above][:MOST_LEARNED]
        self._steps.add(
            *(partial(self._add_rows, rows[start : start + AT_ONCE]) for start in range(0, len(rows), AT_ONCE)),
            *(partial(self._add_card, session, messages) for session, messages in day.conversations),
        )
        self.verticalScrollBar().setValue(0)

    def _add_rows(self, views: Sequence[MemoryView]) -> None:
        for view in views:
            row = MemoryRow(view, words.kind_name(view.memory.kind, view.memory.scope))
            row.chosen.connect(self.memory_wanted)
            self.learned.add(row)

    def _add_card(self, session: Session, messages: Sequence[Message]) -> None:
        card = ConversationCard(session, messages)
        card.opened.connect(self.message_wanted)
        self.said.add(card)


class SummaryCard(QFrame):
    """A summary of a week or a day, with a way to the day."""

    day_wanted = Signal(object)

    def __init__(self, view: MemoryView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        memory = view.memory
        self.setProperty("look", "card")
        week = memory.scope is Scope.WEEK
        when = self.tr("Week of {0}").format(words.day_text(memory.day)) if week else words.long_day_text(memory.day)
        head = QLabel(when)
        head.setProperty("look", "caption")
        head.setMinimumWidth(40)
        go = QPushButton(self.tr("Read the day"))
        go.setProperty("look", "status")
        go.setAccessibleName(self.tr("Read {0}").format(words.long_day_text(memory.day)))
        go.clicked.connect(lambda: self.day_wanted.emit(memory.day))
        text = ReadingText(Type.BODY)
        text.setPlainText(memory.text)
        text.setAccessibleName(f"{when}: {memory.text}")
        top = QHBoxLayout()
        top.addWidget(head, 1)
        top.addWidget(go)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.XS, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        column.addWidget(text)


class StoryPage(_Page):
    """The story so far, and the weeks and days that it is made of."""

    day_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The story"))
        self.story = ReadingText(Type.READING)
        self.none = QLabel(self.tr("The story is written once a week is over. Choose a day above to read it."))
        self.none.setProperty("look", "muted")
        self.none.setWordWrap(True)
        self._steps = Steps(self)
        self.weeks = Section(self.tr("Weeks"))
        self.days = Section(self.tr("Days"))
        for widget in (self.story, self.none, self.weeks, self.days):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def show_summaries(self, summaries: Sequence[MemoryView], most: int = 40) -> None:
        """Show these: the story first, then weeks and days, the latest first."""
        story = next((v.memory for v in summaries if v.memory.scope is Scope.STORY), None)
        self.story.setPlainText(story.text if story is not None else "")
        self.story.setAccessibleName(self.tr("The story so far: {0}").format(story.text if story else ""))
        self.story.setVisible(story is not None)
        self.none.setVisible(story is None)
        self._steps.drop()
        for section, scope in ((self.weeks, Scope.WEEK), (self.days, Scope.DAY)):
            section.fill([])
            chosen = [v for v in summaries if v.memory.scope is scope][:most]
            self._steps.add(*(partial(self._add_card, section, view) for view in chosen))

    def _add_card(self, section: Section, view: MemoryView) -> None:
        card = SummaryCard(view)
        card.day_wanted.connect(self.day_wanted)
        section.add(card)
