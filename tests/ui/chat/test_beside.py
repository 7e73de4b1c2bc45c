"""What a reply shows beside its words: the wait, the thoughts, the trouble with its buttons."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QPointF, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from companion.records import Message, MessageState
from tests.ui.chat.messages import message
from ui.chat import remedies
from ui.chat.beside import Beside, phase_words, seconds_words, thought_words, waiting_words
from ui.chat.footer_layout import Button
from ui.chat.transcript_model import TranscriptModel
from ui.chat.transcript_view import TranscriptView

ABOUT = QLocale().toString(1900)
STREAMING, FAILED = MessageState.STREAMING, MessageState.FAILED


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    model = TranscriptModel()
    made = TranscriptView(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def show(view: TranscriptView, *messages: Message) -> None:
    view.rows.show([message(1, "A question?"), *messages], {})


def button(view: TranscriptView, key: str, at: int = 1) -> Button:
    return next(b for b in view.layout_of(at).buttons if b.key == key)


def click(view: TranscriptView, key: str) -> None:
    spot = button(view, key).rect.center() + QPointF(view.row_rect(1).topLeft())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot.toPoint())


def failed(code: str, notice: str = "It went wrong.", step: str = "Do this.") -> Message:
    return replace(message(2, "-", FAILED, notice), next_step=step, code=code)


class TestWaiting:
    def test_it_says_what_it_waits_for_and_how_long(self) -> None:
        beside = Beside()
        assert waiting_words(beside, 10.0) == ""
        beside.wait("waking", 1900, 10.0)
        assert waiting_words(beside, 14.4) == "Waking the model… · 4 s"
        beside.wait("reading", 1934, 10.0)
        assert waiting_words(beside, 75.0) == f"Reading about {ABOUT} tokens, or waiting in line… · 1 min 5 s"
        assert phase_words(beside) == f"Reading about {ABOUT} tokens, or waiting in line…"
        beside.speak(80.0)
        assert waiting_words(beside, 81.0) == ""

    def test_a_streaming_row_shows_it_until_words_come(self, view: TranscriptView, qtbot: QtBot) -> None:
        show(view, message(2, "-", STREAMING))
        view.rows.wait(2, "waking", 200, time.monotonic())
        before = view.grab().toImage()
        assert view.rows.row(1).beside.phase == "waking"
        view.rows.stream(2, "Here.")
        qtbot.waitUntil(lambda: view.rows.row(1).text == "Here.")
        assert view.rows.row(1).beside.phase == ""
        assert view.grab().toImage() != before
        view.rows.wait(2, "reading", 200, time.monotonic())
        assert view.rows.row(1).beside.phase == ""

    def test_the_seconds_go_on_without_motion(self, view: TranscriptView, qtbot: QtBot) -> None:
        view.set_still(True)
        show(view, message(2, "-", STREAMING))
        view.rows.wait(2, "waking", 200, time.monotonic() - 8.9)
        first = view.grab().toImage()
        qtbot.waitUntil(lambda: view.grab().toImage() != first, timeout=4_000)

    @given(st.floats(0, 1e6))
    def test_seconds_are_told_in_words(self, seconds: float) -> None:
        words = seconds_words(seconds)
        numbers = [int(word) for word in words.split() if word.isdigit()]
        assert sum(n * unit for n, unit in zip(reversed(numbers), (1, 60), strict=False)) == int(seconds)


class TestThoughts:
    def test_they_are_folded_and_open_by_a_click(self, view: TranscriptView) -> None:
        told = replace(message(2, "An answer."), thoughts="First this,\nthen that.", thought_seconds=12.3)
        show(view, told)
        layout = view.layout_of(1)
        assert layout.thoughts is not None
        assert layout.thoughts.text is None
        assert thought_words(view.rows.row(1).beside, 0.0) == "Thought for 12 s"
        low = view.row_rect(1).height()
        click(view, "thoughts")
        opened = view.layout_of(1).thoughts
        assert opened is not None
        assert opened.text is not None
        assert opened.text.text((0, opened.text.length)) == "First this,\nthen that."
        assert view.row_rect(1).height() > low
        click(view, "thoughts")
        assert view.row_rect(1).height() == low

    def test_they_open_by_the_keyboard_and_can_be_copied(self, view: TranscriptView, qtbot: QtBot) -> None:
        show(view, replace(message(2, "An answer."), thoughts="Quietly.", thought_seconds=3))
        view.setFocus()
        view.setCurrentIndex(view.rows.index(1))
        QTest.keyClick(view, Qt.Key.Key_Return)
        actions = menu_of(view)
        actions["Show thoughts"].trigger()
        assert view.rows.row(1).beside.open
        actions["Copy thoughts"].trigger()
        assert QGuiApplication.clipboard().text() == "Quietly."

    def test_while_they_come_the_row_says_so_and_then_how_long_it_took(
        self, view: TranscriptView, qtbot: QtBot
    ) -> None:
        show(view, message(2, "-", STREAMING))
        view.rows.think(2, "Hm", time.monotonic() - 5)
        view.rows.think(2, " so.", time.monotonic() - 5)
        beside = view.rows.row(1).beside
        assert beside.thoughts == "Hm so."
        assert thought_words(beside, time.monotonic()).startswith("Thinking for ")
        view.rows.stream(2, "Yes.")
        qtbot.waitUntil(lambda: view.rows.row(1).text == "Yes.")
        assert thought_words(beside, time.monotonic()) == "Thought for 5 s"

    def test_a_reply_without_thoughts_shows_nothing_of_them(self, view: TranscriptView) -> None:
        show(view, message(2, "An answer."))
        assert view.layout_of(1).thoughts is None
        assert "thoughts" not in [b.key for b in view.layout_of(1).buttons]


class TestTrouble:
    @pytest.mark.parametrize(
        ("code", "keys"),
        [
            ("not_running", ("retry", "await", "start")),
            ("refused", ("retry", "await", "host")),
            ("timeout", ("retry", "await", "host")),
            ("unauthorized", ("key", "retry", "await")),
            ("not_found", ("pull", "models", "await")),
            ("no_models", ("models", "retry", "await")),
            ("no_chat", ("models", "retry")),
            ("no_thinking", ("no_thinking", "models")),
            ("busy", ("retry",)),
            ("out_of_memory", ("models", "context", "retry")),
            ("too_long", ("context", "retry")),
            ("crashed", ("retry",)),
            ("", ("retry",)),
        ],
    )
    def test_each_kind_has_its_own_buttons(self, view: TranscriptView, code: str, keys: tuple[str, ...]) -> None:
        show(view, failed(code))
        trouble = view.layout_of(1).trouble
        assert trouble is not None
        assert trouble.words == "It went wrong. Do this."
        assert tuple(key for key, _, _ in trouble.buttons) == keys
        for key, label, rect in trouble.buttons:
            assert label == remedies.label_of(key)
            assert trouble.rect.contains(rect)
        assert trouble.rect.contains(trouble.room)

    def test_buttons_wrap_in_a_narrow_window(self, view: TranscriptView) -> None:
        show(view, failed("not_running", "Ollama is not running at localhost:11434. " * 3))
        view.resize(400, 600)
        trouble = view.layout_of(1).trouble
        assert trouble is not None
        rects = [rect for _, _, rect in trouble.buttons]
        assert len({rect.top() for rect in rects}) > 1
        assert not any(a.intersects(b) for a in rects for b in rects if a is not b)
        assert all(trouble.rect.contains(rect) for rect in rects)

    def test_a_click_says_what_is_wanted(self, view: TranscriptView, qtbot: QtBot) -> None:
        show(view, failed("not_running"))
        with qtbot.waitSignal(view.remedy_wanted) as wanted:
            click(view, "await")
        assert wanted.args == [2, "await"]
        with qtbot.waitSignal(view.retry_wanted) as again:
            click(view, "retry")
        assert again.args == [2]

    def test_the_menu_of_the_keyboard_has_the_same(self, view: TranscriptView, qtbot: QtBot) -> None:
        show(view, failed("out_of_memory"))
        view.setFocus()
        view.setCurrentIndex(view.rows.index(1))
        QTest.keyClick(view, Qt.Key.Key_Return)
        with qtbot.waitSignal(view.remedy_wanted) as wanted:
            menu_of(view)["Context size"].trigger()
        assert wanted.args == [2, "context"]

    def test_a_reply_that_waits_says_so_and_can_be_taken_back(self, view: TranscriptView) -> None:
        show(view, replace(failed("not_running"), awaits_model=True))
        trouble = view.layout_of(1).trouble
        assert trouble is not None
        assert trouble.words == "This is sent when Ollama is back, also after a restart."
        assert [key for key, _, _ in trouble.buttons] == ["retry", "no_await"]

    def test_a_whole_reply_of_which_the_model_saw_less_says_so(self, view: TranscriptView) -> None:
        show(view, replace(message(2, "An answer.", notice="The model saw only a part."), code="saw_less"))
        trouble = view.layout_of(1).trouble
        assert trouble is not None
        assert trouble.words == "The model saw only a part."
        assert [key for key, _, _ in trouble.buttons] == ["context", "models"]


class TestStuckModel:
    def test_after_long_silence_it_is_asked_whether_to_free_the_model(self, view: TranscriptView, qtbot: QtBot) -> None:
        show(view, message(2, "-", STREAMING))
        assert view.layout_of(1).trouble is None
        view.rows.wait(2, "stuck", 200, time.monotonic() - 90)
        trouble = view.layout_of(1).trouble
        assert trouble is not None
        assert "may be stuck" in trouble.words
        with qtbot.waitSignal(view.remedy_wanted) as wanted:
            click(view, "free")
        assert wanted.args == [2, "free"]


class TestOfflineReplies:
    def test_the_model_can_be_asked_later_for_what_memory_answered(self, view: TranscriptView, qtbot: QtBot) -> None:
        show(view, message(2, "You told me on 3 May: …"))
        view.setFocus()
        view.setCurrentIndex(view.rows.index(1))
        QTest.keyClick(view, Qt.Key.Key_Return)
        with qtbot.waitSignal(view.remedy_wanted) as wanted:
            menu_of(view)["Ask the model when Ollama is back"].trigger()
        assert wanted.args == [2, "await"]

    def test_not_for_what_a_model_said_or_what_waits_already(self) -> None:
        offline = message(2, "You told me …")
        assert remedies.may_await(offline)
        assert not remedies.may_await(replace(offline, model="llama3.2:3b"))
        assert not remedies.may_await(replace(offline, awaits_model=True))
        assert not remedies.may_await(message(1, "A question?"))


def menu_of(view: TranscriptView) -> dict[str, QAction]:
    menu = view.findChildren(QMenu)[-1]
    return {action.text(): action for action in menu.actions()}
