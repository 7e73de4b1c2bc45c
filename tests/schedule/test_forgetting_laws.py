"""Whatever is said, learned, changed and forgotten: every place of the record agrees, and what went stands nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from companion.memory.consolidation import consolidate
from companion.memory.extraction_rules import extract_by_rules
from companion.memory.forgetting_plan import plan
from companion.memory.hiding import hide, show
from companion.memory.refiling import reindex_words
from companion.memory.tombstones import learnable
from companion.personality import portrait as portraits_of
from companion.personality.evidence import session_evidence
from companion.personality.history import portrait_of
from companion.personality.portrait import replay
from companion.records import Kind, Message
from companion.schedule.erasure import carry_out
from companion.store import forgettings, memories, portraits, transcripts
from companion.store.database import Connection
from companion.store.forgettings import Seeds
from tests.clock import MORNING
from tests.engines import run
from tests.record import FADING, House, house
from tests.schedule.test_forgetting import texts_of

MARK = "[forgotten on 3 May 2026]"
FORGETS = 50
"""Of each sequence."""
HOWS = ("words", "words", "memory", "memory", "session")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["nothing", "edit", "merge", "restore", "say again", "learn"]),
        st.sampled_from(HOWS),
        st.integers(0, 1000),
    ),
    min_size=FORGETS,
    max_size=FORGETS,
)
_TOWN = re.compile(r"tow\d+burg", re.IGNORECASE)


@dataclass(slots=True)
class Life:
    """A record in which things happen, and the towns that were forgotten: every statement has a town of its own."""

    at: House
    lines: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    work: int = 0
    forgets: int = 0
    observed: int = 0

    def line(self, kind: int) -> str:
        """A new statement that is learned, or tells of a trait."""
        town = f"Tow{len(self.lines)}burg"
        name = f"Nam{''.join(chr(97 + int(digit)) for digit in str(len(self.lines)))}o"
        said = (
            f"My friend {name} lives in {town}.",
            f"I love the market of {town}.",
            f"I'm quite outgoing since {town}.",
        )[kind]
        self.lines.append(said)
        return said

    async def learn(self) -> None:
        """A session with four new statements, two of them in one message, one of them said again by the companion."""
        one, two, three, four = (self.line(kind) for kind in (0, 1, 2, 1))
        await self._taught(f"{one} {two}", f"How nice: {one}", f"{three} {four}", "Oh.")

    async def _taught(self, *lines: str) -> list[Message]:
        told = await self.at.hear(*lines)
        self.work += 1

        def write(con: Connection) -> list[int]:
            messages = learnable(con, told.messages)
            done = consolidate(con, extract_by_rules(messages, "Nora"), messages, FADING, MORNING)
            seen = session_evidence(messages, MORNING.date())
            self.observed += len(seen.traits)
            new, entries = portraits_of.update(portraits.load(con), seen, MORNING, told.session)
            portraits.save(con, new, entries, self.work, MORNING)
            return done.new

        await self.at.index.add(await self.at.db.write(write))
        return list(told.messages)

    async def _facts(self) -> list[int]:
        sql = "select id from memories where kind = 'fact' and status = 'active' order by id"
        return await self.at.db.read(lambda con: [row[0] for row in con.execute(sql)])

    async def edit(self, number: int) -> None:
        """The words of a memory change by the user's hand."""

        def write(con: Connection, memory_id: int) -> list[int]:
            memories.edit(con, memory_id, f"{memories.get(con, memory_id).text} Indeed.", MORNING, "user")
            reindex_words(con, memories.get(con, memory_id))
            return [memory_id]

        if ids := await self._facts():
            one = ids[number % len(ids)]
            await self.at.index.add(await self.at.db.write(lambda con: write(con, one)))

    async def merge(self, number: int) -> None:
        """Two things that are liked become one."""
        sql = "select id from memories where kind = 'fact' and status = 'active' and relation = 'likes' order by id"
        ids = await self.at.db.read(lambda con: [row[0] for row in con.execute(sql)])
        if len(ids) > 1:
            at = number % (len(ids) - 1)
            await self.at.curation.merge(ids[at : at + 2])

    async def ask(self, seeds: Seeds) -> int:
        """Take it out of sight."""

        def write(con: Connection) -> tuple[int, list[int], list[int]]:
            made = plan(con, seeds)
            number = forgettings.add(con, seeds, MORNING, MORNING)
            forgettings.set_spans(con, number, made.spans)
            hidden, answers = hide(con, made.hidden)
            forgettings.hide(con, number, hidden)
            return number, hidden, answers

        number, hidden, answers = await self.at.db.write(write)
        await self.at.index.removed(hidden)
        await self.at.index.add(answers)
        return number

    async def restore(self, number: int) -> None:
        """A forget that is taken back changes nothing that can be seen."""
        seen = "select id, text, status from memories order by id"
        before = await self.at.db.read(lambda con: con.execute(seen).fetchall())
        asked = await self.ask(Seeds((), (), (f"Tow{number % len(self.lines)}burg",)))

        def write(con: Connection) -> list[int]:
            back, answers = show(con, forgettings.get(con, asked).seeds.hidden)
            forgettings.remove(con, asked)
            return [*back, *answers]

        await self.at.index.add(dict.fromkeys(await self.at.db.write(write)))
        assert await self.at.db.read(lambda con: con.execute(seen).fetchall()) == before

    async def _left(self) -> set[str]:
        """The towns that are still told of."""
        said = await self.at.db.read(lambda con: con.execute("select text from messages").fetchall())
        return {town for (text,) in said for town in towns(text)}

    async def _seeds(self, how: str, number: int, left: list[str]) -> tuple[Seeds, set[str]]:
        """What to forget in this way, and the towns that go with it."""
        if how == "memory" and (ids := await self._facts()):
            one = ids[number % len(ids)]
            return Seeds((one,)), await self.at.db.read(lambda con: towns_of(con, one)) & set(left)
        town = left[number % len(left)]
        if how == "session":
            sql = "select session_id from messages where lower(text) like ? order by id limit 1"
            session = (await self.at.db.read(lambda con: con.execute(sql, (f"%{town}%",)).fetchone()))[0]
            said = await self.at.db.read(lambda con: transcripts.messages(con, session))
            return Seeds((), (session,)), {town for message in said for town in towns(message.text)}
        # Who made two memories one, and forgets that one by its words, forgets all that it rests on.
        sql = "select id from memories where kind = 'fact' and lower(text) like ?"
        named = await self.at.db.read(lambda con: [row[0] for row in con.execute(sql, (f"%{town}%",))])
        going = await self.at.db.read(lambda con: [towns_of(con, one) for one in named])
        return Seeds((), (), (town,)), {town}.union(*going) & set(left)

    async def forget(self, how: str, number: int) -> None:
        """Something goes for good."""
        while len(left := await self._left()) < 8:
            await self.learn()
        seeds, going = await self._seeds(how, number, sorted(left))
        asked = await self.ask(seeds)

        def write(con: Connection) -> tuple[list[str], list[int]]:
            row = forgettings.get(con, asked)
            show(con, row.seeds.hidden)
            done = carry_out(con, row, MARK, self.at.index.embedder_id, FADING, MORNING)
            return done.pieces, done.anew

        pieces, anew = await self.at.db.write(write)
        await self.at.index.dropped(pieces)
        await self.at.index.add(dict.fromkeys(anew))
        assert left - await self._left() == going, "no more went than was asked for"
        self.gone |= going
        self.forgets += 1

    async def say_again(self, number: int) -> None:
        """What was forgotten is said once more: it is a turn as it was said, and nothing is learned from it."""
        said = [line for line in self.lines if towns(line) <= self.gone]
        if not said:
            return
        line = said[number % len(said)]
        (message,) = await self._taught(line)
        (town,) = towns(line)

        def read(con: Connection) -> None:
            found = [memories.get(con, i) for i in memories.of_session(con, message.session_id)]
            assert [(memory.kind, memory.text) for memory in found] == [(Kind.EPISODE, line)]
            assert not any(town in towns(entry.quote) for entry in portraits.ledger(con))

        await self.at.db.read(read)
        self.gone -= towns(line)

    def check(self, con: Connection) -> None:
        """Full text, links, sources, portrait and record agree; what was forgotten stands in none of them."""
        assert con.execute("pragma foreign_key_check").fetchall() == []
        indexed = {row[0] for row in con.execute("select rowid from memory_fts")}
        assert indexed == {
            row[0]
            for row in con.execute(
                """select id from memories where status <> 'forgotten'
                and (kind = 'episode' or (kind <> 'event' and version > 1))"""
            )
        }
        for text, start, stop in con.execute(
            "select s.text, m.start, m.stop from memory_sources m join messages s on s.id = m.message_id"
        ):
            assert 0 <= start < stop <= len(text)
        told, ledger = portraits.load(con), portraits.ledger(con)
        assert replay(ledger[::-1]) == told.traits
        assert portrait_of(ledger[::-1]).items == told.items
        shown = [text for (text,) in con.execute("select text from messages union all select text from memories")]
        texts = (*shown, *(entry.quote for entry in ledger), *(item.text for item in told.items))
        assert not self.gone & {town for text in texts for town in towns(text)}

    def check_everywhere(self, con: Connection) -> None:
        """No table of the record holds a forgotten word."""
        con.execute("insert into messages_fts(messages_fts, rank) values ('integrity-check', 1)")
        found = {
            place: self.gone & {t for text in texts for t in towns(text)} for place, texts in texts_of(con).items()
        }
        # The trigrams and terms of full-text indexes go when their files are compacted.
        assert {place for place, there in found.items() if there} <= {"memory_fts"}


