"""Whatever is said, learned, changed and forgotten: every place of the record agrees, and what went stands nowhere."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from companion.memory.consolidation import consolidate
from companion.memory.extraction_rules import extract_by_rules
from companion.memory.forgetting_plan import plan
from companion.memory.hiding import hide, show
from companion.memory.refiling import reindex_words
from companion.records import Kind
from companion.schedule.erasure import carry_out
from companion.store import forgettings, memories
from companion.store.database import Connection
from companion.store.forgettings import Seeds
from tests.clock import MORNING
from tests.engines import run
from tests.record import FADING, House, house
from tests.schedule.test_forgetting import texts_of

MARK = "[forgotten on 3 May 2026]"
FORGETS = 40
"""Of each sequence; a town that is forgotten already may be asked for again."""
STEPS = st.lists(
    st.tuples(st.sampled_from(["nothing", "edit", "restore", "say again", "learn"]), st.integers(0, 1000)),
    min_size=FORGETS,
    max_size=FORGETS,
)


class Life:
    """A record in which things happen, and the towns that were forgotten."""

    def __init__(self, at: House) -> None:
        self.at = at
        self.said = 0
        self.gone: set[int] = set()

    def line(self, number: int) -> str:
        """A statement that is learned, with a name and a town that nothing else has."""
        return f"My friend Nam{chr(97 + number // 26 % 26)}{chr(97 + number % 26)}o lives in Tow{number}burg."

    async def learn(self) -> None:
        """A session with three new statements, two of them in one message, one of them said again by the companion."""
        lines = [self.line(self.said + number) for number in range(3)]
        told = await self.at.hear(" ".join(lines[:2]), f"How nice: {lines[0]}", lines[2], "Oh.")
        done = await self.at.db.write(
            lambda con: consolidate(con, extract_by_rules(told.messages, "Nora"), told.messages, FADING, MORNING)
        )
        await self.at.index.add(done.new)
        self.said += 3

    async def edit(self, number: int) -> None:
        """The words of a memory change by the user's hand."""

        def write(con: Connection) -> list[int]:
            ids = [row[0] for row in con.execute("select id from memories where kind = 'fact' and status = 'active'")]
            for memory_id in ids[number % max(1, len(ids)) :][:1]:
                memories.edit(con, memory_id, f"{memories.get(con, memory_id).text} Indeed.", MORNING, "user")
                reindex_words(con, memories.get(con, memory_id))
                return [memory_id]
            return []

        await self.at.index.add(await self.at.db.write(write))

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
        asked = await self.ask(Seeds((), (), (f"Tow{number % self.said}burg",)))

        def write(con: Connection) -> list[int]:
            back, answers = show(con, forgettings.get(con, asked).seeds.hidden)
            forgettings.remove(con, asked)
            return [*back, *answers]

        await self.at.index.add(dict.fromkeys(await self.at.db.write(write)))
        assert await self.at.db.read(lambda con: con.execute(seen).fetchall()) == before

    async def forget(self, number: int) -> None:
        """A town goes for good."""
        town = number % self.said
        asked = await self.ask(Seeds((), (), (f"Tow{town}burg",)))

        def write(con: Connection) -> tuple[list[str], list[int]]:
            row = forgettings.get(con, asked)
            show(con, row.seeds.hidden)
            done = carry_out(con, row, MARK, self.at.index.embedder_id, FADING, MORNING)
            return done.pieces, done.anew

        pieces, anew = await self.at.db.write(write)
        await self.at.index.dropped(pieces)
        await self.at.index.add(dict.fromkeys(anew))
        self.gone.add(town)

    async def say_again(self, number: int) -> None:
        """What was forgotten is said once more: it is a turn as it was said, and nothing is learned from it."""
        if not self.gone:
            return
        town = sorted(self.gone)[number % len(self.gone)]
        told = await self.at.hear(self.line(town))
        turn = await self.at.db.read(lambda con: memories.get(con, told.episodes[0]))
        assert (turn.kind, turn.text) == (Kind.EPISODE, self.line(town))
        self.gone.discard(town)

    def check(self, con: Connection) -> None:
        """Full text, links, sources and record agree; what was forgotten stands nowhere."""
        assert con.execute("pragma foreign_key_check").fetchall() == []
        con.execute("insert into messages_fts(messages_fts, rank) values ('integrity-check', 1)")
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
        words = [f"tow{number}burg" for number in self.gone]
        texts = {place: " ".join(found).lower() for place, found in texts_of(con).items()}
        # The trigrams and terms of full-text indexes go when their files are compacted.
        assert {place for place, text in texts.items() if any(word in text for word in words)} <= {"memory_fts"}


@pytest.mark.timeout(120)
@settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=STEPS)
def test_after_any_sequence_every_place_agrees(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    async def work() -> None:
        async with house(tmp_path_factory.mktemp("life")) as at:
            life = Life(at)
            for _ in range(5):
                await life.learn()
            for name, number in steps:
                match name:
                    case "edit":
                        await life.edit(number)
                    case "restore":
                        await life.restore(number)
                    case "say again":
                        await life.say_again(number)
                    case "learn":
                        await life.learn()
                await life.forget(number)
            assert await at.index.agrees()
            await at.db.write(life.check)

    run(work())
