"""Markdown to the HTML that QTextDocument understands. The only file that knows markdown-it-py."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from ui.chat.code_colours import LexerOf, coloured, lexer_of
from ui.theme import Tokens

LEAST_PART = 700
"""Characters that a part has at least, so that most messages are one part."""
_BOUND = re.compile(r"[ \t>|]|[-*+] |\d+[.)] ")
"""How a line begins that may belong to what stands before the empty line."""
Rule = Callable[..., str]
FormulaWords = Callable[[str, bool], str]
"""A formula's LaTeX, and whether it stands by itself, to HTML."""
_CODE = re.compile(
    r"(^[ \t]*(?:`{3,}|~{3,}).*?(?:^[ \t]*(?:`{3,}|~{3,})[ \t]*$|\Z)|`+[^`]*`+)", re.MULTILINE | re.DOTALL
)
"""What is code, and must be left as it is."""
_BRACKETS = (
    (re.compile(r"\\\[(.+?)\\\]", re.DOTALL), lambda found: f"$${found[1]}$$"),
    (re.compile(r"\\\((.+?)\\\)"), lambda found: f"${found[1].strip()}$"),
)
"""The other way to write formulas."""
CODE_PADDING = 12
"""Pixels around a block of code; no other table has as many."""


class Markdown:
    """Renders replies for one theme. Nothing in a reply can load a file or an address: images become links."""

    def __init__(self, tokens: Tokens, formula: FormulaWords | None = None, lexers: LexerOf = lexer_of) -> None:
        """`formula` draws formulas; without it they stand there in their letters. `lexers` gives code its colours."""
        self._tokens = tokens
        self._formula_words = formula or formula_letters
        self._lexers = lexers
        self._parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
        # Not "$5 and $10": a digit or a space beside the mark says that it is money.
        self._parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
        rules: dict[str, Rule] = {
            "fence": self._fence,
            "code_block": self._fence,
            "image": self._image,
            "table_open": self._table_open,
            "blockquote_open": self._quote_open,
            "blockquote_close": self._quote_close,
            "math_inline": self._formula_inline,
            "math_inline_double": self._formula_alone,
            "math_block": self._formula_alone,
        }
        self._parser.renderer.rules.update(rules)  # type: ignore[attr-defined]

    def html(self, text: str) -> str:
        """`text` as HTML without a frame around it."""
        tokens = self._parser.parse(_in_dollars(text))
        for before, token in zip(tokens, tokens[2:], strict=False):
            if before.type == "list_item_open" and token.type == "inline":
                _tick(before, token)
        return str(self._parser.renderer.render(tokens, self._parser.options, {}))

    def style(self) -> str:
        """The style sheet that belongs to the HTML, for `QTextDocument.setDefaultStyleSheet`."""
        t = self._tokens
        return (
            f"body {{ color: {t.text}; }} a {{ color: {t.accent}; text-decoration: underline; }}"
            f" code {{ background-color: {t.code}; font-family: monospace; }}"
            " p { margin-top: 0; margin-bottom: 10px; } li { margin-bottom: 4px; }"
            " h1 { font-size: large; font-weight: 600; } h2 { font-size: large; font-weight: 600; }"
            " h3, h4, h5, h6 { font-size: medium; font-weight: 600; }"
            " h1, h2, h3, h4, h5, h6 { margin-top: 12px; margin-bottom: 6px; }"
            f" th {{ background-color: {t.code}; font-weight: 600; }}"
        )

    def _fence(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        token = tokens[at]
        words = token.info.split()
        inner = coloured(token.content.rstrip(), self._lexers(words[0]) if words else None, self._tokens)
        return (
            f'<table width="100%" cellpadding="{CODE_PADDING}" cellspacing="0" border="0"'
            f' style="margin-top: 6px; margin-bottom: 14px;" bgcolor="{self._tokens.code}">'
            f'<tr><td><pre style="white-space: pre-wrap;">{inner}</pre></td></tr></table>'
        )

    def _formula_inline(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return self._formula_words(tokens[at].content.strip(), False)

    def _formula_alone(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        words = self._formula_words(tokens[at].content.strip(), True)
        return words if tokens[at].type == "math_inline_double" else f'<p align="center">{words}</p>'

    def _image(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        source = html.escape(str(tokens[at].attrs.get("src", "")))
        return f'<a href="{source}">{html.escape(tokens[at].content) or source}</a>'

    def _table_open(self, *_: Any) -> str:
        return (
            '<table border="1" cellpadding="6" cellspacing="0" style="border-collapse: collapse;'
            f' border: 1px solid {self._tokens.border_strong}; margin: 1px 1px 14px 1px;">'
        )

    def _quote_open(self, *_: Any) -> str:
        t = self._tokens
        return (
            '<table width="100%" cellpadding="0" cellspacing="0" border="0"'
            ' style="margin-top: 6px; margin-bottom: 10px;"><tr>'
            f'<td width="3" bgcolor="{t.border_strong}"></td>'
            f'<td style="padding-left: 12px; color: {t.muted};">'
        )

    def _quote_close(self, *_: Any) -> str:
        return "</td></tr></table>"


def formula_letters(latex: str, _alone: bool = False) -> str:
    """A formula as it was written."""
    return f"<code>{html.escape(latex)}</code>"


def may_hold_code(text: str) -> bool:
    """Whether `text` could have a block of code in it; quick, and never wrong when it says no."""
    return "```" in text or "~~~" in text


def may_hold_formula(text: str) -> bool:
    """Whether `text` could have a formula in it; quick, and never wrong when it says no."""
    return "$" in text or "\\(" in text or "\\[" in text


def _in_dollars(text: str) -> str:
    """`text` with formulas in brackets written with dollars; code stays as it is."""
    if "\\(" not in text and "\\[" not in text:
        return text
    pieces = _CODE.split(text)
    for at in range(0, len(pieces), 2):
        for pattern, written in _BRACKETS:
            pieces[at] = pattern.sub(written, pieces[at])
    return "".join(pieces)


def _tick(item: Token, token: Token) -> None:
    """Draw the box of a task list item, in place of its bullet."""
    first = token.children[0] if token.children else None
    if first is None or first.type != "text":
        return
    for mark, box in (("[ ] ", "☐ "), ("[x] ", "☑ "), ("[X] ", "☑ ")):
        if first.content.startswith(mark):
            first.content = box + first.content[len(mark) :]
            item.attrSet("style", "list-style-type: none")


def split_blocks(text: str) -> list[str]:
    """`text` cut at empty lines where a new block surely begins; joined, the parts are `text` again.

    While text is added at the end, all parts but the last two stay the same.
    """
    parts: list[str] = []
    lines: list[str] = []
    size, fence, empty = 0, "", False
    for line in text.splitlines(keepends=True):
        begins = empty and not fence and not _BOUND.match(line) and line.strip() != ""
        if begins and size >= LEAST_PART:
            parts.append("".join(lines))
            lines, size = [], 0
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~") and fence in ("", mark):
            fence = "" if fence else mark
        lines.append(line)
        size += len(line)
        empty = not line.strip()
    parts.append("".join(lines))
    return parts
