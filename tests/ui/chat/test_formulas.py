"""Formulas and code in replies: set in the background, in their letters till then, taken along by copying."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from companion.records import MessageState
from tests.ui.chat.messages import message
from ui.chat.formulas import Formula, Formulas
from ui.chat.markdown import Markdown
from ui.chat.transcript_model import TranscriptModel
from ui.chat.transcript_view import TranscriptView
from ui.theme import LIGHT

ROOT = Formula(r"\frac{1}{\sqrt{2}}", 20, "#202020", False)
CODE = "```python\nif a < b:\n    print('x')\n```"


@pytest.fixture
def formulas(qtbot: QtBot) -> Iterator[Formulas]:
    made = Formulas()
    yield made
    made.close()


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[TranscriptView]:
    parent = QWidget()
    model = TranscriptModel(parent)
    shown = TranscriptView(model, parent)
    qtbot.addWidget(parent)
    parent.resize(800, 600)
    shown.resize(800, 600)
    parent.show()
    qtbot.waitExposed(parent)
    yield shown
    shown.formulas.close()
    shown.lexers.close()


def show(view: TranscriptView, text: str) -> None:
    view.rows.show([message(1), message(2, text, MessageState.COMPLETE)], {})


def test_a_formula_is_drawn_in_the_background(formulas: Formulas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(formulas.ready, timeout=20_000):
        assert formulas.picture(ROOT) is None
    picture = formulas.picture(ROOT)
    assert picture is not None
    assert picture.size.height() > ROOT.size
    assert formulas.named(ROOT.name) is picture
    inked = (picture.image.pixelColor(x, y).alpha() for x in range(picture.image.width()) for y in range(9, 60, 3))
    assert any(inked), "something is drawn on the empty ground"


@pytest.mark.parametrize("latex", [r"\frac{1}{", r"\begin{nothing}", "x" * 3_000])
def test_what_is_no_latex_stays_in_its_letters(formulas: Formulas, qtbot: QtBot, latex: str) -> None:
    wrong = Formula(latex, 20, "#202020", False)
    with qtbot.waitSignal(formulas.ready, timeout=20_000):
        assert formulas.picture(wrong) is None
        formulas.picture(ROOT)
    assert formulas.picture(wrong) is None


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("The root is $x^2$.", ["x^2"]),
        ("The root is \\(x^2\\).", ["x^2"]),
        ("$$\na + b\n$$", ["a + b"]),
        ("So \\[ a + b \\] holds.", ["a + b"]),
        ("It costs $5, and that one $10.", []),
        ("`$x$` and `\\(y\\)`", []),
        ("```\n\\(y\\)\n```", []),
    ],
)
def test_formulas_are_told_from_money_and_code(text: str, latex: list[str]) -> None:
    found: list[str] = []

    def note(words: str, _alone: bool) -> str:
        found.append(words)
        return ""

    Markdown(LIGHT, note).html(text)
    assert found == latex


def test_a_reply_shows_its_formula_and_gives_its_letters_when_copied(view: TranscriptView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.formulas.ready, timeout=20_000):
        show(view, r"It is $\frac{1}{\sqrt{2}}$, no more.")
        before = view.layout_of(1).height
    text = view.layout_of(1).text
    assert text.text((0, text.length)).rstrip() == r"It is $\frac{1}{\sqrt{2}}$, no more."
    assert view.layout_of(1).height > before, "a fraction is higher than its letters"


def test_code_takes_its_colours_when_its_language_has_been_read(view: TranscriptView, qtbot: QtBot) -> None:
    colour = view.layouts.tokens.accent

    def shown() -> str:
        return view.layout_of(1).text._parts[0].toHtml()

    with qtbot.waitSignal(view.lexers.ready, timeout=20_000):
        show(view, CODE)
        assert colour not in shown()
    assert colour in shown()
    view.rows.show([message(1), message(2, f"Again:\n\n{CODE}", MessageState.COMPLETE)], {})
    assert colour in shown(), "the language is known now"
    assert view.lexers.of("nosuchlanguage") is None


def test_code_has_a_button_that_copies_it(view: TranscriptView) -> None:
    show(view, f"First:\n\n{CODE}\n\n> quoted\n\nThen:\n\n```\nsecond\n```")
    buttons = [button for button in view.layout_of(1).buttons if button.label == "Copy code"]
    assert [button.key for button in buttons] == ["code:0", "code:1"]
    body = view.layout_of(1).body
    assert all(body.contains(button.rect) for button in buttons)
    view.act(1, buttons[0].key)
    assert QGuiApplication.clipboard().text() == "if a < b:\n    print('x')"
    view.act(1, buttons[1].key)
    assert QGuiApplication.clipboard().text() == "second"


def test_a_quotation_and_a_table_are_no_code(view: TranscriptView) -> None:
    show(view, "> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert not view.layout_of(1).text.code_blocks()
