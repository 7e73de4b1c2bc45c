"""What belongs to a memory beside its words: replies that used it, links, how its topic developed, earlier texts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from companion.records import Kind, Linked, MemoryView, ShapedReply, Version
from ui.elided import ElidedLabel
from ui.memories import words
from ui.memories.differences import changes_html, changes_in_words
from ui.memories.graph import LinkGraph
from ui.memories.jump import JumpButton
from ui.memories.reading import ReadingText
from ui.memories.rows import MemoryRow, Section
from ui.theme import Space, Type

MOST_ROWS = 12
"""Rows of one section; what is beyond is counted."""


class VersionCard(QFrame):
    """One change of the text, with the words that went and came."""

    def __init__(self, old: Version, new_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        head = ElidedLabel()
        head.setText(f"{words.moment_text(old.changed_at)} · {words.author_name(old.by)}")
        head.setProperty("look", "caption")
        head.setTextFormat(Qt.TextFormat.PlainText)
        self.words = ReadingText(Type.BODY)
        self.words.setAccessibleName(changes_in_words(old.text, new_text))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        column.addWidget(head)
        column.addWidget(self.words)
        self.words.write(lambda tokens: changes_html(old.text, new_text, tokens))


class ReplyCard(QFrame):
    """A reply that stood on this memory, with a way to it."""

    opened = Signal(int, int)

    def __init__(self, reply: ShapedReply, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        level = {"used": self.tr("Used in a reply"), "given": self.tr("Given to the model")}
        said = level.get(reply.level, self.tr("Came to mind"))
        head = ElidedLabel()
        head.setText(f"{said} · {words.day_text(reply.day)}")
        head.setProperty("look", "caption")
        text = ReadingText(Type.BODY)
        shown = reply.text if len(reply.text) <= 260 else reply.text[:260].rsplit(" ", 1)[0] + "…"
        text.setPlainText(shown)
        text.setAccessibleName(shown)
        self.open = JumpButton()
        self.open.clicked.connect(lambda: self.opened.emit(reply.session_id, reply.reply_id))
        top = QHBoxLayout()
        top.addWidget(head, 1)
        top.addWidget(self.open)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.XS, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        column.addWidget(text)


class Surroundings(QWidget):
    """The lower part of the detail. Each section appears when its answer is here and it has something to show."""

    memory_wanted = Signal(int)
    message_wanted = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shaped = Section(self.tr("Replies that stood on it"))
        self.links = Section(self.tr("Connected"))
        self.topic = Section(self.tr("How this developed"))
        self.versions = Section(self.tr("Earlier texts"))
        self.graph: LinkGraph | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        for section in (self.shaped, self.links, self.topic, self.versions):
            column.addWidget(section)

    def clear(self) -> None:
        """Another memory comes: nothing is known of its surroundings yet."""
        for section in (self.shaped, self.links, self.topic, self.versions):
            section.fill([])
        self.graph = None

    def show_links(self, kind: Kind, links: Sequence[Linked]) -> None:
        """The picture of what the memory is linked to, and the same as a list."""
        if not links:
            self.links.fill([])
            return
        self.graph = LinkGraph()
        self.graph.set_links(kind, links)
        self.graph.chosen.connect(self.memory_wanted)
        rows = [self._row(link.view, words.relation_name(link.relation)) for link in links[:MOST_ROWS]]
        self.links.fill([self.graph, *rows, *self._more(len(links))])

    def show_topic(self, memory_id: int, views: Sequence[MemoryView]) -> None:
        """What was said of the same thing over time; the memory itself is marked."""
        if len(views) < 2:
            self.topic.fill([])
            return
        here = next((place for place, view in enumerate(views) if view.memory.id == memory_id), 0)
        first = max(min(here - MOST_ROWS // 2, len(views) - MOST_ROWS), 0)
        rows: list[QWidget] = []
        for view in views[first : first + MOST_ROWS]:
            caption = words.day_text(view.memory.day)
            if view.memory.id == memory_id:
                caption += " · " + self.tr("this memory")
            elif view.memory.valid_until is not None:
                caption += " · " + words.validity_text(view.memory)
            rows.append(self._row(view, caption))
        self.topic.fill([*rows, *self._more(len(views))])

    def show_shaped(self, replies: Sequence[ShapedReply]) -> None:
        """The replies that stood on the memory."""
        used = [reply for reply in replies if reply.level in ("used", "given")][: MOST_ROWS // 2]
        cards: list[QWidget] = []
        for reply in used:
            card = ReplyCard(reply)
            card.opened.connect(self.message_wanted)
            cards.append(card)
        self.shaped.fill(cards)

    def show_versions(self, text: str, versions: Sequence[Version]) -> None:
        """Every change up to the `text` of today, the latest first."""
        following = [*(version.text for version in versions), text][1:]
        pairs = list(zip(versions, following, strict=True))
        self.versions.fill([VersionCard(old, new) for old, new in reversed(pairs[-MOST_ROWS:])])

    def _row(self, view: MemoryView, caption: str) -> MemoryRow:
        row = MemoryRow(view, caption)
        row.chosen.connect(self.memory_wanted)
        return row

    def _more(self, count: int) -> list[QWidget]:
        if count <= MOST_ROWS:
            return []
        label = QLabel(self.tr("and {0} more").format(count - MOST_ROWS))
        label.setProperty("look", "caption")
        return [label]
