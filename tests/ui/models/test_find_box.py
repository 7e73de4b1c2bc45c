"""What is said about an Ollama that is not found, on each system, and how it is looked for elsewhere."""

from __future__ import annotations

import keyring
import keyring.backends.fail
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from companion.records import HostFinding
from tests.memory_keyring import MemoryKeyring
from tests.ui.models.house import PATIENCE, ModelHouse
from ui.models.advice import advice_for
from ui.models.find_box import FindBox

CODES = ("not_installed", "not_running", "not_ollama", "refused", "timeout", "unauthorized", "forbidden", "no_models")


@pytest.fixture
def box(served: ModelHouse, qtbot: QtBot) -> FindBox:
    made = FindBox(served.bridge, system="linux")
    qtbot.addWidget(made)
    made.show()
    return made


def looked(qtbot: QtBot, box: FindBox, code: str) -> None:
    qtbot.waitUntil(lambda: box.finding is not None and box.finding.code == code, timeout=PATIENCE)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_each_state_has_its_advice_on_each_system(code: str, system: str) -> None:
    advice = advice_for(HostFinding(code, "127.0.0.1:11434", "It is so."), system)
    assert advice.words
    assert bool(advice.command) is (code in ("not_installed", "not_running", "not_ollama", "refused"))


def test_commands_differ_by_system() -> None:
    finding = HostFinding("not_installed", "127.0.0.1:11434", "")
    assert len({advice_for(finding, system).command for system in ("linux", "darwin", "win32")}) == 3
    taken = advice_for(HostFinding("not_ollama", "127.0.0.1:8080", ""), "linux")
    assert ":8080" in taken.command


def test_it_says_what_was_found(box: FindBox, served: ModelHouse, qtbot: QtBot) -> None:
    box.look()
    looked(qtbot, box, "found")
    assert "with 3 chat models" in box.words.text()
    assert not box.command.isVisible()
    assert not box.advice.isVisible()


def test_nobody_there_gives_a_command_to_copy_and_a_way_to_look_again(
    box: FindBox, served: ModelHouse, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = served.engine.settings.text("model_host")
    served.run(served.engine.change_settings({"model_host": "127.0.0.1:1"}))
    box.look()
    qtbot.waitUntil(lambda: box.command.isVisible(), timeout=PATIENCE)
    assert box.finding is not None
    assert box.finding.code in ("not_running", "not_installed")
    box.copy.click()
    assert QGuiApplication.clipboard().text() == box.command.text()
    served.run(served.engine.change_settings({"model_host": host}))
    box.again.click()
    looked(qtbot, box, "found")


def test_a_host_that_wants_a_token_opens_the_field_and_takes_it(
    box: FindBox, served: ModelHouse, qtbot: QtBot, memory_keyring: MemoryKeyring
) -> None:
    served.server.script.token = "s3cret"
    box.look()
    looked(qtbot, box, "unauthorized")
    assert box.form.isVisible()
    box.form.token.setText("s3cret")
    box.form.save.click()
    looked(qtbot, box, "found")
    assert "s3cret" in memory_keyring.kept.values()
    assert box.form.token.text() == ""
    assert "keyring" in box.form.words.text()
    box.form.forget.click()
    looked(qtbot, box, "unauthorized")
    assert "s3cret" not in memory_keyring.kept.values()


def test_without_a_keyring_it_is_said_that_the_token_counts_for_now_only(
    box: FindBox, served: ModelHouse, qtbot: QtBot
) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    served.server.script.token = "s3cret"
    box.other.setChecked(True)
    box.form.token.setText("s3cret")
    box.form.save.click()
    looked(qtbot, box, "found")
    assert "only until Companion is closed" in box.form.words.text()


def test_another_address_is_saved_and_a_wrong_one_explained(box: FindBox, served: ModelHouse, qtbot: QtBot) -> None:
    box.other.setChecked(True)
    box.form.host.setText("http://[half")
    box.form.save.click()
    looked(qtbot, box, "host")
    assert "cannot be read" in box.words.text()
    box.form.host.setText("two words")
    box.form.save.click()
    qtbot.waitUntil(lambda: "must be a host" in box.form.words.text(), timeout=PATIENCE)
