"""Forgetting for good: asked for, out of sight at once, gone from the record after a short grace, then from its files.

Every step stands in the record, so that a crash only delays it.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from companion.errors import BadInput, NotFound
from companion.events import Event, ForgettingChanged, MemoriesChanged, PortraitChanged, SessionChanged
from companion.language.redaction import mark_of
from companion.memory.changes import UndoJournal
from companion.memory.episodes import Fading
from companion.memory.erasing import Erased
from companion.memory.forgetting_plan import Plan, plan
from companion.memory.hiding import Moved, hide, show
from companion.memory.index import MemoryIndex
from companion.memory.paraphrases import alike
from companion.records import ChangeKind, ForgetPreview, Forgetting, Kind, Memory, Receipt, Role
from companion.schedule.compaction import Compaction
from companion.schedule.erasure import carry_out
from companion.schedule.learning import Learning
from companion.settings import Settings
from companion.store import forgettings, house, memories, transcripts
from companion.store.database import Connection, Database
from companion.store.forgettings import COMPACT, FILES, FORGET, Row, Seeds

SHARED = dt.timedelta(seconds=60)
"""How long the files wait after a forget: several within that time are cleaned at once."""
LONGEST_PHRASE = 500
PATIENCE = 20.0
"""Seconds for which a reply that is being written may hold up an erasure."""


class Busy(Protocol):
    """Knows whether a reply is being written, and can end it."""

    def is_running(self, session_id: int) -> bool: ...

    async def stop(self, session_id: int) -> None: ...


class Forgetter:
    """Carries forgets out. Called on the engine loop; what each step stores is one transaction."""

    def __init__(
        self,
        db: Database,
        index: MemoryIndex,
        learning: Learning,
        compaction: Compaction,
        journal: UndoJournal,
        busy: Busy,
        settings: Callable[[], Settings],
        fading: Callable[[], Fading],
        emit: Callable[[Event], None],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._db = db
        self._index = index
        self._learning = learning
        self._compaction = compaction
        self._journal = journal
        self._busy = busy
        self._settings = settings
        self._fading = fading
        self._emit = emit
        self._clock = clock
        self._erasing = asyncio.Lock()
        self.wake: Callable[[dt.datetime], None] = lambda _: None
        """Asks for `tick` at a moment; the clockwork puts itself here."""

    async def preview(
        self, ids: Iterable[int] = (), sessions: Iterable[int] = (), containing: str = ""
    ) -> ForgetPreview:
        """What a forget would take, and what may say the same in other words. Changes nothing.

        Raises `NotFound`, `BadInput`.
        """
        seeds = _seeds(ids, sessions, containing)

        def read(con: Connection) -> tuple[Plan, ForgetPreview]:
            _check(con, seeds)
            made = plan(con, seeds)
            roles = [made.messages[message_id].role for message_id in made.spans]
            replies = sum(role is Role.COMPANION for role in roles)
            return made, ForgetPreview(
                memory_ids=tuple(sorted(made.gone)),
                words=tuple(dict.fromkeys([*made.statements, *made.echoes])),
                messages=len(roles) - replies,
                replies=replies,
                summaries=len(made.summaries - made.gone),
            )

        made, shown = await self._db.read(read)
        others = await alike(self._db, self._index, made.statements, made.hidden)
        return replace(shown, alike=tuple(others))

    async def ask(
        self, ids: Iterable[int] = (), sessions: Iterable[int] = (), containing: str = "", grace: float | None = None
    ) -> Forgetting:
        """Take it out of recall, lists and prompts at once, and let it go for good after `grace` seconds.

        None: what the settings say. What is on its way already is not asked for twice. Raises `NotFound`, `BadInput`.
        """
        seeds, now = _seeds(ids, sessions, containing), self._clock()
        seconds = self._settings().whole("forget_grace") if grace is None else grace
        due = now + dt.timedelta(seconds=seconds)

        def write(con: Connection) -> tuple[Row, list[int], list[int]]:
            _check(con, seeds)
            if (known := _under_way(con, seeds)) is not None:
                return known, [], []
            made = plan(con, seeds)
            if not made.spans and not made.hidden:
                raise NotFound("Nothing that is remembered or was said holds that.")
            number = forgettings.add(con, seeds, now, due)
            forgettings.set_spans(con, number, made.spans)
            hidden, answers = hide(con, made.hidden)
            forgettings.hide(con, number, hidden)
            house.enqueue(con, FORGET, str(number), due)
            return forgettings.get(con, number), hidden, answers

        row, hidden, answers = await self._db.write(write)
        if hidden or row.asked_at == now:
            await self._index.removed(hidden)
            await self._index.add(answers)
            self._journal.note(
                ChangeKind.FORGET, now, row.seeds.hidden, lambda: self.restore(row.id), forgetting_id=row.id
            )
            self._tell(row.id, hidden, row.seeds.sessions)
        self.wake(row.due_at)
        return _shown(row)

    async def said_otherwise(self, forgetting_id: int) -> list[Memory]:
        """What stays when a forget is carried out, and may say the same in other words; nothing once that is over."""

        def read(con: Connection) -> tuple[tuple[int, ...], list[str]]:
            waiting = {row.id: row.seeds.hidden for row in forgettings.waiting(con)}
            hidden = waiting.get(forgetting_id, ())
            known = memories.by_ids(con, hidden).values()
            return hidden, [memory.text for memory in known if memory.kind is not Kind.EVENT]

        hidden, texts = await self._db.read(read)
        return await alike(self._db, self._index, texts, hidden)

    async def restore(self, forgetting_id: int) -> None:
        """Take a forget back. Raises `NotFound`, and `BadInput` when it is carried out already."""

        def write(con: Connection) -> tuple[list[int], list[int], Row]:
            row = forgettings.get(con, forgetting_id)
            if row.erased_at is not None:
                raise BadInput("This is forgotten for good.", "What is gone cannot come back.")
            back, answers = show(con, row.seeds.hidden)
            forgettings.remove(con, forgetting_id)
            return back, answers, row

        async with self._erasing:
            back, answers, row = await self._db.write(write)
            await self._index.add(dict.fromkeys([*back, *answers]))
        self._journal.drop_forgetting(forgetting_id)
        self._tell(forgetting_id, back, row.seeds.sessions)

    async def restore_memory(self, memory_id: int) -> None:
        """Take back the forget that took this memory out of sight, or whatever else did.

        Raises `BadInput` when it is not forgotten, `NotFound`.
        """
        row = await self._db.read(lambda con: forgettings.of_memory(con, memory_id))
        if row is not None:
            await self.restore(row.id)
            return

        def write(con: Connection) -> Moved:
            memories.get(con, memory_id)
            return show(con, [memory_id])

        back, answers = await self._db.write(write)
        if not back:
            raise BadInput("This memory is not forgotten.")
        await self._index.add([*back, *answers])
        self._emit(MemoriesChanged((memory_id,)))

    async def restore_memories(self, ids: Iterable[int]) -> None:
        """Take back whatever took these memories out of sight; what is not forgotten, or gone, is passed over."""
        for memory_id in ids:
            with contextlib.suppress(BadInput):
                await self.restore_memory(memory_id)

    async def waiting(self) -> list[Forgetting]:
        """Forgets that can still be taken back, the oldest first."""
        return [_shown(row) for row in await self._db.read(forgettings.waiting)]

    async def receipts(self) -> list[Receipt]:
        """What was removed by each forget that was carried out, the latest first."""
        return [_receipt(row) for row in await self._db.read(forgettings.erased)]

    async def tick(self) -> None:
        """Carry out what is due, and begin to clean the files when that is due. Doing it twice does nothing more."""
        for work in await self._db.read(lambda con: house.due(con, self._clock())):
            if work.kind == FORGET:
                await self._erase(int(work.key))
        due = await self._db.read(lambda con: [work for work in house.pending(con) if work.kind == COMPACT])
        for work in due:
            if work.due_at <= self._clock():
                self._compaction.begin()
            else:
                self.wake(work.due_at)

    async def carry_out(self, forgetting_id: int) -> None:
        """Let it go from the record now; the files follow in the background. Raises `NotFound`."""
        await self._erase(forgetting_id)
        await self.tick()

    async def finish(self, forgetting_id: int) -> Receipt:
        """Carry a forget out now, its files included. Raises `NotFound`."""
        await self._erase(forgetting_id)
        await self._compaction.run()
        return _receipt(await self._db.read(lambda con: forgettings.get(con, forgetting_id)))

    async def close(self) -> None:
        """End what is under way; it goes on at the next start."""
        await self._compaction.stop()

    async def _erase(self, forgetting_id: int) -> None:
        row = await self._db.read(lambda con: forgettings.get(con, forgetting_id))
        if row.erased_at is not None:
            return
        # Neither a reply nor a learning may write down again what is being taken out.
        async with self._erasing, self._learning.at_rest:
            await self._silence(row)
            now, fading = self._clock(), self._fading()

            def write(con: Connection) -> Erased | None:
                row = forgettings.get(con, forgetting_id)
                if row.erased_at is not None:
                    return None
                show(con, row.seeds.hidden)
                mark = mark_of(now.astimezone().date())
                done = carry_out(con, row, mark, self._index.embedder_id, fading, now)
                house.reopen(con, COMPACT, FILES, now + SHARED)
                return done

            try:
                done = await self._db.write(write)
            except NotFound:
                return
            if done is None:
                return
            await self._index.dropped(done.pieces)
            await self._index.add(dict.fromkeys(done.anew))
        self._journal.drop_forgetting(forgetting_id)
        self._journal.drop([*done.gone, *done.anew])
        self._tell(forgetting_id, [*done.gone, *done.anew], done.sessions)
        self._emit(PortraitChanged())
        self.wake(now + SHARED)

    async def _silence(self, row: Row) -> None:
        """Wait for replies that are being written: they may hold the words. One that takes too long is ended."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        for session in await self._db.read(transcripts.open_sessions):
            while self._busy.is_running(session.id) and loop.time() < until:  # noqa: ASYNC110 - nobody tells of the end
                await asyncio.sleep(0.1)
            if self._busy.is_running(session.id) or session.id in row.seeds.sessions:
                await self._busy.stop(session.id)

    def _tell(self, forgetting_id: int, ids: Iterable[int], sessions: Iterable[int]) -> None:
        self._emit(MemoriesChanged(tuple(dict.fromkeys(ids))))
        for session_id in sessions:
            self._emit(SessionChanged(session_id))
        self._emit(ForgettingChanged(forgetting_id))


