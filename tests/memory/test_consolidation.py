"""What a session teaches: facts with their words, what they end, what they repeat; the same session teaches once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from companion.memory.consolidation import EVENT_IMPORTANCE, Consolidated, add_event, consolidate
from companion.memory.decay import Use
from companion.memory.extraction import Extraction, FactDraft
from companion.memory.extraction_rules import extract_by_rules
from companion.memory.refiling import reindex_words
from companion.memory.uses import strengthen
from companion.records import Kind, Memory, Provenance, Role, Scope, Source, Status
from companion.store import memories, search, transcripts
from companion.store.database import Connection, migrate
from tests.clock import MORNING
from tests.engines import run
from tests.record import FADING, Talk, house, talk

DAY = dt.timedelta(days=1)
LINES = (
    "My name is Nora and I live in Utrecht.",
    "Nice to meet you.",
    "I'm allergic to walnuts.",
    "I will remember that.",
    "I have an interview at the academy next Tuesday.",
    "Good luck!",
    "Please keep your answers short.",
    "All right.",
)


def new_record() -> Connection:
    con: Connection = sqlcipher.connect(":memory:", isolation_level=None)
    con.execute("pragma foreign_keys = on")
    migrate(con)
    return con


@pytest.fixture
def con() -> Connection:
    return new_record()


def learn(con: Connection, told: Talk, now: dt.datetime | None = None) -> Consolidated:
    extraction = extract_by_rules(told.messages, "Nora")
    return consolidate(con, extraction, told.messages, FADING, now or told.messages[-1].created_at)


def said(con: Connection, text: str, at: dt.datetime = MORNING) -> tuple[Consolidated, Talk]:
    told = talk(con, text, at=at)
    return learn(con, told), told


def of_kind(con: Connection, *kinds: Kind) -> list[Memory]:
    ids = [i for kind in kinds for i in search.all_ids(con, kind)]
    return [memories.get(con, memory_id) for memory_id in ids]


def about(con: Connection, relation: str) -> list[Memory]:
    return [fact for fact in of_kind(con, Kind.FACT) if fact.relation == relation]


def links(con: Connection, memory_id: int) -> set[tuple[int, int, str]]:
    rows = con.execute("select from_id, to_id, relation from links where ? in (from_id, to_id)", (memory_id,))
    return {tuple(row) for row in rows}


def dump(con: Connection) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for query in (
            "select id, kind, text, status, version, valid_from, valid_until from memories order by id",
            "select from_id, to_id, relation from links order by 1, 2, 3",
            "select memory_id, message_id, start, stop from memory_sources order by 1, 2, 3",
        )
        for row in con.execute(query)
    ]


def indexed(con: Connection) -> set[int]:
    return {row[0] for row in con.execute("select rowid from memory_fts")}


def test_every_memory_rests_on_the_exact_words(con: Connection) -> None:
    told = talk(con, *LINES)
    done = learn(con, told)
    learned = of_kind(con, Kind.FACT, Kind.INTENTION, Kind.LESSON)
    assert {m.relation for m in learned} >= {"name", "lives_in", "allergic_to"}
    assert {m.kind for m in learned} == {Kind.FACT, Kind.INTENTION, Kind.LESSON}
    by_id = {message.id: message for message in told.messages}
    for memory in learned:
        (source,) = memory.sources
        message = by_id[source.message_id]
        assert message.role is Role.USER
        span = message.text[source.start : source.end].casefold()
        assert all(word in span for word in memory.text.casefold().strip(".!").split())
        assert (memory.session_id, memory.speaker, memory.day) == (told.session, "Nora", MORNING.date())
        assert memory.provenance is Provenance.USER
        assert memory.fades_at is not None
        episode = told.episodes[[m.id for m in told.messages].index(message.id)]
        assert links(con, memory.id) == {(memory.id, episode, "from"), (episode, memory.id, "from")}
        assert search.episodes_under(con, [memory.id]) == [(memory.id, episode)]
    assert set(done.new) == {m.id for m in learned} | {m.id for m in of_kind(con, Kind.EVENT)}
    assert indexed(con) == looked_up(con)


def test_a_plan_has_its_day(con: Connection) -> None:
    learn(con, talk(con, *LINES))
    (plan,) = of_kind(con, Kind.INTENTION)
    assert plan.valid_from == dt.date(2026, 5, 5)


def test_the_session_becomes_an_event(con: Connection) -> None:
    told = talk(con, *LINES)
    learn(con, told)
    (event,) = of_kind(con, Kind.EVENT)
    assert (event.scope, event.session_id, event.day) == (Scope.SESSION, told.session, MORNING.date())
    assert event.importance == EVENT_IMPORTANCE
    assert {source.message_id for source in event.sources} == {m.id for m in told.messages if m.role is Role.USER}
    assert event.keywords


def test_the_same_session_twice_adds_nothing(con: Connection) -> None:
    told = talk(con, *LINES)
    learn(con, told)
    before = dump(con)
    again = learn(con, told)
    assert dump(con) == before
    assert again.new == []


def test_a_session_that_changes_its_mind_teaches_once(con: Connection) -> None:
    told = talk(con, "I live in Utrecht.", "Nice.", "I moved to Bergen.", "Oh!")
    learn(con, told)
    before = dump(con)
    assert learn(con, told, MORNING + 9 * DAY).ids == ()
    assert dump(con) == before
    assert [fact.status for fact in about(con, "lives_in")] == [Status.SUPERSEDED, Status.ACTIVE]


def test_what_has_changed_ends_what_was_known(con: Connection) -> None:
    said(con, "I live in Utrecht.")
    done, told = said(con, "I moved to Bergen.", MORNING + 9 * DAY)
    old, new = sorted(of_kind(con, Kind.FACT), key=lambda fact: fact.id)
    assert (old.status, old.valid_from, old.valid_until) == (Status.SUPERSEDED, MORNING.date(), told.messages[0].day)
    assert old.fades_at is None
    assert (new.status, new.valid_from, new.valid_until) == (Status.ACTIVE, told.messages[0].day, None)
    assert {(new.id, old.id, "supersedes"), (old.id, new.id, "supersedes")} <= links(con, old.id)
    assert old.id in done.changed
    assert new.id in done.new
    assert "Utrecht" in old.text


def test_what_is_said_again_is_strengthened_not_doubled(con: Connection) -> None:
    said(con, "I'm allergic to walnuts.")
    (before,) = about(con, "allergic_to")
    done, told = said(con, "I'm allergic to walnuts.", MORNING + 3 * DAY)
    (after,) = about(con, "allergic_to")
    assert after.decay.uses == before.decay.uses + 1
    assert after.decay.strength > before.decay.strength
    assert [source.message_id for source in after.sources] == [before.sources[0].message_id, told.messages[0].id]
    assert done.changed == [after.id]
    assert after.id not in done.new


def test_what_contradicts_the_well_supported_waits_for_an_answer(con: Connection) -> None:
    for number in range(4):
        said(con, "I live in Utrecht.", MORNING + number * 2 * DAY)
    (known,) = about(con, "lives_in")
    done, told = said(con, "I live in Bergen.", MORNING + 20 * DAY)
    old, asked = about(con, "lives_in")
    assert old == known
    assert asked.status is Status.INBOX
    assert asked.id in done.new
    before = dump(con)
    assert learn(con, told).new == []
    assert dump(con) == before


def test_a_pinned_memory_is_not_replaced_without_asking(con: Connection) -> None:
    said(con, "I live in Utrecht.")
    (known,) = about(con, "lives_in")
    memories.set_pinned(con, known.id, True, None)
    said(con, "I moved to Bergen.", MORNING + DAY)
    assert [fact.status for fact in about(con, "lives_in")] == [Status.ACTIVE, Status.INBOX]


def test_a_fuller_text_replaces_the_shorter_and_is_found_by_it(con: Connection) -> None:
    told = talk(con, "I like jazz.", "Nice.", "I like jazz and old swing.")
    first, second = (
        FactDraft(told.messages[n].text, "user", "likes", told.messages[n].id, 0, len(told.messages[n].text))
        for n in (0, 2)
    )
    consolidate(con, Extraction(facts=(first,)), told.messages, FADING, MORNING)
    done = consolidate(con, Extraction(facts=(second,)), told.messages, FADING, MORNING + 2 * DAY)
    (fact,) = about(con, "likes")
    assert (fact.text, fact.version) == (second.text, 2)
    assert len(fact.sources) == 2
    assert done.new == [fact.id]
    assert fact.id in search.lexical(con, ["swing"], 5)
    (row,) = search.ranking_rows(con, [fact.id])
    assert row.content_words > 2


def test_a_session_that_taught_nothing_leaves_nothing(con: Connection) -> None:
    told = talk(con, "Hm.", "Yes?")
    assert consolidate(con, Extraction(), told.messages, FADING, MORNING).ids == ()
    assert of_kind(con, Kind.FACT, Kind.EVENT) == []


def test_the_companions_words_teach_nothing(con: Connection) -> None:
    learn(con, talk(con, "Tell me a story.", "My name is Olga and I live in Kiev. I am allergic to dust."))
    assert of_kind(con, Kind.FACT) == []


def test_a_day_has_one_summary_that_is_written_anew(con: Connection) -> None:
    told = talk(con, *LINES)
    one, two = Source(told.messages[0].id, 0, 5), Source(told.messages[2].id, 0, 5)
    first = add_event(con, Scope.DAY, "A morning.", told.messages[0], (), (one,), FADING, MORNING)
    assert add_event(con, Scope.DAY, "A morning.", told.messages[0], (), (one,), FADING, MORNING) == first
    assert memories.get(con, first).version == 1
    again = add_event(con, Scope.DAY, "A morning and a night.", told.messages[0], (), (one, two), FADING, MORNING)
    assert again == first
    event = memories.get(con, first)
    assert (event.text, event.version, event.sources) == ("A morning and a night.", 2, (one, two))
    assert search.lexical(con, ["night"], 5) == {}


def test_ending_a_dormant_fact_keeps_the_index_in_step(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path) as parts:
            first = await parts.hear("I live in Utrecht.")
            done = await parts.db.write(lambda con: learn(con, first))
            await parts.index.add(done.new)
            (fact,) = await parts.db.read(lambda con: about(con, "lives_in"))
            await parts.db.write(lambda con: memories.set_status(con, fact.id, Status.DORMANT))
            await parts.index.moved([fact.id])
            later = await parts.hear("I moved to Bergen.", at=MORNING + DAY)
            done = await parts.db.write(lambda con: learn(con, later))
            await parts.index.add(done.new)
            await parts.index.moved(done.revived)
            assert await parts.index.agrees()
            assert (await parts.curation.view(fact.id)).memory.status is Status.SUPERSEDED

    run(work())


SENTENCES = (
    "I live in Utrecht.",
    "I moved to Bergen.",
    "I'm allergic to walnuts.",
    "My name is Nora.",
    "I work as a nurse.",
    "I quit, now I work as a teacher.",
    "I like jazz.",
    "I don't like jazz any more.",
    "I have an interview next Tuesday.",
    "Call me Captain.",
)
STEPS = st.lists(
    st.one_of(
        st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3),
        st.tuples(st.sampled_from(["forget", "fade", "use"]), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=7,
)


def looked_up(con: Connection) -> set[int]:
    """What stands in the word index: every turn, and what says something else than its turn since it was changed."""
    found = [memories.get(con, memory_id) for memory_id in search.all_ids(con)]
    return {m.id for m in found if m.kind is Kind.EPISODE or (m.kind is not Kind.EVENT and m.version > 1)}


def _checked(con: Connection) -> None:
    assert indexed(con) == looked_up(con)
    for fact in of_kind(con, Kind.FACT, Kind.INTENTION, Kind.LESSON):
        for source in fact.sources:
            message = transcripts.message(con, source.message_id)
            assert message.role is Role.USER
            assert 0 <= source.start < source.end <= len(message.text)
        assert (fact.valid_until is not None) == (fact.status is Status.SUPERSEDED)
        assert fact.sources
    for relation in ("lives_in", "name", "works_as"):
        assert len([f for f in about(con, relation) if f.status in (Status.ACTIVE, Status.DORMANT)]) <= 1
    one_way = con.execute(
        """select count(*) from links a where not exists
        (select 1 from links b where b.from_id = a.to_id and b.to_id = a.from_id and b.relation = a.relation)"""
    )
    assert one_way.fetchone()[0] == 0


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_whatever_is_told_record_and_word_index_agree(steps: list[list[str] | tuple[str, int]]) -> None:
    con, now = new_record(), MORNING
    for step in steps:
        now += 2 * DAY
        ids = search.all_ids(con)
        if isinstance(step, list):
            told = talk(con, *[line for text in step for line in (text, "I see.")], at=now)
            learn(con, told, now)
            before = dump(con)
            assert learn(con, told, now).new == []
            assert dump(con) == before
        elif ids:
            memory = memories.get(con, ids[step[1] % len(ids)])
            if step[0] == "use":
                strengthen(con, [memory.id], now, Use.USED, FADING)
            elif step[0] == "fade" and memory.status is Status.ACTIVE:
                memories.set_status(con, memory.id, Status.DORMANT)
            elif step[0] == "forget":
                memories.set_status(con, memory.id, Status.FORGOTTEN)
                reindex_words(con, memory)
        _checked(con)
    con.close()
