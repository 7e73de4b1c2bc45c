"""What a session leaves behind when it ends: its event, facts and plans, and the portrait, updated exactly once."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from companion.errors import ModelError
from companion.events import Event, MemoriesChanged, PersonasChanged, PortraitChanged, SessionChanged
from companion.memory.consolidation import Consolidated, consolidate
from companion.memory.episodes import Fading
from companion.memory.event_boundaries import boundaries, cohesion
from companion.memory.extraction import Extraction
from companion.memory.extraction_model import extract_by_model, load_prompt
from companion.memory.extraction_rules import extract_by_rules
from companion.memory.index import MemoryIndex
from companion.memory.policy import Policy
from companion.memory.renaming import renamings, without_naming
from companion.memory.retelling import ask_for_days
from companion.memory.titles import NO_TITLE, title_for
from companion.memory.tombstones import learnable
from companion.memory.unlearning import TakenBack
from companion.models.choice import ModelChoice
from companion.models.protocols import ChatModel
from companion.personality import portrait as portraits_of
from companion.personality import retraction
from companion.personality.character import proposes
from companion.personality.evidence import SessionEvidence, session_evidence, supported
from companion.personality.observations import STYLE
from companion.records import Message, MessageState, Role
from companion.schedule.chronicle import KINDS, Chronicle
from companion.schedule.retracting import SESSION, ask_to_learn, end_of, key_of
from companion.store import branches, house, journal, portraits, proposals, search, spaces, transcripts
from companion.store.database import Connection, Database
from companion.store.house import Work

log = logging.getLogger(__name__)

TRIES = 3
"""How often a model may fail before the rules take the session: nothing is ever read as "nothing to learn"."""
RETRY_AFTER = dt.timedelta(minutes=10)


class Learning:
    """Ends sessions and learns from them. Called on the engine loop; what it stores is one transaction a session.

    Pending work lies in the record, so a crash, a quit or a missing model only delays it.
    """

    def __init__(
        self,
        db: Database,
        index: MemoryIndex,
        model: ModelChoice,
        fading: Callable[[], Fading],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
        resources: Path,
        policy: Callable[[], Policy] = Policy,
    ) -> None:
        self._db = db
        self._index = index
        self._model = model
        self._fading = fading
        self._emit = emit
        self._clock = clock
        self._resources = resources
        self._policy = policy
        self._chronicle = Chronicle(db, index, fading, emit, clock)
        self.at_rest = asyncio.Lock()
        """Whoever holds it works on what was learned, alone."""

    async def end(self, session_id: int) -> None:
        """End a session and ask for what it taught, in one transaction. Raises `NotFound`.

        What it had taught in words that are not shown any more is taken back here.
        """
        now, fading = self._clock(), self._fading()

        def write(con: Connection) -> tuple[bool, TakenBack | None]:
            transcripts.session(con, session_id)
            ended = transcripts.end_session(con, session_id, now)
            last = transcripts.last_message(con, session_id)
            return ended, ask_to_learn(con, session_id, last, fading, now) if ended else None

        ended, gone = await self._db.write(write)
        if ended:
            self._emit(SessionChanged(session_id))
        if gone is not None:
            await self._taken_back(gone)

    async def _taken_back(self, gone: TakenBack) -> None:
        await self._index.removed(gone.forgotten)
        await self._index.add(gone.reworded)
        await self._index.moved(gone.moved)
        self._emit(MemoriesChanged(gone.ids))
        self._emit(PortraitChanged())

    async def end_all(self, *, wait_for_model: bool) -> None:
        """The app closes: every open session ends. The rules learn from it now, a model only if it is waited for."""
        for session in await self._db.read(transcripts.open_sessions):
            await self.end(session.id)
        if wait_for_model:
            await self.work_off()
        elif self._model.nobody_there:
            await self.work_off(by_rules=True)

    async def work_off(self, *, by_rules: bool = False) -> None:
        """Do all the learning that is due: ended sessions first, then days and weeks that are over."""
        async with self.at_rest:
            await self._work_off(by_rules)

    async def _work_off(self, by_rules: bool, kinds: Sequence[str] = (SESSION, *KINDS)) -> int:
        learned = 0
        for kind in kinds:
            for work in await self._db.read(lambda con: house.due(con, self._clock())):
                if work.kind == kind:
                    learned += await self._do(work, by_rules)
        return learned

    async def _do(self, work: Work, by_rules: bool, later: list[int] | None = None) -> int:
        """One piece of work; how many memories are new. One that fails is kept for later and holds up no other.

        With `later` what a session taught is noted there, for the caller to put into the index.
        """
        try:
            if work.kind == SESSION:
                return await self._learn(work, by_rules, later)
            return await self._chronicle.sum_up(work)
        except Exception as error:
            log.exception("work of the kind %s is kept for later: %s", work.kind, type(error).__name__)
            await self._keep(work, type(error).__name__)
            return 0

    async def _keep(self, work: Work, why: str) -> None:
        until = self._clock() + RETRY_AFTER * (work.attempts + 1)
        await self._db.write(lambda con: house.postpone(con, work.id, until, why))

    async def learn_imported(self, session_ids: Iterable[int]) -> int:
        """Learn from imported sessions by rule, at once, and sum up what is over; how many memories came of it."""
        ids, now = list(session_ids), self._clock()

        def ask(con: Connection) -> list[Work]:
            keys = [key_of(session_id, transcripts.last_message(con, session_id)) for session_id in ids]
            for key in keys:
                house.enqueue(con, SESSION, key, now)
            return [work for key in keys if (work := house.named(con, SESSION, key)) is not None]

        async with self.at_rest:
            learned, later = 0, list[int]()
            for work in await self._db.write(ask):
                learned += await self._do(work, by_rules=True, later=later)
            # All at once: a session has two or three, and to write those costs as much as to write twenty.
            await self._index.add(dict.fromkeys(later))
            return learned + await self._work_off(True, KINDS)

    async def _learn(self, work: Work, by_rules: bool, later: list[int] | None) -> int:
        """From the words of a session to memories and portrait; how many memories are new."""
        session_id, last = end_of(work.key)
        messages = [m for m in await self._segment(session_id, last) if m.text.strip()]
        user = next((m.speaker for m in messages if m.role is Role.USER), "")
        model = None if by_rules or not messages else await self._listener(work)
        extraction = await self._extraction(work, messages, user, model)
        if extraction is None:
            return 0
        loop = asyncio.get_running_loop()
        day = messages[0].day if messages else self._clock().astimezone().date()
        names = await self._db.read(lambda con: renamings(con, spaces.of_session(con, session_id)))
        seen = await loop.run_in_executor(None, session_evidence, messages, day, names)
        if model is not None:
            seen = replace(seen, traits=supported(extraction.evidence, messages))
        now = self._clock()

        wishes: list[int] = []

        def write(con: Connection) -> Consolidated | None:
            if house.named(con, SESSION, work.key) is None:
                return None
            if last and not branches.is_shown(con, last):
                # Another version was chosen meanwhile. The session has not ended with that one yet.
                house.call_off(con, work.id)
                return None
            starts = _starts(con, messages, self._index.embedder_id)
            done = Consolidated()
            if messages:
                done = consolidate(con, extraction, messages, self._fading(), now, starts, self._policy())
            space = spaces.of_session(con, session_id)
            portrait = _portray(con, seen, work.id, session_id, space, now)
            if _propose(con, seen, session_id, now):
                wishes.append(session_id)
            journal.record(con, work.id, session_id, portrait, done.touched, done.notes)
            _give_title(con, session_id, extraction.title, messages)
            transcripts.mark_consolidated(con, session_id, now)
            ask_for_days(con, sorted({m.day for m in messages}), space)
            house.finish(con, work.id, now)
            return done

        done = await self._db.write(write)
        if done is None:
            return 0
        if later is None:
            await self._index.add(done.new)
        else:
            later += done.new
        await self._index.moved(done.revived)
        self._emit(SessionChanged(session_id))
        self._emit(MemoriesChanged(done.ids))
        self._emit(PortraitChanged())
        if wishes:
            self._emit(PersonasChanged())
        return len(done.new)

    async def _segment(self, session_id: int, last: int) -> list[Message]:
        """The messages of the branch up to `last` that an earlier end of it did not cover."""

        def read(con: Connection) -> list[Message]:
            found = branches.path(con, last)
            own = {message.id for message in found}
            ends = {end_of(key)[1] for key in house.finished(con, SESSION, f"{session_id}:").values()}
            # An earlier end on another branch covers what both have in common.
            reached = [max((m.id for m in branches.path(con, end) if m.id in own), default=0) for end in ends]
            start = max((message_id for message_id in reached if message_id < last), default=0)
            new = [m for m in found if start < m.id and m.state is not MessageState.FAILED]
            return without_naming(con, learnable(con, new))

        return await self._db.read(read)

    async def _listener(self, work: Work) -> ChatModel | None:
        """The model that reads the session; None when the rules do."""
        model = await self._model.background()
        return None if model.offline or work.attempts >= TRIES else model

    async def _extraction(
        self, work: Work, messages: Sequence[Message], user: str, model: ChatModel | None
    ) -> Extraction | None:
        """What the session taught; None when the model failed and the session is kept for later."""
        loop = asyncio.get_running_loop()
        if model is None:
            return await loop.run_in_executor(None, extract_by_rules, messages, user)
        try:
            prompt = await loop.run_in_executor(None, load_prompt, self._resources / "prompts")
            return await extract_by_model(model, messages, user, prompt)
        except ModelError as error:
            log.warning("a session is kept for later: %s", error.code)
            await self._keep(work, error.code)
            return None


def _give_title(con: Connection, session_id: int, title: str, messages: Sequence[Message]) -> None:
    """The model's title, when it has read the conversation from its start; else one by rule where there is none."""
    first = bool(messages) and transcripts.position(con, messages[0].id) == 0
    if title and first:
        transcripts.rename(con, session_id, title)
    elif not transcripts.session(con, session_id).title and (ruled := title_for(messages)) != NO_TITLE:
        transcripts.rename(con, session_id, ruled)