def towns(text: str) -> set[str]:
    """The towns that a text names."""
    return {town.lower() for town in _TOWN.findall(text)}


def towns_of(con: Connection, memory_id: int) -> set[str]:
    """The towns of a memory and of the words that it rests on."""
    memory = memories.get(con, memory_id)
    said = transcripts.messages_by_id(con, [source.message_id for source in memory.sources])
    return towns(memory.text).union(*(towns(said[s.message_id].text[s.start : s.end]) for s in memory.sources))


async def lived(at: House, steps: list[tuple[str, str, int]]) -> Life:
    """A life in which before each forget something else happens."""
    life = Life(at)
    for _ in range(4):
        await life.learn()
    for name, how, number in steps:
        match name:
            case "edit":
                await life.edit(number)
            case "merge":
                await life.merge(number)
            case "restore":
                await life.restore(number)
            case "say again":
                await life.say_again(number)
            case "learn":
                await life.learn()
        await life.forget(how, number)
        await at.db.read(life.check)
    await at.db.write(life.check_everywhere)
    return life


def law(examples: int) -> settings:
    """The same sequences at every run: a failure can be looked at again."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.timeout(600)
def test_after_each_of_a_thousand_forgets_every_place_agrees(tmp_path_factory: pytest.TempPathFactory) -> None:
    lives: list[Life] = []

    @law(20)
    @given(steps=STEPS)
    def anything(steps: list[tuple[str, str, int]]) -> None:
        async def work() -> None:
            async with house(tmp_path_factory.mktemp("life"), chroma=False) as at:
                lives.append(await lived(at, steps))

        run(work())

    anything()
    assert sum(life.forgets for life in lives) >= 1000
    assert sum(life.observed for life in lives) >= 100


@law(2)
@given(steps=STEPS)
def test_after_any_sequence_the_index_agrees(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    async def work() -> None:
        async with house(tmp_path_factory.mktemp("life")) as at:
            await lived(at, steps)
            assert await at.index.agrees()

    run(work())
