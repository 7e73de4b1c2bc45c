"""Personas: the presets are sound, and a bad file is refused with a sentence that says why."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import tomli_w

from companion.errors import BadInput
from companion.personality.persona import LARGEST_FILE, list_presets, load_persona, system_words

PRESETS = Path(__file__).parents[2] / "resources" / "personas"


def test_calm_is_there_and_first() -> None:
    paths = list_presets(PRESETS)
    assert [path.stem for path in paths] == ["calm", "plain", "playful"]
    assert len({load_persona(path).name for path in paths}) == 3


@pytest.mark.parametrize("path", list_presets(PRESETS), ids=lambda path: path.stem)
def test_every_preset_keeps_feeling_and_thought_apart_and_never_diagnoses(path: Path) -> None:
    persona = load_persona(path)
    words = system_words(persona)
    assert words.startswith(f"You are {persona.name}.")
    assert "feel" in " ".join(persona.empathy)
    assert "you think" in " ".join(persona.empathy)
    assert any("Never diagnose" in line for line in persona.limits)
    assert all(line in words for line in (*persona.style, *persona.empathy, *persona.limits))
    assert len(words) < 2500


def written(folder: Path, **changes: object) -> Path:
    fields = {**asdict(load_persona(PRESETS / "calm.toml")), **changes}
    path = folder / "own.toml"
    path.write_text(tomli_w.dumps({k: v for k, v in fields.items() if v is not None}), encoding="utf-8")
    return path


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    assert load_persona(written(tmp_path, name="  Zoë ")).name == "Zoë"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"style": "short"}, "style"),
        ({"style": []}, "style"),
        ({"limits": [1, 2]}, "limits"),
        ({"description": "x" * 3000}, "description"),
        ({"tools": "all"}, "tools"),
    ],
)
def test_a_bad_field_is_named(tmp_path: Path, change: dict[str, object], word: str) -> None:
    with pytest.raises(BadInput, match=word) as caught:
        load_persona(written(tmp_path, **change))
    assert "\n" not in str(caught.value)
    assert caught.value.next_step


@pytest.mark.parametrize("content", [b"", b"name = ", b"\xff\xfe\x00", b"\x00" * 100, b"#" * (LARGEST_FILE + 1)])
def test_a_file_that_is_no_persona_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"broken\.toml"):
        load_persona(path)


def test_a_missing_file_or_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        load_persona(tmp_path / "nobody.toml")
    with pytest.raises(BadInput):
        load_persona(tmp_path)
    assert list_presets(tmp_path / "nowhere") == ()
