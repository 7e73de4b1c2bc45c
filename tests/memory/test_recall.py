"""Recall at its door: what a question brings up, what it never brings up, and when it says that it does not know."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from companion.memory.consolidation import consolidate
from companion.memory.decay import Use
from companion.memory.extraction_rules import extract_by_rules
from companion.models.embedder import MiniLM
from companion.records import Kind, Memory, Recall, Status
from companion.store import memories
from tests.clock import MORNING
from tests.engines import run
from tests.record import FADING, House, Talk, house

DAY = dt.timedelta(days=1)
GARDEN = ("I planted cherry tomatoes on the balcony.", "They will need a lot of sun.")
MOVE = (
    "I live in Utrecht, close to the canal.",
    "That sounds lovely.",
    "My sister Mira is allergic to walnuts.",
    "I will remember that.",
)
WORK = ("The night shift at the hospital was exhausting.", "Try to sleep a little.")


async def settle(parts: House) -> tuple[Talk, Talk, Talk]:
    """Three sessions on three days."""
    return (
        await parts.hear(*GARDEN, at=MORNING - 20 * DAY),
        await parts.hear(*MOVE, at=MORNING - 10 * DAY),
        await parts.hear(*WORK, at=MORNING - 3 * DAY),
    )


async def learn(parts: House, told: Talk) -> list[Memory]:
    """Consolidate a session by rule; the facts and plans that came of it."""
    done = await parts.db.write(
        lambda con: consolidate(con, extract_by_rules(told.messages, "Nora"), told.messages, FADING, MORNING)
    )
    await parts.index.add(done.new)
    await parts.index.moved(done.revived)
    found = await parts.db.read(lambda con: memories.by_ids(con, done.new))
    return [memory for memory in found.values() if memory.kind is not Kind.EVENT]


async def ask(parts: House, text: str, **options: int) -> Recall:
    return await parts.recaller.recall(text, parts.clock(), today=parts.clock().date(), **options)  # type: ignore[arg-type]


def ids(found: Recall) -> list[int]:
    return [hit.memory.id for hit in found.hits]


@pytest.mark.parametrize("chroma", [True, False], ids=["chroma", "scan"])
@pytest.mark.parametrize(
    ("question", "session", "place"),
    [
        ("What did I plant on the balcony?", 0, 0),
        ("Where do I live?", 1, 0),
        ("Who is allergic to walnuts?", 1, 2),
        ("Was my shift at the hospital tiring?", 2, 0),
    ],
)
def test_a_question_brings_the_words_that_answer_it(
    tmp_path: Path, minilm: MiniLM, chroma: bool, question: str, session: int, place: int
) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm, chroma=chroma) as parts:
            sessions = await settle(parts)
            found = await ask(parts, question)
            assert ids(found)[0] == sessions[session].episodes[place]
            assert found.answerable
            assert found.hits[0].answers
            assert found.hits[0].memory.text == sessions[session].messages[place].text
            assert found.cue == question
            assert found.decision
            scores = [hit.score for hit in found.hits]
            assert scores[:1] == [max(scores)]

    run(work())


def test_the_parts_of_a_score_add_up(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            await settle(parts)
            for hit in (await ask(parts, "Does Mira eat walnuts?")).hits:
                shares = dict(hit.parts)
                factor = shares.pop("retention")
                assert 0.9 <= factor <= 1
                assert hit.score == pytest.approx(sum(shares.values()) * factor, abs=1e-6)

    run(work())


@pytest.mark.parametrize(
    "question",
    [
        "What is the name of my dog?",
        "When does my flight to Lisbon leave?",
        "Which guitar did I buy?",
    ],
)
def test_what_was_never_said_is_not_known(tmp_path: Path, minilm: MiniLM, question: str) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            await settle(parts)
            found = await ask(parts, question)
            assert not found.answerable
            assert not any(hit.answers for hit in found.hits[:3])

    run(work())


def test_an_empty_record_knows_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            for text in ("Where do I live?", "What did we say yesterday?", "?", "☕"):
                found = await ask(parts, text)
                assert found.hits == ()
                assert not found.answerable

    run(work())


def test_the_speaker_that_is_named_comes_first(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            one = await parts.hear("I painted a sunrise over the lake last year.", user="Melanie")
            two = await parts.hear("I painted a sunrise over the lake last week.", user="Caroline")
            assert ids(await ask(parts, "What did Caroline paint?"))[0] == two.episodes[0]
            assert ids(await ask(parts, "What did Melanie paint?"))[0] == one.episodes[0]

    run(work())


def test_the_day_that_is_named_comes_first(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            days = [await parts.hear("I went swimming in the lake.", at=MORNING - n * DAY) for n in (1, 9, 40)]
            when = (MORNING - 9 * DAY).date()
            found = await ask(parts, f"Where did I go swimming on {when.day} {when:%B}?")
            assert ids(found)[0] == days[1].episodes[0]
            assert ids(await ask(parts, "Where did I go swimming yesterday?"))[0] == days[0].episodes[0]

    run(work())


def test_a_question_for_a_whole_day_brings_that_day_in_order(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            sessions = await settle(parts)
            day = sessions[1].messages[0].day
            found = await ask(parts, f"What did we talk about on {day.day} {day:%B} {day.year}?")
            assert ids(found) == list(sessions[1].episodes)
            assert found.answerable
            assert "day" in found.decision
            await parts.forget(sessions[1].episodes[2])
            found = await ask(parts, f"What did we talk about on {day.day} {day:%B} {day.year}?", k=2)
            assert ids(found) == [sessions[1].episodes[0], sessions[1].episodes[1]]

    run(work())


@pytest.mark.parametrize("chroma", [True, False], ids=["chroma", "scan"])
def test_what_is_forgotten_never_comes_back_until_it_is_restored(tmp_path: Path, minilm: MiniLM, chroma: bool) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm, chroma=chroma) as parts:
            told = (await settle(parts))[1]
            gone = told.episodes[2]
            questions = (
                "Who is allergic to walnuts?",
                "My sister Mira is allergic to walnuts.",
                f"What did we talk about on {told.messages[0].day:%d %B %Y}?",
                "walnuts",
            )
            await parts.forget(gone)
            for text in questions:
                assert gone not in ids(await ask(parts, text, k=50)), text
            await parts.restore(gone)
            assert ids(await ask(parts, questions[0]))[0] == gone

    run(work())


def test_the_question_that_was_forgotten_no_longer_leads_to_its_answer(tmp_path: Path, minilm: MiniLM) -> None:
    """A turn is embedded with the question before it; with the question gone its words must be gone, too."""

    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            told = await parts.hear("Hello.", "Do you own a submarine?", "Yes, a small one.", "I see.")
            answer = told.episodes[2]
            vector = (await parts.index.embed(["submarine"]))[0]
            before = (await parts.index.nearest(vector, 10))[answer]
            await parts.forget(told.episodes[1])
            assert (await parts.index.nearest(vector, 10))[answer] < before - 0.2
            await parts.restore(told.episodes[1])
            assert (await parts.index.nearest(vector, 10))[answer] == pytest.approx(before, abs=1e-4)
            await parts.curation.edit(told.episodes[1], "Do you own a bicycle?")
            assert (await parts.index.nearest(vector, 10))[answer] < before - 0.2

    run(work())


def test_a_dormant_memory_is_found_by_a_question_and_comes_back_when_used(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            told = (await settle(parts))[0]
            asleep = told.episodes[0]
            await parts.db.write(lambda con: memories.set_status(con, asleep, Status.DORMANT))
            await parts.index.moved([asleep])
            parts.clock.move(days=400)
            found = await ask(parts, "What did I plant on the balcony?")
            assert ids(found)[0] == asleep
            assert found.hits[0].retention < 0.01
            done = await parts.uses.reinforce([asleep], parts.clock(), Use.USED)
            assert done.revived == (asleep,)
            assert ids(await ask(parts, "What did I plant on the balcony?"))[0] == asleep
            assert await parts.index.agrees()

    run(work())


def test_a_fact_leads_to_the_turn_under_it(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            told = (await settle(parts))[1]
            facts = await learn(parts, told)
            assert any("Utrecht" in fact.text for fact in facts)
            found = await ask(parts, "Where do I live?", k=50)
            assert ids(found)[0] == told.episodes[0]
            assert not {fact.id for fact in facts} & set(ids(found))
            assert len(ids(found)) == len(set(ids(found)))

    run(work())


def test_an_edited_fact_stands_for_itself(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            told = (await settle(parts))[1]
            (fact,) = [fact for fact in await learn(parts, told) if "Utrecht" in fact.text]
            await parts.curation.edit(fact.id, "I live in Zanzibar now.")
            found = await ask(parts, "Do I live in Zanzibar?")
            assert ids(found)[0] == fact.id
            assert found.hits[0].memory.text == "I live in Zanzibar now."

    run(work())


@pytest.mark.parametrize("edited", [False, True])
def test_what_is_no_longer_true_does_not_stand_for_itself(tmp_path: Path, minilm: MiniLM, edited: bool) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            told = await parts.hear(*MOVE, at=MORNING - 10 * DAY)
            (old,) = [fact for fact in await learn(parts, told) if "Utrecht" in fact.text]
            if edited:
                await parts.curation.edit(old.id, "I live in Utrecht, in the old centre.")
            later = await parts.hear("I moved to Bergen.", at=MORNING - DAY)
            assert [fact.text for fact in await learn(parts, later) if "Bergen" in fact.text]
            view = await parts.curation.view(old.id)
            assert view.memory.status is Status.SUPERSEDED
            found = await ask(parts, "Where do I live?", k=50)
            assert old.id not in ids(found)
            assert {told.episodes[0], later.episodes[0]} <= set(ids(found))

    run(work())


def test_what_waits_in_the_inbox_is_not_believed_yet(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            told = (await settle(parts))[1]
            (fact,) = [fact for fact in await learn(parts, told) if "Utrecht" in fact.text]
            await parts.curation.edit(fact.id, "I live on the moon.")
            await parts.db.write(lambda con: memories.set_status(con, fact.id, Status.INBOX))
            assert fact.id not in ids(await ask(parts, "Do I live on the moon?", k=50))

    run(work())


def test_what_the_reader_has_in_front_of_him_is_left_out(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            told = (await settle(parts))[1]
            now = await parts.hear("Where do I live?")
            await learn(parts, told)
            found = await parts.recaller.recall("Where do I live?", parts.clock(), without=now.episodes)
            assert ids(found)[0] == told.episodes[0]
            assert now.episodes[0] not in ids(found)
            out = frozenset((*now.episodes, told.episodes[0]))
            found = await parts.recaller.recall("Where do I live?", parts.clock(), k=50, without=out)
            assert not out & set(ids(found))

    run(work())


def test_as_many_as_asked_for_and_no_more(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            await parts.hear(*(f"Thing number {n} is round." for n in range(30)))
            for k in (1, 5, 20):
                assert len((await ask(parts, "Which thing is round?", k=k)).hits) == k

    run(work())


@pytest.mark.parametrize(
    "text", ['"', "a AND b OR NOT (c", "* ^ NEAR(x, 2)", "own:tomatoes", "'; drop table x; --", "\x00"]
)
def test_no_punctuation_breaks_the_word_index(tmp_path: Path, text: str) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            await parts.hear(*GARDEN)
            assert await ask(parts, f"{text} tomatoes {text}")

    run(work())


def test_a_packed_prompt_keeps_to_its_budget_and_to_time(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            await settle(parts)
            found = await ask(parts, "Who is allergic to walnuts?")
            chosen = await parts.recaller.pack(found, 500)
            assert found.hits[0].memory.id in {memory.id for memory in chosen}
            assert list(chosen) == sorted(chosen, key=lambda m: (m.occurred_at, m.id))
            assert await parts.recaller.pack(found, 5) == ()
            long = " ".join(["walnut"] * 600)
            await parts.curation.edit(found.hits[0].memory.id, long)
            assert long not in {memory.text for memory in await parts.recaller.pack(found, 500)}

    run(work())


def test_a_follow_up_is_answered_by_what_it_points_back_to(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            await settle(parts)
            told = await parts.hear("Mira plays the oboe.", "Nice.", "Tom plays the drums.", "Loud.", at=MORNING - DAY)
            now, day = parts.clock(), parts.clock().date()
            for before, place in ((["Tell me about Mira."], 0), (["Tell me about Tom."], 2)):
                found = await parts.recaller.recall("What does that person play?", now, today=day, before=before)
                assert ids(found)[0] == told.episodes[place]

    run(work())


def test_a_day_without_a_year_is_found_in_the_year_that_has_it(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            then = MORNING.replace(year=MORNING.year - 3, month=4, day=27)
            told = await parts.hear(*GARDEN, at=then)
            await parts.hear(*MOVE, at=MORNING - DAY)
            whole = await ask(parts, "What did we talk about on 27 April?")
            assert whole.wide
            assert ids(whole) == list(told.episodes)
            found = await ask(parts, "On April 27th I planted something, what was it?")
            assert ids(found)[0] == told.episodes[0]
            assert found.hits[0].parts["date"] > 0

    run(work())


def test_when_i_was_there_leads_to_the_days_on_which_it_was_told(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            rome = await parts.hear("We are in Rome for a week.", "Enjoy it!", at=MORNING - 40 * DAY)
            ate = await parts.hear("I ate a huge artichoke for lunch.", "Tasty.", at=MORNING - 39 * DAY)
            later = await parts.hear("I ate a small salad for lunch.", "Light.", at=MORNING - 5 * DAY)
            found = await ask(parts, "What did I eat for lunch when I was in Rome?")
            dates = {hit.memory.id: hit.parts["date"] for hit in found.hits}
            assert ids(found).index(ate.episodes[0]) < ids(found).index(later.episodes[0])
            assert dates[rome.episodes[0]] > 0 == dates[later.episodes[0]]

    run(work())


def test_both_sides_of_a_comparison_are_brought(tmp_path: Path, minilm: MiniLM) -> None:
    async def work() -> None:
        async with house(tmp_path, embedder=minilm) as parts:
            sessions = await settle(parts)
            found = await ask(parts, "What came first: the tomatoes on the balcony or the night shift?", k=4)
            assert set(ids(found)[:2]) == {sessions[0].episodes[0], sessions[2].episodes[0]}
            assert len(ids(found)) == len(set(ids(found))) == 4
            assert found.answerable
            assert found.decision == "each of what is compared"

    run(work())
