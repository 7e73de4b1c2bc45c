"""Where things lie: which home is chosen, and what is inside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from companion.errors import BadInput
from companion.paths import LONGEST_SOCKET, Home, choose_home, chosen_home, pointer_file, resources_dir


@pytest.fixture(autouse=True)
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("COMPANION_HOME", raising=False)


def test_everything_of_a_profile_lies_in_its_folder(tmp_path: Path) -> None:
    home = Home(tmp_path)
    parts = [home.record, home.index, home.settings, home.lock, home.log, home.personas]
    assert {part.parent for part in parts} == {tmp_path}
    assert len(set(parts)) == len(parts)
    assert list(tmp_path.iterdir()) == []


def test_the_order_of_choosing_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    default = chosen_home()
    choose_home(tmp_path / "chosen")
    assert chosen_home() == Home(tmp_path / "chosen")
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "environment"))
    assert chosen_home() == Home(tmp_path / "environment")
    assert chosen_home(str(tmp_path / "argument")) == Home(tmp_path / "argument")
    monkeypatch.delenv("COMPANION_HOME")
    choose_home(None)
    assert chosen_home() == default
    choose_home(None)


def test_a_home_is_absolute_and_knows_the_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert chosen_home("here").root == tmp_path / "here"
    assert chosen_home("~/there").root == tmp_path / "there"
    choose_home(Path("relative"))
    monkeypatch.chdir("/")
    assert chosen_home().root == tmp_path / "relative"


@pytest.mark.parametrize("name", ["with space", "größe ☕", os.fsdecode(b"not utf-8 \xff")])
def test_any_name_of_a_folder_is_remembered(tmp_path: Path, name: str) -> None:
    choose_home(tmp_path / name)
    assert chosen_home().root == tmp_path / name


@pytest.mark.parametrize("content", [b"", b"  \n"])
def test_an_empty_pointer_means_the_default(tmp_path: Path, content: bytes) -> None:
    default = chosen_home()
    pointer_file().parent.mkdir(parents=True)
    pointer_file().write_bytes(content)
    assert chosen_home() == default


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="not a folder"):
        choose_home(tmp_path / "file")
    assert not pointer_file().exists()


def test_a_socket_is_the_same_by_every_way_to_a_home(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "home")
    assert Home(tmp_path / "link").socket == Home(tmp_path / "home").socket
    assert Home(tmp_path / "other").socket != Home(tmp_path / "home").socket


@pytest.mark.parametrize("runtime", ["", "/no/such/folder", "long"])
def test_the_path_of_a_socket_is_short_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: str) -> None:
    if runtime == "long":
        deep = tmp_path / ("d" * 90)
        deep.mkdir()
        runtime = str(deep)
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
    assert len(os.fsencode(Home(tmp_path / ("h" * 200)).socket)) <= LONGEST_SOCKET


def test_the_resources_are_there() -> None:
    assert (resources_dir() / "embedder" / "model.onnx").is_file()
    assert not stat.S_ISLNK((resources_dir() / "embedder").lstat().st_mode)
