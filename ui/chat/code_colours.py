"""Code in colours. The only file that knows pygments."""

from __future__ import annotations

import html
from collections.abc import Callable

from pygments.lexer import Lexer  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.token import Comment, Keyword, Literal, Name, Number, Operator, String, _TokenType  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from ui.theme import Tokens

LONGEST_COLOURED_CODE = 20_000
"""Characters. Longer code stays in one colour: colouring it would hold up the window."""
LONGEST_NAME = 40
"""Characters of a language's name."""

LexerOf = Callable[[str], Lexer | None]
"""A language's name to what takes its code apart; None where there is nothing, or not yet."""


def lexer_of(language: str) -> Lexer | None:
    """What takes code of this language apart. Blocking, any thread: the first call for a language takes 50 ms."""
    try:
        return get_lexer_by_name(language[:LONGEST_NAME], stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def coloured(code: str, lexer: Lexer | None, tokens: Tokens) -> str:
    """`code` as HTML in the theme's colours; in one colour without a lexer, and when it is long."""
    if lexer is None or len(code) > LONGEST_COLOURED_CODE:
        return html.escape(code)
    return "".join(_span(kind, text, tokens) for kind, text in lexer.get_tokens(code))


def _span(kind: _TokenType, text: str, tokens: Tokens) -> str:
    words, colour = html.escape(text), _colour(kind, tokens)
    return f'<span style="color: {colour};">{words}</span>' if colour else words


def _colour(kind: _TokenType, t: Tokens) -> str:
    if kind in Comment:
        return t.muted
    if kind in Keyword or kind in Operator.Word:
        return t.accent
    if kind in String or kind in Literal.Date:
        return t.warning
    if kind in Number:
        return t.danger
    if kind in Name.Function or kind in Name.Class or kind in Name.Decorator:
        return t.success
    return ""


class Lexers(QObject):
    """Keeps the lexers of the languages that were seen, and reads new ones in the background. Main thread only."""

    ready = Signal()
    """A language that was asked for is known now."""
    _read = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, Lexer | None] = {}
        self._waiting: set[str] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._read.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def of(self, language: str) -> Lexer | None:
        """The lexer of `language`; None where there is none yet (`ready` will tell) or at all."""
        if language and language not in self._known and language not in self._waiting:
            self._waiting.add(language)
            self._pool.start(_Reading(language, self._read))
        return self._known.get(language)

    def close(self) -> None:
        """Wait for the one that is being read, and read no more."""
        self._pool.clear()
        self._pool.waitForDone()

    @Slot(str, object)
    def _take(self, language: str, lexer: Lexer | None) -> None:
        self._waiting.discard(language)
        self._known[language] = lexer
        if lexer is not None:
            self.ready.emit()


class _Reading(QRunnable):
    """Reads one lexer on a worker thread."""

    def __init__(self, language: str, done: object) -> None:
        super().__init__()
        self._language = language
        self._done = done

    def run(self) -> None:
        self._done.emit(self._language, lexer_of(self._language))  # type: ignore[attr-defined]
