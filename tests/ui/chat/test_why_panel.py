"""The panel under a reply: levels, parts, correcting, forgetting, another answer; on a real profile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from companion.events import ReplyFinished
from companion.paths import Home
from companion.records import SMALL_TALK, Message, Reasons
from tests.engines import configure
from tests.ui.conftest import STARTED_MS, window_of
from ui.app import CompanionApp
from ui.chat.muted_topics import MutedTopics
from ui.chat.spoken_strip import SpokenStrip
from ui.chat.why_compare import AnswersDialog
from ui.chat.why_panel import WhyPanel
from ui.chat.why_words import decision_sentence, part_name, shown_parts
from ui.chat.window import MainWindow
from ui.memories.receipt import ReceiptDialog

Start = Callable[[Home], CompanionApp]
DENTIST = "My dentist is Doctor Alvarez in Park Street."


@pytest.fixture
def window(qtbot: QtBot, home: Home, start_app: Start) -> MainWindow:
    configure(home, encrypt=False, model_offline=True)
    return window_of(start_app(home))


def until(qtbot: QtBot, holds: Callable[[], bool]) -> None:
    """Wait for it, on a busy machine too."""
    qtbot.waitUntil(holds, timeout=STARTED_MS)


def say(qtbot: QtBot, window: MainWindow, text: str) -> Message:
    """Say it in the open conversation and wait for the whole reply."""
    ended: list[int] = []
    hear = window._bridge.events.connect(
        lambda event: ended.append(event.message_id) if isinstance(event, ReplyFinished) else None
    )
    window.page.conversation.send(text)
    model = window.page.conversation.model
    until(qtbot, lambda: bool(ended) and model.place(ended[0]) is not None)
    until(qtbot, lambda: not window.page.conversation.busy)
    window._bridge.events.disconnect(hear)
    place = model.place(ended[0])
    assert place is not None
    return model.row(place).message


def panel_on(qtbot: QtBot, window: MainWindow, reply: int) -> WhyPanel:
    window.page.why_wanted.emit(reply)
    until(qtbot, lambda: bool(window.why.cards))
    return window.why


def asked(qtbot: QtBot, window: MainWindow) -> WhyPanel:
    say(qtbot, window, DENTIST)
    return panel_on(qtbot, window, say(qtbot, window, "Who is my dentist?").id)


def strip_with(qtbot: QtBot, window: MainWindow, state: str) -> SpokenStrip:
    strip = window.page.spoken
    until(qtbot, lambda: strip.change is not None and strip.change.state == state)
    return strip


def test_a_memory_shows_its_level_its_parts_and_how_it_is_kept(qtbot: QtBot, window: MainWindow) -> None:
    panel = asked(qtbot, window)
    card = panel.cards[0]
    assert card.row.level == "used"
    assert card.text.text() == DENTIST
    assert "same meaning" in card.parts.accessibleDescription()
    assert "sure to know it" in panel.decision.text()
    assert not card.without.isHidden()


def test_small_talk_says_so_and_is_empty(qtbot: QtBot, window: MainWindow) -> None:
    reply = say(qtbot, window, "Hello!")
    window.page.why_wanted.emit(reply.id)
    until(qtbot, lambda: "small talk" in window.why.decision.text())
    assert window.why.cards == []


def test_a_memory_is_corrected_in_its_place_and_taken_back(qtbot: QtBot, window: MainWindow) -> None:
    panel = asked(qtbot, window)
    card = panel.cards[0]
    card.edit.click()
    assert not card.editor.isHidden()
    card.editor.field.setPlainText("My dentist is Doctor Silva.")
    card.editor.save.click()
    until(qtbot, lambda: any(c.text.text() == "My dentist is Doctor Silva." for c in panel.cards))
    panel.undo.button.click()
    until(qtbot, lambda: any(c.text.text() == DENTIST for c in panel.cards))


def test_a_correction_keeps_the_readers_place_and_focus(qtbot: QtBot, window: MainWindow) -> None:
    for number in range(6):
        say(qtbot, window, f"My dentist number {number} is in Park Street.")
    panel = panel_on(qtbot, window, say(qtbot, window, "Which dentists of mine are in Park Street?").id)
    until(qtbot, lambda: len(panel.cards) > 3)
    before, card = list(panel.cards), panel.cards[1]
    card.edit.click()
    card.editor.field.setPlainText("My dentist is Doctor Silva.")
    bar = panel._scroll.verticalScrollBar()
    until(qtbot, lambda: bar.maximum() > 0)
    place = min(40, bar.maximum())
    bar.setValue(place)
    card.editor.save.click()
    until(qtbot, lambda: bool(panel.cards) and panel.cards[0] not in before)
    until(qtbot, lambda: bar.value() == min(place, bar.maximum()))
    assert panel.isAncestorOf(window.focusWidget())


def test_a_memory_is_pinned_and_forgotten_with_a_way_back(qtbot: QtBot, window: MainWindow) -> None:
    panel = asked(qtbot, window)
    panel.cards[0].pin.click()
    until(qtbot, lambda: panel.undo.isVisible() and panel.cards[0].pin.isChecked())
    panel.cards[0].forget.click()
    until(qtbot, lambda: all(card.text.text() != DENTIST for card in panel.cards))
    panel.undo.button.click()
    until(qtbot, lambda: any(card.text.text() == DENTIST for card in panel.cards))


@pytest.mark.parametrize(
    ("chosen", "more", "said"),
    [
        (1, 0, "Forgotten:"),
        (1, 1, "Forgotten, with 1 more that came of it:"),
        (1, 6, "Forgotten, with 6 more that came of it:"),
        (3, 2, "3 memories forgotten, with 2 more that came of it:"),
    ],
)
def test_a_forget_says_why_it_took_more_than_was_chosen(window: MainWindow, chosen: int, more: int, said: str) -> None:
    assert window.why.hand._sentence(chosen, more) == said


def test_what_is_forgotten_for_good_leaves_a_receipt(qtbot: QtBot, window: MainWindow) -> None:
    panel = asked(qtbot, window)
    panel.cards[0].forget.click()
    until(qtbot, panel.undo.now.isVisible)
    panel.undo.now.click()
    until(qtbot, panel.undo.receipt.isVisible)
    panel.undo.receipt.click()
    until(qtbot, lambda: window.findChild(ReceiptDialog) is not None)


def test_the_source_is_one_step_away(qtbot: QtBot, window: MainWindow) -> None:
    panel = asked(qtbot, window)
    with qtbot.waitSignal(panel.jump_wanted) as jumped:
        panel.cards[0].jump.click()
    session, message = jumped.args
    assert session == window.page.conversation.session_id
    assert window.page.conversation.model.place(message) == 0


def test_another_answer_without_it_stands_beside_the_first(qtbot: QtBot, window: MainWindow) -> None:
    panel = asked(qtbot, window)
    first = panel._reply
    panel.cards[0].without.click()
    until(qtbot, lambda: panel.again.button.isVisible())
    panel.again.button.click()
    until(qtbot, lambda: window.findChild(AnswersDialog) is not None)
    dialog = window.findChild(AnswersDialog)
    assert isinstance(dialog, AnswersDialog)
    with qtbot.waitSignal(panel.again.compared):
        dialog.buttons[0].click()
    until(qtbot, lambda: window.page.conversation.model.place(first or 0) is not None)


def test_it_is_used_by_keyboard_and_every_button_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    panel = asked(qtbot, window)
    for button in panel.findChildren(QAbstractButton):
        assert button.text() or button.accessibleName(), button
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_what_was_done_in_words_can_be_undone_below_the_transcript(qtbot: QtBot, window: MainWindow) -> None:
    say(qtbot, window, "Remember that I'm allergic to peanuts.")
    strip = strip_with(qtbot, window, "done")
    assert "I'm allergic to peanuts" in strip.label.text()
    assert strip.isVisible()
    strip.undo.click()
    strip = strip_with(qtbot, window, "undone")
    assert not strip.undo.isVisible()


def test_what_was_done_goes_with_the_next_message(qtbot: QtBot, window: MainWindow) -> None:
    say(qtbot, window, "Remember that my locker is number 12.")
    strip = strip_with(qtbot, window, "done")
    assert not strip.isHidden()
    window.page.composer.set_text("How is the weather?")
    window.page.composer.field.entered.emit()
    until(qtbot, strip.isHidden)


def test_forgetting_asks_there_and_yes_forgets(qtbot: QtBot, window: MainWindow) -> None:
    say(qtbot, window, DENTIST)
    reply = say(qtbot, window, "Forget what I said about my dentist.")
    strip = strip_with(qtbot, window, "asked")
    assert "Alvarez" in strip.listed.text()
    strip.yes.click()
    strip_with(qtbot, window, "done")
    model = window.page.conversation.model
    until(qtbot, lambda: "Alvarez" not in model.row(model.place(reply.id) or 0).text)


def test_muted_topics_are_listed_added_and_unmuted(qtbot: QtBot, window: MainWindow) -> None:
    say(qtbot, window, "Don't bring up Peter again.")
    window.why._show_muted()
    dialog = window.findChild(MutedTopics)
    assert isinstance(dialog, MutedTopics)
    until(qtbot, lambda: len(dialog.buttons) == 1)
    QTest.keyClicks(dialog.field, "my old job")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    until(qtbot, lambda: len(dialog.buttons) == 2)
    dialog.buttons[0].click()
    until(qtbot, lambda: len(dialog.buttons) == 1)
    dialog.buttons[0].click()
    until(qtbot, lambda: dialog.empty.isVisible())


def test_every_decision_has_its_sentence() -> None:
    def told(decision: str, *, asked: bool, known: bool, confidence: float) -> str:
        return decision_sentence(Reasons(1, asked, decision, confidence, known))

    said = [
        told(SMALL_TALK, asked=False, known=False, confidence=0.0),
        told("", asked=True, known=True, confidence=0.9),
        told("words", asked=False, known=True, confidence=0.9),
        told("words", asked=True, known=False, confidence=0.2),
        told("words", asked=True, known=True, confidence=0.55),
        told("words", asked=True, known=True, confidence=0.7),
        told("words", asked=True, known=True, confidence=0.9),
    ]
    assert len(set(said)) == len(said)
    assert "20%" in said[3]


def test_parts_are_the_largest_in_words_a_person_understands() -> None:
    parts = {"lexical": 0.5, "meaning": 0.9, "retention": 0.9, "place": 0.0, "wording": -0.3}
    assert shown_parts(parts) == [("same meaning", 0.9), ("same words", 0.5), (part_name("wording"), -0.3)]
    assert part_name("something new") == "something new"
