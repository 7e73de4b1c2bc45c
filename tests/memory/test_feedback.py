"""Where it is kept what use teaches the ranking, and what thumbs and corrections do."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.errors import BadInput, NotFound
from companion.events import Event, ReplyRated
from companion.memory.feedback import Feedback
from companion.memory.leaning import SIGNALS
from companion.memory.ranking import Weights
from companion.store import reply_recalls, transcripts
from companion.store.database import Connection
from tests.clock import MORNING, Clock
from tests.engines import run
from tests.record import House, house

WORDS = {"lexical": 0.9, "meaning": 0.2, "session": 0.2}
MEANING = {"lexical": 0.1, "meaning": 0.8, "session": 0.2}


class TestKept:
    def test_use_is_learned_kept_and_reset(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                feedback, reply, _ = await _noted(h)
                await feedback.replied(reply)
                factors = feedback.factors()
                assert factors["meaning"] > 1 > factors["lexical"]
                assert feedback.lean(Weights(), MORNING).meaning > Weights().meaning
                again = _feedback(h)
                assert again.lean(Weights(), MORNING) == Weights()
                await again.load()
                assert again.factors() == factors
                await again.reset()
                assert again.factors() == dict.fromkeys(SIGNALS, 1.0)
                await feedback.load()
                assert feedback.lean(Weights(), MORNING) == Weights()

        run(go())

    def test_switched_off_nothing_is_learned_and_nothing_leans(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                feedback, reply, _ = await _noted(h)
                await feedback.replied(reply)
                off = _feedback(h, learns=False)
                await off.load()
                assert off.lean(Weights(), MORNING) == Weights()
                before = off.factors()
                await off.replied(reply)
                await off.rate(reply, True)
                await off.corrected(reply)
                assert off.factors() == before
                assert (await h.db.read(lambda con: transcripts.message(con, reply))).rating == 1

        run(go())

    def test_a_thumb_is_kept_counts_once_and_can_be_taken_away(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                told: list[Event] = []
                feedback, reply, session = await _noted(h, told)
                await feedback.rate(reply, True)
                up = feedback.factors()
                await feedback.rate(reply, True)
                assert feedback.factors() == up
                assert up["meaning"] > 1
                await feedback.rate(reply, False)
                down = feedback.factors()
                assert down["meaning"] < 1
                await feedback.rate(reply, None)
                assert feedback.factors() == pytest.approx(dict.fromkeys(SIGNALS, 1.0))
                assert (await h.db.read(lambda con: transcripts.message(con, reply))).rating == 0
                assert told == [ReplyRated(session, reply)] * 3

        run(go())

    def test_a_thumb_down_and_a_correction_outweigh_the_use_itself(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                feedback, reply, _ = await _noted(h)
                for judge in (feedback.rate(reply, False), feedback.corrected(reply)):
                    await feedback.reset()
                    await feedback.replied(reply)
                    await judge
                    assert feedback.factors()["meaning"] < 1

        run(go())

    def test_only_replies_are_rated(self, tmp_path: Path) -> None:
        async def go() -> None:
            async with house(tmp_path) as h:
                feedback, reply, _ = await _noted(h)
                with pytest.raises(NotFound):
                    await feedback.rate(999, True)
                with pytest.raises(BadInput):
                    await feedback.rate(reply - 1, True)

        run(go())


def _feedback(h: House, told: list[Event] | None = None, *, learns: bool = True) -> Feedback:
    heard = told if told is not None else []
    return Feedback(h.db, lambda: learns, heard.append, Clock())


async def _noted(h: House, told: list[Event] | None = None) -> tuple[Feedback, int, int]:
    """A reply that used what was near in meaning and passed over what shared words; its id and its session."""
    talk = await h.hear("Which cake?", "The one of plums.")
    reply = talk.messages[1].id
    rows = [(talk.episodes[0], "used", 1.2, MEANING), (talk.episodes[1], "given", 1.2, WORDS)]

    def note(con: Connection) -> None:
        reply_recalls.record(con, reply, rows)

    await h.db.write(note)
    feedback = _feedback(h, told)
    await feedback.load()
    return feedback, reply, talk.session
