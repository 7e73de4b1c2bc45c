"""What becomes of memories behind a reply: noted at three levels, strengthened once, woken when used."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from companion.events import MemoriesChanged
from companion.memory.decay import Use, fades_at, reinforce
from companion.memory.uses import strengthen
from companion.records import Memory, Recall, Recalled, Role, Status
from companion.store import decay_states, memories, transcripts
from tests.engines import run
from tests.record import FADING, MINUTE, House, Talk, house

LINES = (
    "I planted cherry tomatoes on the balcony.",
    "They will need a lot of sun.",
    "My dentist is called Hofstede.",
    "I will remember that.",
)


async def memory(parts: House, memory_id: int) -> Memory:
    return (await parts.curation.view(memory_id)).memory


async def reply(parts: House, told: Talk, text: str) -> int:
    now = parts.clock()

    def write(con: object) -> int:
        added, _ = transcripts.add_message(con, told.session, Role.COMPANION, "Companion", text, now, now.date())  # type: ignore[arg-type]
        return added

    return await parts.db.write(write)


def test_a_reply_knows_what_was_recalled_given_and_used(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            told = await parts.hear(*LINES)
            tomatoes, sun, dentist, _ = [await memory(parts, i) for i in told.episodes]
            recall = Recall("?", (Recalled(tomatoes, 2.0, {"lexical": 2.0}), Recalled(dentist, 1.0, {"meaning": 1.0})))
            said = "Your cherry tomatoes must be growing well!"
            reply_id = await reply(parts, told, said)
            parts.clock.move(days=1)
            await parts.uses.note(reply_id, said, recall, [tomatoes, sun], ["How are things?"], parts.clock())
            why = await parts.uses.why(reply_id)
            assert [(row.memory.id, row.level) for row in why] == [
                (tomatoes.id, "used"),
                (dentist.id, "recalled"),
                (sun.id, "given"),
            ]
            assert [row.score for row in why] == [2.0, 1.0, 0.0]
            assert why[0].parts == {"lexical": 2.0}
            uses = {m.id: (await memory(parts, m.id)).decay.uses for m in (tomatoes, sun, dentist)}
            assert uses == {tomatoes.id: 1, sun.id: 0, dentist.id: 0}
            assert parts.events == [MemoriesChanged((tomatoes.id,))]

    run(work())


def test_a_reply_that_rests_on_nothing_says_so(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            told = await parts.hear(*LINES)
            reply_id = await reply(parts, told, "Hello.")
            await parts.uses.note(reply_id, "Hello.", Recall("?"), [], [], parts.clock())
            assert await parts.uses.why(reply_id) == []
            assert parts.events == []

    run(work())


def test_use_strengthens_by_the_formula_and_once_a_day(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            told = await parts.hear(*LINES)
            one = told.episodes[0]
            before = await memory(parts, one)
            now = parts.clock.move(days=2)
            assert (await parts.uses.reinforce([one], now, Use.USED)).ids == (one,)
            after = await memory(parts, one)
            assert after.decay == reinforce(before.decay, now, Use.USED)
            assert after.fades_at is not None
            expected = fades_at(after.decay, FADING.threshold, FADING.curve)
            assert abs(after.fades_at - expected) < dt.timedelta(milliseconds=1)
            assert (await parts.uses.reinforce([one], now + 30 * MINUTE, Use.USED)).ids == ()
            assert await memory(parts, one) == after
            assert (await parts.uses.reinforce([], now, Use.USED)).ids == ()
            assert (await parts.uses.reinforce([999], now, Use.USED)).ids == ()

    run(work())


@pytest.mark.parametrize("hours", [1, 50])
def test_what_revives_a_memory_keeps_it_awake(tmp_path: Path, hours: int) -> None:
    """Also on the day of an earlier use: otherwise its old date of fading would put it to sleep again at once."""

    async def work() -> None:
        async with house(tmp_path) as parts:
            told = await parts.hear(*LINES)
            one = told.episodes[0]
            await parts.uses.reinforce([one], parts.clock.move(days=60), Use.USED)
            first = await memory(parts, one)

            def sleep(con: object) -> None:
                decay_states.set_decay(con, one, first.decay, parts.clock())  # type: ignore[arg-type]
                memories.set_status(con, one, Status.DORMANT)  # type: ignore[arg-type]

            await parts.db.write(sleep)
            await parts.index.moved([one])
            now = parts.clock.move(hours=hours)
            done = await parts.uses.reinforce([one], now, Use.USED)
            assert done.ids == done.revived == (one,)
            woken = await memory(parts, one)
            assert woken.status is Status.ACTIVE
            assert woken.decay.uses == first.decay.uses + 1
            assert woken.fades_at is not None
            assert woken.fades_at > now + dt.timedelta(days=1)
            assert await parts.index.agrees()

    run(work())


def test_a_forgotten_memory_gains_nothing_and_a_pinned_one_gets_no_date(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            told = await parts.hear(*LINES)
            gone, pinned = told.episodes[0], told.episodes[2]
            await parts.forget(gone)
            await parts.curation.pin(pinned, True)
            before = await memory(parts, gone)
            now = parts.clock.move(days=3)
            done = await parts.db.write(lambda con: strengthen(con, [gone, pinned], now, Use.CONFIRMED, FADING))
            assert done.ids == (pinned,)
            assert await memory(parts, gone) == before
            assert (await memory(parts, pinned)).fades_at is None
            assert (await memory(parts, pinned)).decay.uses == 1

    run(work())


def test_episodes_of_messages_are_found(tmp_path: Path) -> None:
    async def work() -> None:
        async with house(tmp_path, chroma=False) as parts:
            told = await parts.hear(*LINES)
            found = await parts.uses.episodes_of([*(m.id for m in told.messages[:2]), 999])
            assert found == frozenset(told.episodes[:2])

    run(work())
