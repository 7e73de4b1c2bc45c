"""The proof of a build: it passes a program that behaves, and names the first thing that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packaging.scripts import script

proof = script("prove_build")

BEHAVES = """#!/bin/sh
case "$*" in
    --version) echo "companion 0.1.0" ;;
    *"doctor --json") echo "{}" ;;
    *"chat --once"*) ;;
    *recall*) echo "My sister Nora lives in Bergen." ;;
    *) exec sleep 30 ;;
esac
"""


def program(folder: Path, text: str) -> Path:
    path = folder / "companion"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def short_uptime(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "UPTIME", 0.5)


def test_a_program_that_behaves_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert proof.main([str(program(tmp_path, BEHAVES))]) == 0
    assert "version: companion 0.1.0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        ('echo "companion 0.1.0"', "echo broken >&2; exit 3", "--version ended with 3"),
        ('echo "{}"', 'echo "no braces"', "did not print JSON"),
        ('echo "My sister Nora lives in Bergen."', "echo nothing", "not recalled"),
        ("exec sleep 30", "echo no Qt plugin >&2; exit 1", "no Qt plugin"),
    ],
)
def test_the_first_failure_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], good: str, bad: str, reason: str
) -> None:
    assert proof.main([str(program(tmp_path, BEHAVES.replace(good, bad)))]) == 1
    assert reason in capsys.readouterr().err


def test_a_program_that_is_not_there_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert proof.main([str(tmp_path / "missing")]) == 1
    assert "does not start properly" in capsys.readouterr().err
