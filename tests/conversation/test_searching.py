"""Search over titles and words: what is found, in which order, with which marks."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from companion.conversation.searching import Searching, by_worth
from companion.records import MessageState, SearchResult
from companion.store import transcript_search, transcripts
from companion.store.database import Connection
from tests.clock import MORNING
from tests.engines import run
from tests.record import record, talk

LINES = (
    "The harbour was quiet.",
    "Was it? The harbour, the harbour!",
    "他说世界您好。去年の桜。",
    '50% off "quoted" AND more',
    "Café au lait with Zoë",
    "The harbourmaster waved.",
)


def find(folder: Path, *sought: str, titles: tuple[str, ...] = ()) -> list[SearchResult]:
    """What each of `sought` finds in a record of `LINES` and of empty sessions with these titles."""

    async def go() -> list[SearchResult]:
        async with record(folder / "record.db") as db:

            def write(con: Connection) -> None:
                talk(con, *LINES)
                for number, title in enumerate(titles):
                    at = MORNING + dt.timedelta(days=number)
                    transcripts.add_session(con, at, at.date(), title=title)

            await db.write(write)
            return [await Searching(db).search(text) for text in sought]

    return run(go())


def lines_of(result: SearchResult) -> list[str]:
    return [hit.excerpt.text for hit in result.hits if hit.message_id is not None]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("harbour", {0, 1, 5}),
        ("HARBOUR quiet", {0}),
        ("arbou", {0, 1, 5}),
        ("世界您", {2}),
        ("世界", {2}),
        ("桜", {2}),
        ("桜 去年", {2}),
        ("50% o", {3}),
        ("quoted AND", {3}),
        ("cafe zoe", {4}),
        ("café", {4}),
        ("ha", {0, 1, 5}),
        ("harbour*", {0, 1, 5}),
        ('"harbour was"', {0}),
        ('"was harbour"', set()),
        ("zzz", set()),
        ("…", set()),
        ("   ", set()),
    ],
)
def test_all_words_in_any_order_case_or_script(tmp_path: Path, sought: str, found: set[int]) -> None:
    [result] = find(tmp_path, sought)
    assert set(lines_of(result)) == {LINES[place] for place in found}
    assert result.total == len(found)


def test_what_says_it_more_often_comes_first_and_every_place_is_marked(tmp_path: Path) -> None:
    [result] = find(tmp_path, "harbour")
    assert lines_of(result)[0] == LINES[1]
    first = result.hits[0].excerpt
    assert [first.text[a:b] for a, b in first.marked] == ["harbour", "harbour"]
    assert lines_of(result)[-1] == LINES[5]  # only a part of a word


def test_titles_come_first_and_the_newer_of_two_like_ones(tmp_path: Path) -> None:
    [result] = find(tmp_path, "harbour", titles=("A harbour", "Harbour of old", "Unharboured", "Nothing"))
    named = [hit.title for hit in result.hits if hit.message_id is None]
    assert [title.text for title in named] == ["Harbour of old", "A harbour", "Unharboured"]
    assert named[0].text[slice(*named[0].marked[0])] == "Harbour"
    assert [hit.message_id is None for hit in result.hits] == [True] * 3 + [False] * 3
    assert result.total == 6


def test_of_about_equal_scores_the_newer_wins() -> None:
    assert by_worth({1: 4.99, 2: 4.98, 3: 5.0, 4: 2.01, 5: 2.02}) == [3, 2, 1, 5, 4]
    assert by_worth({}) == []


def test_a_long_scan_goes_on_in_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_search, "SCANNED", 2)
    [result] = find(tmp_path, "桜")
    assert lines_of(result) == [LINES[2]]


def test_of_a_word_that_is_everywhere_the_newest_are_ranked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_search, "RANKED", 2)
    [result] = find(tmp_path, "the")
    assert lines_of(result)[:2] == [LINES[1], LINES[5]]
    assert result.total == 3


def test_a_cancelled_search_ends(tmp_path: Path) -> None:
    async def go() -> None:
        async with record(tmp_path / "record.db") as db:
            await db.write(lambda con: talk(con, *LINES))
            task = asyncio.ensure_future(Searching(db).search("harbour"))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await Searching(db).search("harbour")).total == 3

    run(go())


def test_words_that_were_replaced_are_no_longer_found(tmp_path: Path) -> None:
    async def go() -> None:
        async with record(tmp_path / "record.db") as db:
            told = await db.write(lambda con: talk(con, "A secret.", "So be it."))
            first = told.messages[0].id
            await db.write(lambda con: transcripts.set_text(con, first, "Nothing.", MessageState.COMPLETE))
            assert (await Searching(db).search("secret")).total == 0
            assert (await Searching(db).search("nothing")).total == 1

    run(go())