def _portray(
    con: Connection, seen: SessionEvidence, work_id: int, session_id: int, space: str, now: dt.datetime
) -> str:
    """Move the portrait of a space by what was seen; what that changed, for the journal."""
    before, last = portraits.load(con, space), portraits.last_row(con)
    new, entries = portraits_of.update(before, seen, now, session_id)
    portraits.save(con, new, entries, work_id, now, space)
    rows = (last + 1, portraits.last_row(con))
    return retraction.to_json(retraction.moved(before, portraits.load(con, space), rows))


def _propose(con: Connection, seen: SessionEvidence, session_id: int, now: dt.datetime) -> bool:
    """Note wishes that would change the persona of a session; whether there are any. It changes by the user's hand."""
    persona = transcripts.session(con, session_id).persona
    wanted = [one for one in seen.observations if one.facet == STYLE and proposes(one.text)] if persona else []
    for one in wanted:
        proposals.add(con, persona, one.text, one.message_id, one.quote, now)
    return bool(wanted)


def _starts(con: Connection, messages: Sequence[Message], embedder: str) -> list[int]:
    """Where the events of a session begin, by the vectors that its turns have in the record."""
    meant = search.means(con, embedder, [message.id for message in messages])
    vectors = [meant.get(message.id) for message in messages]
    return boundaries(messages, cohesion([message.text for message in messages], vectors))
