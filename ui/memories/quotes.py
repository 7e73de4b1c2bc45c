"""The exact words a memory came from, marked inside the message in which they were said."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from companion.records import Message, Source
from ui.elided import ElidedLabel
from ui.memories import words
from ui.memories.jump import JumpButton
from ui.memories.reading import ReadingText
from ui.theme import Space, Tokens, Type

AROUND = 240
"""Characters of the message shown on either side of the words."""


def excerpt(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before, the words themselves, and what stands after, with `…` where the message was cut.

    A span that does not fit the text gives the beginning of the text with nothing marked.
    """
    if not 0 <= start < end <= len(text):
        cut = text[: 2 * AROUND]
        return cut + ("…" if len(cut) < len(text) else ""), "", ""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "…" + (before.split(" ", 1)[-1] if " " in before else before)
    if end + AROUND < len(text):
        after = (after.rsplit(" ", 1)[0] if " " in after else after) + "…"
    return before, text[start:end], after


def marked_html(message: Message, source: Source, tokens: Tokens) -> str:
    """The excerpt as rich text. All words are escaped: they are data."""
    before, quoted, after = (
        html.escape(part).replace("\n", "<br>") for part in excerpt(message.text, source.start, source.end)
    )
    style = f"background-color:{tokens.warning_soft}; color:{tokens.text};"
    mark = f'<span style="{style}">{quoted}</span>' if quoted else ""
    return f'<p style="margin:0; line-height:130%">{before}{mark}{after}</p>'


class QuoteCard(QFrame):
    """One message with the words marked, under the name of who said it and when."""

    opened = Signal(int, int)

    def __init__(self, message: Message, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        head = ElidedLabel()
        head.setText(f"{message.speaker} · {words.moment_text(message.created_at)}")
        head.setProperty("look", "caption")
        head.setTextFormat(Qt.TextFormat.PlainText)
        self.words = ReadingText(Type.BODY)
        quoted = excerpt(message.text, source.start, source.end)[1] or message.text[:AROUND]
        self.words.setAccessibleName(self.tr("{0} said: {1}").format(message.speaker, quoted))
        self.open = JumpButton()
        self.open.clicked.connect(lambda: self.opened.emit(message.session_id, message.id))
        top = QHBoxLayout()
        top.addWidget(head, 1)
        top.addWidget(self.open)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.XS, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(top)
        column.addWidget(self.words)
        self.words.write(lambda tokens: marked_html(message, source, tokens))
