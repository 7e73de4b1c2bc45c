"""Forgotten is gone: from recall at once, from the record after the grace, then from every file of the profile."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from companion.engine import Engine
from companion.errors import BadInput, NotFound
from companion.events import ForgettingChanged
from companion.paths import Home
from companion.personality.history import portrait_of
from companion.personality.portrait import replay
from companion.records import AttachmentKind, Draft, Kind, Memory, MemoryQuery, NewAttachment, Role, Status
from companion.store.database import Connection
from companion.store.vectors import rotation
from tests.clock import Clock
from tests.engines import Heard, of_kind, opened, run, tell, write_transcript
from tests.hashing_embedder import HashingEmbedder

SECRET = "My sister Ottilie keeps bees in Zwolle."
FIRST = (
    "Hello, it is raining again here.",
    f"I work as a nurse in a hospital. {SECRET} I love painting watercolours.",
    "Can you give me an idea for dinner?",
)
LATER = ("What did I tell you about Ottilie?", "I bought a new bicycle yesterday.")
WORDS = ("Ottilie", "Zwolle", "bees")
STEMS = ("ottili", "zwoll", "bee")
REWORDINGS = (
    "Who keeps bees?",
    "Where does my sister live?",
    "What does Ottilie do with insects?",
    "Is there anybody in Zwolle that I know?",
    "What hobby has my sister got?",
    "Tell me about the beekeeper in the family.",
)


async def lived(engine: Engine, clock: Clock) -> None:
    """Two days of talk, each learned from, with summaries of both and the story."""
    for lines in (FIRST, LATER):
        replies = await tell(engine, *lines)
        await engine.end_session(replies[0].session_id)
        clock.move(days=8)
        await engine.tick()


async def fact_with(engine: Engine, word: str) -> Memory:
    """The first memory other than a turn or a summary that holds `word`."""
    found = [m for m in await of_kind(engine, Kind.FACT, Kind.INTENTION, Kind.LESSON) if word in m.text]
    return found[0]


def texts_of(con: Connection) -> dict[str, list[str]]:
    """Every text in every table, by table and column; of full-text indexes their terms."""
    found: dict[str, list[str]] = {}
    for name, kind in con.execute("select name, type from pragma_table_list where schema = 'main'").fetchall():
        if kind == "table" and name != "sqlite_schema":
            for row in con.execute(f'pragma table_info("{name}")').fetchall():
                values = con.execute(f'select "{row[1]}" from "{name}"').fetchall()
                found[f"{name}.{row[1]}"] = [value for (value,) in values if isinstance(value, str)]
    for (name,) in con.execute("select name from sqlite_master where sql like '%using fts5%'").fetchall():
        con.execute(f"create virtual table if not exists temp.terms_{name} using fts5vocab('main', '{name}', 'row')")
        found[name] = [term for (term,) in con.execute(f"select term from temp.terms_{name}")]
    return found


async def places_of(engine: Engine, words: Iterable[str]) -> set[str]:
    """Where in the record any of `words` stands."""
    texts = await engine._db.write(texts_of)
    # At the beginning of a word: the random id of a profile may well hold the letters "bee".
    pattern = re.compile("|".join(rf"(?<![^\W_]){re.escape(word)}" for word in words), re.IGNORECASE)
    return {place for place, found in texts.items() if any(pattern.search(text) for text in found)}


def files_with(home: Path, needles: Sequence[bytes]) -> set[str]:
    """The files of a profile in which any of these bytes stand."""
    return {
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    }


def vector_bytes(texts: Iterable[str], key: bytes | None) -> list[bytes]:
    """The vectors of these texts as a file would hold them, as they are and turned; a run of numbers of each."""
    embedder = HashingEmbedder()
    found = embedder.embed(list(texts))
    turned = [found] if key is None else [found, (found @ rotation(key, embedder.dimension)).astype(np.float32)]
    return [row[:8].tobytes() for matrix in turned for row in matrix]


@pytest.mark.parametrize("encrypt", [False, True])
def test_neither_words_nor_stems_nor_vectors_are_left_in_any_file(tmp_path: Path, encrypt: bool) -> None:
    home, clock = Home(tmp_path / "home"), Clock()

    async def work() -> tuple[list[bytes], list[bytes]]:
        async with opened(home, clock, encrypt=encrypt) as engine:
            await lived(engine, clock)
            await engine.save_draft(None, Draft("I want to tell about Ottilie and her bees.", 3))
            before = await places_of(engine, (*WORDS, *STEMS))
            assert {"messages.text", "memories.text", "memory_fts", "messages_fts", "messages_words"} <= before
            fact = await fact_with(engine, "Ottilie")
            views = await engine.memories(MemoryQuery(limit=100))
            held = [view.memory.text for view in views if any(word in view.memory.text for word in WORDS)]
            key = engine._profile.vault.key
            vectors = vector_bytes([*held, SECRET], key)
            forgetting = await engine.forget(fact.id)
            receipt = await engine.finish_forgetting(forgetting.id)
            assert await places_of(engine, (*WORDS, *STEMS)) == set()
            assert receipt.cleaned_at is not None
            assert await engine._at_work.index.agrees()
            # The files as they lie there while the app runs.
            names = [word.encode() for word in WORDS]
            assert files_with(home.root, [*names, *vectors]) == set()
            return names, vectors

    names, vectors = run(work())
    assert files_with(home.root, [*names, *vectors]) == set()
    assert files_with(home.root, [b"SQLite format 3"]) >= ({"record.db"} if not encrypt else set())


def test_what_was_forgotten_leaves_a_mark_and_the_rest(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(Home(tmp_path), clock, encrypt=False) as engine:
            await lived(engine, clock)
            fact = await fact_with(engine, "Ottilie")
            receipt = await engine.finish_forgetting((await engine.forget(fact.id)).id)
            mark = f"[forgotten on {clock().astimezone():%-d %b %Y}]"
            said = {m.text for s in await engine.sessions() for m in await engine.messages(s.id) if m.role is Role.USER}
            assert f"I work as a nurse in a hospital. {mark} I love painting watercolours." in said
            assert FIRST[0] in said
            turns = {m.text for m in await of_kind(engine, Kind.EPISODE)}
            assert "I work as a nurse in a hospital. I love painting watercolours." in turns
            facts = await of_kind(engine, Kind.FACT)
            assert {"works_as", "likes"} <= {fact.relation for fact in facts}
            for kept in facts:
                view = await engine.memory(kept.id)
                assert all(kept.text in m.text[s.start : s.end] for m, s in view.quotes)
            told, ledger = await engine.portrait(), await engine.ledger()
            assert replay(ledger[::-1]) == told.traits
            assert portrait_of(ledger[::-1]).items == told.items
            assert not any("Ottilie" in item.text for item in told.items)
            assert [receipt] == await engine.receipts()
            assert receipt.memories["fact"] >= 1
            assert receipt.messages >= 1
            assert receipt.summaries >= 3
            assert receipt.tombstones > 0
            assert receipt.kept_in == ()
            assert receipt.index_rewritten

    run(work())


def test_what_is_attached_goes_as_a_whole_whether_it_was_sent_or_not(tmp_path: Path) -> None:
    letter = NewAttachment(AttachmentKind.DOCUMENT, "letter.txt", "text/plain", "A page.\nOttilie has new bees.\nBye.")
    scan = NewAttachment(AttachmentKind.IMAGE, "ottilie.png", "image/png", data=b"\x89PNG", thumb=b"\x89PNG")
    other = NewAttachment(AttachmentKind.DOCUMENT, "rain.txt", "text/plain", "It rains.")

    async def work() -> None:
        async with opened(Home(tmp_path), Clock(), encrypt=False) as engine:
            (reply,) = await tell(engine, SECRET)
            await engine.end_session(reply.session_id)
            sent = await engine.say("Read these, please.", reply.session_id, [letter, other])
            await engine.reply(sent.reply_id)
            await engine.save_draft(None, Draft("", 0, (letter, other, scan)))
            await engine.save_draft(reply.session_id, Draft("See this.", 9, (scan,)))
            receipt = await engine.finish_forgetting((await engine.forget((await fact_with(engine, "Ottilie")).id)).id)
            shown = await engine.messages(reply.session_id)
            assert [one.name for message in shown for one in message.attachments] == ["rain.txt"]
            assert await engine.draft(None) == Draft("", 0, (other,))
            assert await engine.draft(reply.session_id) == Draft("See this.", 9)
            assert receipt.attachments == 4
            assert await places_of(engine, (*WORDS, *STEMS)) == set()

    run(work())


def test_no_rewording_brings_it_back_and_it_is_not_learned_again(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(Home(tmp_path), clock, encrypt=False) as engine:
            await lived(engine, clock)
            await engine.finish_forgetting((await engine.forget((await fact_with(engine, "Ottilie")).id)).id)
            for cue in REWORDINGS:
                hits = (await engine.recall(cue)).hits
                assert not any(word in hit.memory.text for hit in hits for word in WORDS)
            (reply,) = await tell(engine, "It rains. My sister Ottilie keeps bees in Zwolle!")
            await engine.end_session(reply.session_id)
            said = await engine.messages(reply.session_id)
            assert "Zwolle" in said[0].text
            held = [m for m in await of_kind(engine, *Kind) if any(word in m.text for word in WORDS)]
            assert [(m.kind, m.text) for m in held] == [(Kind.EPISODE, said[0].text)]
            assert held[0].id in [hit.memory.id for hit in (await engine.recall(REWORDINGS[3])).hits]
            (reply,) = await tell(engine, f"Please remember that {SECRET}")
            await engine.end_session(reply.session_id)
            known = {m.kind for m in await of_kind(engine, *Kind) if "Ottilie" in m.text}
            assert Kind.EPISODE in known
            assert len(known) > 1

    run(work())


def test_an_import_skips_what_was_forgotten(tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(Home(tmp_path / "home"), Clock(), encrypt=False) as engine:
            (reply,) = await tell(engine, SECRET)
            await engine.end_session(reply.session_id)
            fact = await fact_with(engine, "Ottilie")
            await engine.finish_forgetting((await engine.forget(fact.id)).id)
            pairs = [(SECRET, "How nice!"), (f"I live in Ghent. {SECRET}", "I see.")]
            await engine.import_file(write_transcript(tmp_path / "a.json", pairs), "transcript")
            assert await places_of(engine, WORDS) == set()
            assert [m.text for m in await of_kind(engine, Kind.FACT)] == ["I live in Ghent"]

    run(work())


def test_a_forgotten_conversation_is_not_imported_again(tmp_path: Path) -> None:
    async def work() -> None:
        async with opened(Home(tmp_path / "home"), Clock(), encrypt=False) as engine:
            path = write_transcript(
                tmp_path / "a.json", [("I live in Ghent.", "A fine town."), ("Good night!", "Bye.")]
            )
            await engine.import_file(path, "transcript")
            (session,) = await engine.sessions()
            forgetting = await engine.forget_session(session.id)
            assert await engine.sessions() == []
            await engine.restore_forgetting(forgetting.id)
            assert [s.id for s in await engine.sessions()] == [session.id]
            receipt = await engine.finish_forgetting((await engine.forget_session(session.id)).id)
            assert receipt.conversations == 1
            assert await places_of(engine, ("Ghent", "town")) == set()
            assert (await engine.import_file(path, "transcript")).sessions == 0
            assert await engine.sessions() == []

    run(work())


def test_during_the_grace_it_is_out_of_sight_and_can_come_back(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(Home(tmp_path), clock, encrypt=False) as engine:
            await lived(engine, clock)
            before = {view.memory.id: view.memory for view in await engine.memories()}
            fact = await fact_with(engine, "Ottilie")
            forgetting = await engine.forget(fact.id)
            assert forgetting.due_at - forgetting.asked_at == dt.timedelta(seconds=30)
            assert await engine.forgettings() == [forgetting]
            assert (await engine.forget(fact.id)).id == forgetting.id
            shown = await engine.memories()
            assert not any(word in view.memory.text for view in shown for word in WORDS)
            given = await engine.context("What do you know about Ottilie in Zwolle?", 1000)
            assert not any("Zwolle" in memory.text for memory in given)
            session = next(s for s in (await engine.sessions())[::-1])
            assert any("Zwolle" in message.text for message in await engine.messages(session.id))
            await engine.restore(fact.id)
            assert {view.memory.id: view.memory for view in await engine.memories()} == before
            assert await engine.forgettings() == []
            assert await engine._at_work.index.agrees()
            with pytest.raises(BadInput):
                await engine.restore(fact.id)
            change = (await engine.forget(fact.id), (await engine.changes())[0])[1]
            await engine.undo(change.id)
            assert {view.memory.id: view.memory for view in await engine.memories()} == before

    run(work())


def test_the_grace_outlives_a_restart_and_ends_by_itself(tmp_path: Path) -> None:
    clock = Clock()

    async def first() -> int:
        async with opened(Home(tmp_path), clock, encrypt=False) as engine:
            await lived(engine, clock)
            return (await engine.forget((await fact_with(engine, "Ottilie")).id)).id

    async def second(number: int) -> None:
        async with opened(Home(tmp_path), clock) as engine:
            assert [one.id for one in await engine.forgettings()] == [number]
            heard = Heard(engine)
            await engine.tick()
            assert await engine.receipts() == []
            clock.move(seconds=31)
            await engine.tick()
            assert await places_of(engine, WORDS) <= {"messages_fts", "memory_fts"}
            (receipt,) = await engine.receipts()
            assert (receipt.id, receipt.cleaned_at) == (number, None)
            assert heard.of(ForgettingChanged) == [ForgettingChanged(number)]
            with pytest.raises(BadInput):
                await engine.restore_forgetting(number)
            assert await engine.changes() == ()

    run(second(run(first())))


def test_by_text_every_sentence_and_memory_with_it_goes(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(Home(tmp_path), clock, encrypt=False) as engine:
            await lived(engine, clock)
            preview = await engine.preview_forget(containing="zwoll")
            assert SECRET in preview.words
            assert preview.messages >= 1
            with pytest.raises(NotFound):
                await engine.forget_containing("quicksilver")
            for wrong in ("  ", "?!", "x" * 501):
                with pytest.raises(BadInput):
                    await engine.forget_containing(wrong)
            receipt = await engine.finish_forgetting((await engine.forget_containing("Ottilie")).id)
            assert await places_of(engine, ("Ottilie", "Zwolle")) == set()
            assert receipt.messages == 2

    run(work())


def test_a_fact_that_was_said_elsewhere_rests_on_those_words(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock()
        async with opened(Home(tmp_path), clock, encrypt=False) as engine:
            sessions = []
            for line in (
                "I live in Utrecht. It is near the Oudegracht.",
                "I have moved to Utrecht.",
            ):
                (reply,) = await tell(engine, line)
                await engine.end_session(reply.session_id)
                sessions.append(reply.session_id)
                clock.move(days=2)
            (fact,) = [m for m in await of_kind(engine, Kind.FACT) if m.relation == "lives_in"]
            assert len((await engine.memory(fact.id)).memory.sources) == 2
            await engine.finish_forgetting((await engine.forget_session(sessions[0])).id)
            view = await engine.memory(fact.id)
            assert view.memory.session_id == sessions[1]
            assert "Oudegracht" not in view.memory.text
            assert view.memory.status is Status.ACTIVE
            assert [m.session_id for m, _ in view.quotes] == [sessions[1]]
            assert await places_of(engine, ["Oudegracht"]) == set()

    run(work())