def _seeds(ids: Iterable[int], sessions: Iterable[int], containing: str) -> Seeds:
    phrase = " ".join(containing.split())
    if len(phrase) > LONGEST_PHRASE:
        raise BadInput(f"At most {LONGEST_PHRASE} characters can be looked for.")
    if phrase and not any(character.isalnum() for character in phrase):
        raise BadInput("There is no word in this.")
    seeds = Seeds(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(sessions)), (phrase,) if phrase else ())
    if not (seeds.memories or seeds.sessions or seeds.phrases):
        raise BadInput("Nothing was named that could be forgotten.")
    return seeds


def _check(con: Connection, seeds: Seeds) -> None:
    for memory_id in seeds.memories:
        memories.get(con, memory_id)
    for session_id in seeds.sessions:
        transcripts.session(con, session_id)


def _under_way(con: Connection, seeds: Seeds) -> Row | None:
    """The waiting forget that already takes all of this."""
    for row in forgettings.waiting(con):
        if (
            set(seeds.memories) <= set(row.seeds.hidden) | set(row.seeds.memories)
            and set(seeds.sessions) <= set(row.seeds.sessions)
            and set(seeds.phrases) <= set(row.seeds.phrases)
        ):
            return row
    return None


def _shown(row: Row) -> Forgetting:
    return Forgetting(row.id, row.asked_at, row.due_at, row.seeds.hidden, row.seeds.sessions)


def _receipt(row: Row) -> Receipt:
    if row.erased_at is None:
        raise NotFound("This forget has no receipt yet.", "It can still be taken back.")
    counts: dict[str, int] = row.receipt.get("counts", {})
    return Receipt(
        id=row.id,
        asked_at=row.asked_at,
        erased_at=row.erased_at,
        cleaned_at=row.cleaned_at,
        memories=row.receipt.get("kinds", {}),
        messages=counts.get("messages", 0),
        replies=counts.get("replies", 0),
        summaries=counts.get("summaries", 0),
        portrait=counts.get("portrait", 0),
        attachments=counts.get("attachments", 0),
        other=sum(counts.get(name, 0) for name in ("titles", "versions", "beside", "swept")),
        conversations=counts.get("conversations", 0),
        tombstones=counts.get("tombstones", 0),
        index_rewritten=row.cleaned_at is not None,
        kept_in=tuple(row.receipt.get("kept_in", ())),
    )
