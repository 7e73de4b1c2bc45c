"""What was forgotten is known again by its words in any order, and by nobody without the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.memory import tombstones
from companion.records import Kind
from companion.store import memories
from companion.store import tombstones as kept
from companion.store.database import Connection
from tests.engines import run
from tests.record import record, talk

SAID = "My name is Nora and I live in Utrecht."


@pytest.mark.parametrize("key", [None, b"k" * 32])
def test_a_statement_is_known_again_reworded_lightly(tmp_path: Path, key: bytes | None) -> None:
    async def work() -> None:
        async with record(tmp_path / "record.db", key) as db:
            assert await db.read(lambda con: tombstones.forgotten_ranges(con, SAID)) == []
            await db.write(lambda con: kept.add(con, tombstones.keys_of_text("I live in Utrecht"), 1))

            async def found(text: str) -> list[str]:
                ranges = await db.read(lambda con: tombstones.forgotten_ranges(con, text))
                return [text[slice(*one)] for one in ranges]

            assert await found(SAID) == ["I live in Utrecht."]
            assert await found("i LIVE in utrecht!") == ["i LIVE in utrecht!"]
            assert await found("In Utrecht I have lived.") == ["In Utrecht I have lived."]
            assert await found("I live in Ghent. Utrecht is nice.") == []
            rows = await db.read(lambda con: con.execute("select mark from tombstones").fetchall())
            assert len(rows) == 2
            assert await db.write(lambda con: tombstones.lift(con, "I live in Utrecht")) == 2
            assert await found(SAID) == []

    run(work())


def test_what_is_said_again_is_kept_as_a_turn_and_only_learning_passes_over_it(tmp_path: Path) -> None:
    lines = ("I live in Utrecht. It rains.", "Oh.")

    def say(con: Connection) -> None:
        kept.add(con, tombstones.keys_of_text("I live in Utrecht. Oh."), 1)
        told = talk(con, *lines)
        assert tuple(memories.get(con, episode).text for episode in told.episodes) == lines
        taught = tombstones.learnable(con, told.messages)
        assert [message.text.strip() for message in taught] == ["It rains.", ""]
        assert [len(message.text) for message in taught] == [len(line) for line in lines]

    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            await db.write(say)

    run(work())


@pytest.mark.parametrize(
    "text", ["Utrecht is nice.", "We live well.", "I live in Utrecht with Tom.", "Utrecht", "live"]
)
def test_some_words_of_it_or_more_are_another_statement(tmp_path: Path, text: str) -> None:
    async def work() -> None:
        async with record(tmp_path / "record.db") as db:
            await db.write(lambda con: kept.add(con, tombstones.keys_of_text("I live in Utrecht."), 1))
            assert await db.read(lambda con: tombstones.forgotten_ranges(con, text)) == []

    run(work())


def test_without_the_key_the_hashes_are_others(tmp_path: Path) -> None:
    async def work() -> None:
        seen = set()
        for name, key in (("a", b"a" * 32), ("b", b"b" * 32), ("plain", None), ("other", None)):
            async with record(tmp_path / f"{name}.db", key) as db:
                await db.write(lambda con: kept.add(con, ["=i live in utrecht"], 1))
                seen.add(await db.read(lambda con: bytes(con.execute("select mark from tombstones").fetchone()[0])))
                assert await db.read(lambda con: kept.count(con, 1)) == 1
        assert len(seen) == 4

    run(work())


def test_small_talk_is_never_kept_from_anybody() -> None:
    assert tombstones.keys_of_text("Hi there! Thank you. Yes.") == set()
    assert tombstones.keys_of_text("I'm gay.") == {"=i gay"}


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("I have a sister in Ghent.", "I have no sister in Ghent."),
        ("I like team sports.", "I don\u2019t like team sports."),
        ("I can swim in cold water.", "I cannot swim in cold water."),
        ("I drink coffee with milk.", "I drink coffee without milk."),
    ],
)
def test_a_denial_is_another_statement(said: str, denied: str) -> None:
    assert not tombstones.keys_of_text(said) & tombstones.keys_of_text(denied)
    again = denied.replace("I ", "So I really ", 1)
    assert tombstones.keys_of_text(denied) & tombstones.keys_of_text(again)


def test_one_fact_has_one_key_in_whatever_words() -> None:
    first = tombstones.key_of_fact(Kind.FACT, "user", "lives_in", "I live in Utrecht")
    assert first == tombstones.key_of_fact(Kind.FACT, "User", "lives_in", "I have moved to Utrecht now")
    assert first != tombstones.key_of_fact(Kind.FACT, "user", "comes_from", "I come from Utrecht")
    assert tombstones.key_of_fact(Kind.FACT, "user", "lives_in", "I live") == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Please remember that I live in Utrecht. It rains.", "I live in Utrecht."),
        ("Remember: I live in Utrecht", "I live in Utrecht"),
        ("Do you remember that I live in Utrecht?", ""),
        ("I remember that day.", ""),
        ("Remember when we talked about Utrecht", ""),
    ],
)
def test_what_is_asked_to_be_remembered(text: str, wanted: str) -> None:
    assert tombstones.asked_for(text) == wanted
