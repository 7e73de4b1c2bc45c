"""The set-up: which Python, which libraries, and when a venv counts as ready."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.scripts import ROOT, script

bootstrap = script("bootstrap")
interpreters = script("interpreters")
libraries = script("system_libraries")
Interpreter = interpreters.Interpreter


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with two small locks and a venv whose Python runs."""
    (tmp_path / "requirements").mkdir()
    for name in ("app", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"# {name}\n", encoding="utf-8")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


def stamp_of(clone: Path) -> dict[str, Any]:
    stamp: dict[str, Any] = bootstrap.read_stamp(clone / ".venv")
    return stamp


class TestChoosingAPython:
    def test_takes_the_first_that_is_new_enough_and_can_make_a_venv(self) -> None:
        old, bare, good = (
            Interpreter("/a", (3, 9), True),
            Interpreter("/b", (3, 12), False),
            Interpreter("/c", (3, 11), True),
        )
        assert interpreters.choose([old, bare, good], needs_ensurepip=True) is good
        assert interpreters.choose([old, bare, good], needs_ensurepip=False) is bare

    def test_says_what_is_needed_when_all_are_too_old(self) -> None:
        with pytest.raises(interpreters.NoInterpreter, match=r"3\.11 or newer, and the newest one here is 3\.10"):
            interpreters.choose([Interpreter("/a", (3, 9), True), Interpreter("/b", (3, 10), True)], True)

    def test_says_so_when_there_is_none(self) -> None:
        with pytest.raises(interpreters.NoInterpreter, match="none was found"):
            interpreters.choose([], needs_ensurepip=True)

    def test_names_the_package_when_only_the_venv_module_is_missing(self) -> None:
        with pytest.raises(interpreters.NoInterpreter, match=r"apt-get install python3\.13-venv"):
            interpreters.choose([Interpreter("/a", (3, 13), False)], needs_ensurepip=True)

    def test_probes_a_real_python(self) -> None:
        found = interpreters.probe(sys.executable)
        assert found is not None
        assert found.version == sys.version_info[:2]

    def test_passes_over_a_name_that_does_not_run(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        shim = tmp_path / "python3.12"
        shim.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
        shim.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        assert interpreters.probe("python3.12") is None
        assert interpreters.probe("no-such-python") is None


class TestSystemLibraries:
    def test_counts_what_is_installed_and_what_it_provides(self) -> None:
        listing = (
            "install ok installed\tlibegl1\t\n"
            "install ok installed\tlibglib2.0-0t64\tlibglib2.0-0 (= 2.80), libother\n"
            "deinstall ok config-files\tlibgl1\t\n"
        )
        assert libraries.names_in(listing) == {"libegl1", "libglib2.0-0t64", "libglib2.0-0", "libother"}

    def test_advice_is_a_command_to_copy(self) -> None:
        assert libraries.advice(["libegl1", "libgl1"]).endswith("sudo apt-get install libegl1 libgl1")

    @pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="asks the real package database")
    def test_asks_the_real_package_database(self) -> None:
        assert libraries.missing(("dpkg", "no-such-package-here")) == ["no-such-package-here"]


class TestStamp:
    def test_a_finished_set_up_is_current_until_its_lock_changes(self, clone: Path) -> None:
        bootstrap.write_stamp(clone / ".venv", clone, "app")
        assert bootstrap.is_current(stamp_of(clone), clone, "app")
        assert not bootstrap.is_current(stamp_of(clone), clone, "dev")
        (clone / "requirements" / "app.txt").write_text("# other\n", encoding="utf-8")
        assert not bootstrap.is_current(stamp_of(clone), clone, "app")

    def test_the_developers_set_up_covers_the_app(self, clone: Path) -> None:
        bootstrap.write_stamp(clone / ".venv", clone, "dev")
        assert bootstrap.is_current(stamp_of(clone), clone, "app")
        assert bootstrap.is_current(stamp_of(clone), clone, "dev")

    def test_a_venv_that_was_moved_along_does_not_belong(self, clone: Path) -> None:
        bootstrap.write_stamp(clone / ".venv", clone, "app")
        moved = clone.rename(clone.with_name("moved"))
        assert not bootstrap.belongs_here(stamp_of(moved), moved)
        assert not bootstrap.is_current(stamp_of(moved), moved, "app")

    @pytest.mark.parametrize("content", ["", "{", "[]", "\x00", '{"locks": 3}'])
    def test_a_damaged_stamp_counts_as_none(self, clone: Path, content: str) -> None:
        (clone / ".venv" / bootstrap.STAMP_NAME).write_text(content, encoding="utf-8")
        assert not bootstrap.is_current(stamp_of(clone), clone, "app")

    def test_a_second_set_up_touches_nothing(self, clone: Path, capsys: pytest.CaptureFixture[str]) -> None:
        bootstrap.write_stamp(clone / ".venv", clone, "app")
        before = sorted((clone / ".venv").rglob("*"))
        bootstrap.set_up(clone, "app")
        assert sorted((clone / ".venv").rglob("*")) == before
        assert capsys.readouterr().out == ""

    def test_a_venv_without_a_running_python_does_not_run(self, clone: Path) -> None:
        python = clone / ".venv" / "bin" / "python"
        assert bootstrap.runs(python)
        python.unlink()
        assert not bootstrap.runs(python)
        python.symlink_to(clone / "upgraded-away")
        assert not bootstrap.runs(python)


class TestLauncher:
    def test_quotes_a_path_with_blanks(self, tmp_path: Path) -> None:
        python = tmp_path / "my stuff" / "it's" / "python"
        python.parent.mkdir(parents=True)
        python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        launcher = tmp_path / "companion"
        launcher.write_text(bootstrap.launcher_text(python), encoding="utf-8")
        launcher.chmod(0o755)
        said = subprocess.run([launcher, "chat", "a b"], capture_output=True, text=True, check=True)
        assert said.stdout == "-P|-m|ui|chat|a b|"


class TestLocks:
    def test_every_package_has_a_hash_and_no_address(self) -> None:
        for name in ("app", "dev"):
            text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
            packages = [line for line in text.splitlines() if line and line[0].isalnum()]
            assert packages
            assert all("==" in line and line.endswith("\\") for line in packages)
            assert "://" not in text

    def test_dev_holds_all_of_app(self) -> None:
        app, dev = (
            {
                line.split()[0]
                for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
                if line and line[0].isalnum()
            }
            for name in ("app", "dev")
        )
        assert app <= dev


def test_the_shell_door_runs_a_script_and_passes_arguments_on(tmp_path: Path) -> None:
    target = tmp_path / "say it.py"
    target.write_text("import sys; print(sys.argv[1:])\n", encoding="utf-8")
    door = ROOT / "packaging" / "setup" / "any_python.sh"
    said = subprocess.run(["sh", door, target, "one", "t w o"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['one', 't w o']"
