"""The persona editor over a real engine: shaping, copying, sharing, wishes, and speaking with another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from companion.records import Sliders
from tests.ui.memories.house import PATIENCE, House
from ui.chat.persona_button import PersonaButton
from ui.persona.pictures import SIDE, picture_from, round_picture
from ui.persona.window import KEY, PersonaWindow


@pytest.fixture
def window(house: House, qtbot: QtBot) -> Iterator[PersonaWindow]:
    made = PersonaWindow(house.bridge)
    qtbot.addWidget(made)
    made.show()
    wait(qtbot, lambda: made.form.name.text() == "Mira")
    yield made
    made.close()


def wait(qtbot: QtBot, so: Callable[[], bool]) -> None:
    qtbot.waitUntil(so, timeout=PATIENCE)


def names(window: PersonaWindow) -> list[str]:
    return [window.list.item(row).text() for row in range(window.list.count())]


def choose(window: PersonaWindow, key: str) -> None:
    found = next(row for row in range(window.list.count()) if window.list.item(row).data(KEY) == key)
    window.list.setCurrentRow(found)


def test_the_one_that_speaks_is_shown_first(window: PersonaWindow) -> None:
    assert "Mira  ✓" in names(window)
    assert not window.use.isEnabled()
    assert not window.save.isEnabled()
    assert not window.delete.isEnabled()
    assert not window.proposals.isVisible()


def test_sliders_change_the_sample_at_once_and_are_kept(window: PersonaWindow, house: House, qtbot: QtBot) -> None:
    wait(qtbot, lambda: "What speaks for tonight?" in window.sample.reply.text())
    window.form.sliders["directness"].setValue(2)
    window.form.sliders["curiosity"].setValue(-2)
    wait(qtbot, lambda: "Tired is no state" in window.sample.reply.text())
    assert "?" not in window.sample.reply.text()
    QTest.mouseClick(window.save, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: not window.save.isEnabled())
    kept = house.run(house.engine.persona("calm"))
    assert kept.sliders == Sliders(directness=2, curiosity=-2)
    assert not kept.preset
    wait(qtbot, window.delete.isEnabled)


def test_what_cannot_be_kept_is_said_where_it_is_typed(window: PersonaWindow, house: House, qtbot: QtBot) -> None:
    window.form.description.setPlainText("")
    wait(qtbot, window.said.isVisible)
    assert "description" in window.said.text()
    QTest.mouseClick(window.drop, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: not window.said.isVisible())
    assert window.form.description.toPlainText()
    assert not window.is_dirty


def test_new_duplicate_and_delete(window: PersonaWindow, house: House, qtbot: QtBot) -> None:
    QTest.mouseClick(window.new, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.form.name.text() == "New persona")
    window.form.name.setText("Ona")
    window.form.name.textEdited.emit("Ona")
    QTest.mouseClick(window.save, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: "Ona" in names(window))
    QTest.mouseClick(window.copy, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.form.name.text() == "Ona (copy)")
    QTest.mouseClick(window.delete, Qt.MouseButton.LeftButton)
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    next(button for button in box.buttons() if button.text() == "Delete").click()
    wait(qtbot, lambda: "Ona (copy)" not in names(window))
    assert "Ona" in names(window)


def test_a_persona_goes_out_and_comes_in(window: PersonaWindow, house: House, qtbot: QtBot, tmp_path: Path) -> None:
    window.export_file(str(tmp_path / "mira.toml"))
    wait(qtbot, (tmp_path / "mira.toml").is_file)
    window.import_file(str(tmp_path / "mira.toml"))
    wait(qtbot, window.form.author.isVisible)
    assert "somebody else" in window.form.author.text()
    (tmp_path / "bad.toml").write_text("nothing", encoding="utf-8")
    window.import_file(str(tmp_path / "bad.toml"))
    wait(qtbot, window.said.isVisible)
    assert "bad.toml" in window.said.text()


def test_a_picture_is_cut_to_a_small_square_and_kept(
    window: PersonaWindow, house: House, qtbot: QtBot, tmp_path: Path
) -> None:
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    assert image.save(str(tmp_path / "boat.png"))
    window.form.take_file(str(tmp_path / "boat.png"))
    assert window.form.remove.isVisible()
    QTest.mouseClick(window.save, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: bool(house.run(house.engine.persona("calm")).picture))
    kept = QImage.fromData(house.run(house.engine.persona("calm")).picture)
    assert (kept.width(), kept.height()) == (SIDE, SIDE)
    (tmp_path / "no.png").write_text("no picture", encoding="utf-8")
    assert picture_from(str(tmp_path / "no.png")) == b""


def test_without_a_picture_there_is_a_letter(qtbot: QtBot) -> None:
    drawn = round_picture(b"", "Mira", 22, 2.0, "#ffffff", "#000000").toImage()
    assert drawn.width() == 44
    assert drawn.pixelColor(0, 0).alpha() == 0
    assert any(drawn.pixelColor(x, 22).lightness() < 128 for x in range(8, 36))


def test_a_wish_waits_with_a_badge_until_it_is_decided(window: PersonaWindow, house: House, qtbot: QtBot) -> None:
    house.talk("Please be more direct with me.")
    wait(qtbot, lambda: any("(1)" in name for name in names(window)))
    wait(qtbot, window.proposals.isVisible)
    (_, accept, _), *rest = window.proposals.rows
    assert not rest
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: window.form.sliders["directness"].value() == 1)
    wait(qtbot, lambda: not window.proposals.isVisible())


def test_another_persona_is_chosen_from_the_side_bar(window: PersonaWindow, house: House, qtbot: QtBot) -> None:
    button = PersonaButton(house.bridge)
    qtbot.addWidget(button)
    button.load()
    wait(qtbot, lambda: button.text() == "Mira")
    pip = next(action for action in button.choices.actions() if action.text() == "Pip")
    with qtbot.waitSignal(button.changed, timeout=PATIENCE):
        pip.trigger()
    wait(qtbot, lambda: button.text() == "Pip")
    assert house.engine.settings.text("persona") == "playful"
    wait(qtbot, lambda: "Pip  ✓" in names(window))
    choose(window, "calm")
    wait(qtbot, window.use.isEnabled)
    QTest.mouseClick(window.use, Qt.MouseButton.LeftButton)
    wait(qtbot, lambda: house.engine.settings.text("persona") == "calm")
