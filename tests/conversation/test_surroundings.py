"""Persona files: found in order, and a broken one never ends the conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.conversation.surroundings import LastRead, named_presets, persona_named
from companion.errors import CompanionError
from companion.paths import resources_dir

PRESETS = resources_dir() / "personas"


def test_the_users_own_file_comes_before_the_preset(tmp_path: Path) -> None:
    own = (PRESETS / "calm.toml").read_text(encoding="utf-8").replace("Mira", "Vera")
    (tmp_path / "calm.toml").write_text(own, encoding="utf-8")
    assert persona_named("calm", [tmp_path, PRESETS]).name == "Vera"
    assert ("calm", "Vera") in named_presets([tmp_path, PRESETS])


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe", b"name = 7", b""])
def test_a_broken_file_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "calm.toml").write_bytes(content)
    assert persona_named("calm", [tmp_path, PRESETS]).name == "Mira"
    assert ("calm", "Mira") in named_presets([tmp_path, PRESETS])


def test_an_unknown_name_gives_another_preset() -> None:
    assert persona_named("nobody", [PRESETS]).name


def test_no_persona_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(CompanionError, match="No persona"):
        persona_named("calm", [tmp_path])


def test_a_file_is_read_again_only_when_it_was_written_since(tmp_path: Path) -> None:
    preset, load = (PRESETS / "calm.toml").read_text(encoding="utf-8"), LastRead()
    mine = tmp_path / "calm.toml"
    mine.write_text(preset, encoding="utf-8")
    first = persona_named("calm", [tmp_path, PRESETS], load)
    assert persona_named("calm", [tmp_path, PRESETS], load) is first
    mine.write_text(preset.replace("Mira", "Verena"), encoding="utf-8")
    assert persona_named("calm", [tmp_path, PRESETS], load).name == "Verena"
    mine.write_bytes(b"name = ")
    assert persona_named("calm", [tmp_path, PRESETS], load).name == "Mira"
    mine.unlink()
    assert persona_named("calm", [tmp_path, PRESETS], load).name == "Mira"
