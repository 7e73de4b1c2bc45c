"""Forgetting in the terminal: it shows what would go and asks, prints the receipt, and works beside the open app."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import pytest

from companion import cli
from companion.paths import Home
from companion.service import Service
from tests.engines import configure, opened, run, write_transcript

PAIRS = [
    ("My locker code at the gym is 4711.", "4711 it is."),
    ("My sister Mira is getting married in June.", "How lovely."),
]


def call(home: Home, *arguments: str) -> int:
    return cli.main(["--home", str(home.root), *arguments])


@pytest.fixture
def filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    home = Home(tmp_path / "home")
    configure(home, encrypt=False, model_offline=True)
    path = write_transcript(tmp_path / "talk.json", PAIRS)
    assert call(home, "import", str(path), "--format", "transcript") == 0
    capsys.readouterr()
    return home


def answer(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(line))


def test_with_yes_the_receipt_is_printed_and_the_words_are_in_no_file(
    filled: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(filled, "forget", "--containing", "4711", "--yes", "--json") == 0
    printed = capsys.readouterr().out
    receipt = json.loads(printed)["receipt"]
    assert "4711" not in printed
    assert (receipt["messages"], receipt["replies"], receipt["index_rewritten"]) == (1, 1, True)
    assert receipt["memories"]["episode"] == 2
    held = [path for path in filled.root.rglob("*") if path.is_file() and b"4711" in path.read_bytes()]
    assert held == []
    assert call(filled, "recall", "locker code", "--json") == 0
    assert not any("locker" in hit["text"] for hit in json.loads(capsys.readouterr().out)["hits"])


def test_without_yes_it_shows_and_asks(
    filled: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for said in ("n\n", "", "perhaps\n"):
        answer(monkeypatch, said)
        assert call(filled, "forget", "--containing", "Mira") == 1
        printed = capsys.readouterr()
        assert "My sister Mira is getting married in June." in printed.err
        assert printed.out == "Nothing was forgotten.\n"
    answer(monkeypatch, "yes\n")
    assert call(filled, "forget", "--containing", "Mira") == 0
    assert capsys.readouterr().out.startswith("Forgotten for good. Receipt 1:")
    assert call(filled, "forget", "--containing", "Mira", "--yes") == 2
    assert "holds that" in capsys.readouterr().err


def test_bad_input_changes_nothing(filled: Home, capsys: pytest.CaptureFixture[str]) -> None:
    before = filled.record.read_bytes()
    for wrong in ("quicksilver", "?!", "x" * 501, "  "):
        assert call(filled, "forget", "--containing", wrong, "--yes") == 2
    assert filled.record.read_bytes() == before
    assert call(Home(filled.root / "nobody"), "forget", "--containing", "4711", "--yes") == 2
    assert not (filled.root / "nobody").exists()
    assert call(filled, "forget") == 2


def test_the_open_app_does_it(filled: Home, capsys: pytest.CaptureFixture[str]) -> None:

    async def work() -> tuple[int, int]:
        async with opened(filled) as engine:
            service = Service(engine)
            await service.start()
            try:
                loop = asyncio.get_running_loop()
                arguments = ("forget", "--containing", "4711", "--yes", "--json")
                code = await loop.run_in_executor(None, lambda: call(filled, *arguments))
                return code, len(await engine.receipts())
            finally:
                await service.stop()

    assert run(work()) == (0, 1)
    assert json.loads(capsys.readouterr().out)["receipt"]["cleaned_at"] is not None
