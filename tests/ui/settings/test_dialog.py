"""The settings dialog over a real engine: every setting is there, checked as it is typed, saved in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from companion.errors import BadInput
from companion.settings import BY_KEY, TABLE
from tests.ui.memories.house import PATIENCE, House
from ui.chat.muted_topics import MutedTopics
from ui.settings.dialog import SettingsDialog
from ui.settings.draft import groups
from ui.settings.fields import ChoiceField, FlagField, NumberField, SuggestField, TextField, WholeField


@pytest.fixture
def dialog(house: House, qtbot: QtBot) -> Iterator[SettingsDialog]:
    made = SettingsDialog(house.bridge)
    made.show()
    qtbot.waitUntil(lambda: bool(made.page.folder.path.text()), timeout=PATIENCE)
    yield made
    if shiboken6.isValid(made):
        made.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(made)


def wait(qtbot: QtBot, so: Callable[[], bool]) -> None:
    qtbot.waitUntil(so, timeout=PATIENCE)


def show_group(dialog: SettingsDialog, group: str) -> None:
    dialog.groups.setCurrentRow(groups().index(group))


def text_field(dialog: SettingsDialog, key: str) -> TextField:
    field = dialog.page.rows[key].field
    assert isinstance(field, TextField)
    return field


def whole_field(dialog: SettingsDialog, key: str) -> WholeField:
    field = dialog.page.rows[key].field
    assert isinstance(field, WholeField)
    return field


def test_every_setting_has_a_row_that_shows_its_value_and_its_name(dialog: SettingsDialog, house: House) -> None:
    assert set(dialog.page.rows) == set(BY_KEY)
    for setting in TABLE:
        row = dialog.page.rows[setting.key]
        assert row.field.control.accessibleName() == setting.label
        assert row.help.text() == setting.help
        assert row.reset.accessibleName() == f"Reset {setting.label}"
    field = dialog.page.rows["model_offline"].field
    assert isinstance(field, FlagField)
    assert field.box.isChecked()
    restart = dialog.page.rows["encrypt"].note.text()
    assert restart == "Counts from the next start."


def test_numbers_carry_their_unit_and_choices_their_names(dialog: SettingsDialog) -> None:
    assert whole_field(dialog, "session_idle").spin.text() == "20 minutes"
    curve = dialog.page.rows["decay_curve"].field
    assert isinstance(curve, ChoiceField)
    assert [curve.combo.itemText(i) for i in range(curve.combo.count())] == ["Ebbinghaus", "FSRS-6"]
    assert isinstance(dialog.page.rows["temperature"].field, NumberField)


def test_personas_come_from_the_engine(dialog: SettingsDialog, house: House, qtbot: QtBot) -> None:
    field = dialog.page.rows["persona"].field
    assert isinstance(field, ChoiceField)
    known = [name for _, name in house.run(house.engine.personas())]
    wait(qtbot, lambda: [field.combo.itemText(i) for i in range(field.combo.count())] == known)
    assert field.combo.currentData() == house.engine.settings.text("persona")


def test_typing_and_saving_changes_the_engine(dialog: SettingsDialog, house: House, qtbot: QtBot) -> None:
    assert not dialog.save.isEnabled()
    QTest.keyClicks(text_field(dialog, "user_name").line, "Linda")
    assert dialog.save.isEnabled()
    assert dialog.page.rows["user_name"].reset.isVisible()
    with qtbot.waitSignal(dialog.accepted, timeout=PATIENCE):
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert house.engine.settings.text("user_name") == "Linda"


def test_a_wrong_value_is_explained_at_once_and_cannot_be_saved(dialog: SettingsDialog, qtbot: QtBot) -> None:
    show_group(dialog, "Model")
    QTest.keyClicks(text_field(dialog, "model_host").line, "two words")
    row = dialog.page.rows["model_host"]
    assert row.problem.isVisible()
    assert row.problem.text().startswith("This must be a host")
    assert row.problem.text() in row.field.control.accessibleDescription()
    assert not dialog.save.isEnabled()
    QTest.mouseClick(row.reset, Qt.MouseButton.LeftButton)
    assert not row.problem.isVisible()
    assert text_field(dialog, "model_host").line.text() == ""


def test_a_number_out_of_range_is_explained(dialog: SettingsDialog, qtbot: QtBot) -> None:
    show_group(dialog, "Memory")
    spin = whole_field(dialog, "session_idle").spin
    spin.selectAll()
    QTest.keyClicks(spin, "5000")
    row = dialog.page.rows["session_idle"]
    assert row.problem.text() == "This must lie between 1 and 1440."
    assert not dialog.save.isEnabled()


def test_cancel_changes_nothing(dialog: SettingsDialog, house: House, qtbot: QtBot) -> None:
    QTest.keyClicks(text_field(dialog, "user_name").line, "Linda")
    with qtbot.waitSignal(dialog.rejected):
        QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert house.engine.settings.text("user_name") == ""


def test_reset_all_waits_for_save(dialog: SettingsDialog, house: House, qtbot: QtBot) -> None:
    assert dialog.reset_all.isEnabled()
    QTest.mouseClick(dialog.reset_all, Qt.MouseButton.LeftButton)
    assert house.engine.settings.flag("model_offline")
    assert "Save" in dialog.message.text()
    with qtbot.waitSignal(dialog.accepted, timeout=PATIENCE):
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert not house.engine.settings.flag("model_offline")


def test_search_finds_rows_of_any_group(dialog: SettingsDialog, qtbot: QtBot) -> None:
    QTest.keyClicks(dialog.search, "dormant")
    shown = {key for key, row in dialog.page.rows.items() if row.isVisible()}
    assert "decay_threshold" in shown
    assert "user_name" not in shown
    dialog.search.clear()
    assert dialog.page.rows["user_name"].isVisible()
    QTest.keyClicks(dialog.search, "xyzzy")
    assert dialog.page.none.isVisible()


def test_muted_topics_are_one_click_away(dialog: SettingsDialog, qtbot: QtBot) -> None:
    show_group(dialog, "Memory")
    assert dialog.page.muted.isVisible()
    dialog.page.muted.open.click()
    wait(qtbot, lambda: dialog.findChild(MutedTopics) is not None)
    opened = dialog.findChild(MutedTopics)
    assert isinstance(opened, MutedTopics)
    wait(qtbot, lambda: opened.empty.isVisible())
    opened.reject()
    assert dialog.page.search("muted topics") == 1


def test_a_change_from_elsewhere_is_shown_and_typed_words_stay(
    dialog: SettingsDialog, house: House, qtbot: QtBot
) -> None:
    QTest.keyClicks(text_field(dialog, "user_name").line, "Linda")
    house.run(house.engine.change_settings({"session_idle": 45, "user_name": "Mara"}))
    wait(qtbot, lambda: whole_field(dialog, "session_idle").spin.value() == 45)
    assert text_field(dialog, "user_name").line.text() == "Linda"


def test_a_refusal_of_the_engine_stands_beside_its_setting(dialog: SettingsDialog) -> None:
    dialog._refused(BadInput("Theme: this must be one of system, light, dark."))
    assert dialog.page.rows["theme"].problem.isVisible()
    assert dialog.groups.currentItem().text() == "Window"


def test_the_host_is_saved_and_tried(dialog: SettingsDialog, house: House, qtbot: QtBot) -> None:
    show_group(dialog, "Model")
    QTest.keyClicks(text_field(dialog, "model_host").line, "127.0.0.1:9")
    QTest.mouseClick(dialog.page.host_test.button, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: dialog.page.host_test.result.text().startswith("No model answers"))
    assert house.engine.settings.text("model_host") == "127.0.0.1:9"
    assert dialog.isVisible()


def test_a_model_may_be_typed_that_is_not_in_the_list(dialog: SettingsDialog) -> None:
    field = dialog.page.rows["model_name"].field
    assert isinstance(field, SuggestField)
    field.combo.setEditText("qwen3:8b")
    field.set_suggestions(["llama3.2:3b", "mistral:7b"])
    assert dialog.draft.changes == {"model_name": "qwen3:8b"}
    assert field.combo.count() == 2
    assert field.combo.currentText() == "qwen3:8b"


def test_another_folder_counts_from_the_next_start(
    dialog: SettingsDialog, house: House, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = dialog.page.folder
    assert folder.path.text() == str(tmp_path / "home")
    QTest.mouseClick(folder.change, Qt.MouseButton.LeftButton)
    assert isinstance(folder.dialog, QFileDialog)
    assert folder.dialog.isVisible()
    folder.dialog.fileSelected.emit(str(tmp_path / "other"))
    folder.dialog.close()
    wait(qtbot, lambda: "next start" in folder.result.text())
    pointers = [path for path in (tmp_path / "config").rglob("*") if path.name == "home"]
    assert [path.read_text(encoding="utf-8") for path in pointers] == [str(tmp_path / "other")]


def test_the_wheel_changes_nothing_in_passing(dialog: SettingsDialog, qtbot: QtBot) -> None:
    show_group(dialog, "Memory")
    dialog.activateWindow()
    dialog.search.setFocus()
    spin = whole_field(dialog, "session_idle").spin
    place, up = QPointF(20, 10), QPoint(0, 120)

    def turn() -> None:
        nothing, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        phase = Qt.ScrollPhase.NoScrollPhase
        QApplication.sendEvent(spin, QWheelEvent(place, spin.mapToGlobal(place), up, up, nothing, none, phase, False))

    turn()
    assert spin.value() == 20
    spin.setFocus()
    wait(qtbot, spin.hasFocus)
    turn()
    assert spin.value() > 20
