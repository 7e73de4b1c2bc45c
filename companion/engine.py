"""The engine: composition root and the only public door. Windows, terminal and benchmarks all come in here."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion import paths
from companion.conversation.answering import Answering
from companion.conversation.surroundings import CurrentSurroundings, named_presets
from companion.conversation.transcript_writer import TranscriptWriter
from companion.conversation.turn import Conversation
from companion.errors import BadInput, CompanionError
from companion.events import (
    Event,
    MemoriesChanged,
    ModelChanged,
    NoticeRaised,
    PortraitChanged,
    SessionChanged,
    SettingsChanged,
    WindowWanted,
)
from companion.memory.curation import Curation
from companion.memory.decay import Curve, threshold_for
from companion.memory.episodes import Fading, embedding_text
from companion.memory.feedback import Feedback
from companion.memory.health import checks
from companion.memory.importing import take_in
from companion.memory.index import MemoryIndex
from companion.memory.ranking import Weights
from companion.memory.recall import Recaller
from companion.memory.rehearsal import Rehearsals
from companion.memory.uses import Uses
from companion.models.choice import ModelChoice, Wanted
from companion.models.embedder import MiniLM
from companion.models.offline import Offline
from companion.models.protocols import Embedder
from companion.paths import Home, resources_dir
from companion.profile import Profile
from companion.records import (
    Check,
    EngineStatus,
    Exchange,
    ImportReport,
    LedgerEntry,
    Memory,
    MemoryQuery,
    MemoryView,
    Message,
    ModelStatus,
    Notice,
    Portrait,
    Recall,
    Session,
    WhyRow,
)
from companion.schedule.jobs import Jobs
from companion.schedule.learning import Learning
from companion.schedule.unlearning import Unlearning
from companion.settings import Settings, Value
from companion.store import memories, portability, portraits, transcripts
from companion.store.database import Connection, Database
from companion.store.vectors import VectorIndex

log = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]

_CRASHED = "Companion stopped before this reply was finished."


def system_clock() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


class Engine:
    """One profile at work. Every coroutine runs on one event loop; listeners are called there too.

    The constructor does no I/O. `start` opens the profile and catches up on what was missed; `close` ends it.
    """

    def __init__(
        self,
        home: Home,
        *,
        clock: Clock = system_clock,
        resources: Path | None = None,
        embedder: Embedder | None = None,
        weights: Weights | None = None,
        pace: float = 0.0,
    ) -> None:
        """`clock` gives the time in UTC; `pace` is the offline model's pause between words in seconds.

        `weights` are those of ranking, where a measurement wants others than the house's own.
        """
        self._home = home
        self._clock = clock
        self._resources = resources or resources_dir()
        self._listeners: list[Callable[[Event], None]] = []
        self._profile = Profile(home)
        self._embedder = embedder or MiniLM(self._resources / "embedder")
        self._weights = weights
        self._model = ModelChoice(self._wanted_model, lambda status: self._emit(ModelChanged(status)), Offline(pace))
        self._parts: _Parts | None = None
        self._background: set[asyncio.Task[None]] = set()

    async def start(self, *, catch_up: bool = True) -> None:
        """Open the profile. Raises `ProfileBusy`, `VaultLocked`, `RecordDamaged`; then nothing was changed.

        With `catch_up`, what was missed (session ends, fading, summaries) is made up for in the background.
        """
        await self._profile.open()
        try:
            self._parts = self._assemble()
            await self._profile.db.write(lambda con: transcripts.close_interrupted(con, _CRASHED))
            await self._parts.feedback.load()
            in_step = await self._parts.index.open()
        except BaseException:
            self._parts = None
            await self._profile.close()
            raise
        for notice in self._profile.notices:
            self._emit(NoticeRaised(notice))
        if catch_up:
            self._in_background(self._mend_index(in_step), "mending the index")
            self._parts.jobs.start()

    def _assemble(self) -> _Parts:
        db, key = self._profile.db, self._profile.vault.key
        vectors = VectorIndex(self._home.index, self._embedder.id, self._embedder.dimension, key)
        index = MemoryIndex(db, vectors, self._embedder, embedding_text)
        feedback = Feedback(db, lambda: self.settings.flag("learn_from_use"), self._emit, self._clock)
        recaller = Recaller(db, index, self._fading, self._weights, feedback.lean)
        rehearsals = Rehearsals(db, self._fading)
        uses = Uses(db, index, self._fading, self._emit)
        around = CurrentSurroundings(db, lambda: self.settings, self._persona_folders)
        writer = TranscriptWriter(db, self._fading)
        answering = Answering(writer, index, recaller, uses, feedback, rehearsals, self._model, self._emit, self._clock)
        conversation = Conversation(writer, answering, around, self._emit, self._clock)
        learning = Learning(db, index, self._model, self._fading, self._emit, self._clock, self._resources)
        jobs = Jobs(
            db, index, learning, rehearsals, conversation, lambda: self.settings, self._fading, self._emit, self._clock
        )
        curation = Curation(db, index, self._fading, self._emit, self._clock)
        unlearning = Unlearning(db, index, learning, self._fading, self._emit, self._clock)
        return _Parts(index, recaller, uses, feedback, answering, conversation, learning, unlearning, jobs, curation)

    async def _mend_index(self, in_step: bool) -> None:
        """Bring Chroma in step with the record, and give vectors to what has none. Recall works meanwhile."""
        if not in_step:
            await self._at_work.index.repair()
        if await self._at_work.index.complete():
            self._emit(MemoriesChanged())

    async def close(self, *, wait_for_model: bool = False) -> None:
        """Stop replies, end the open sessions, learn from them where that needs no model, and let go of all.

        With `wait_for_model` a model learns, too, before this returns; else at the next start.
        """
        if self._parts is None:
            return
        parts = self._parts
        try:
            await parts.jobs.stop()
            await parts.conversation.close()
            for task in self._background:
                task.cancel()
            await asyncio.gather(*self._background, return_exceptions=True)
            await parts.learning.end_all(wait_for_model=wait_for_model)
        finally:
            self._parts = None
            await self._let_go(parts)

    async def _let_go(self, parts: _Parts) -> None:
        """Close all files and connections, and the profile whatever the others do: it must not stay locked."""
        try:
            await self._model.close()
            await parts.index.close()
        finally:
            await self._profile.close()

    @property
    def _at_work(self) -> _Parts:
        if self._parts is None:
            raise CompanionError("Companion is still starting, or has been closed.", "Wait a moment and try again.")
        return self._parts

    @property
    def _db(self) -> Database:
        return self._profile.db

    @property
    def _persona_folders(self) -> tuple[Path, ...]:
        return (self._home.personas, self._resources / "personas")

    def _fading(self) -> Fading:
        curve = Curve(self.settings.text("decay_curve"))
        return Fading(curve, threshold_for(curve, self.settings.number("decay_threshold")))

    def _wanted_model(self) -> Wanted:
        s = self.settings
        return Wanted(
            s.text("model_host"),
            s.text("model_name"),
            s.flag("model_offline"),
            s.whole("num_ctx"),
            s.number("temperature"),
        )

    def _in_background(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._background.add(task)
        task.add_done_callback(self._background_done)

    def _background_done(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s failed: %s", task.get_name(), type(error).__name__)
            self._emit(NoticeRaised(Notice("warning", f"Something failed in the background: {task.get_name()}.")))

    # events

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Hear every event, on the engine's thread; the call that is returned ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _emit(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    def ask_for_window(self, window: str, text: str = "") -> None:
        """A second start wants a window of this process: `show` or `quick`."""
        self._emit(WindowWanted(window, text))

    # settings and state

    @property
    def home(self) -> Home:
        """Which profile this is."""
        return self._home

    @property
    def settings(self) -> Settings:
        """The settings in force: a snapshot that never changes."""
        return self._profile.settings

    async def change_settings(self, changes: Mapping[str, Value]) -> None:
        """Check and save settings, all or none. Raises `BadInput`."""
        changed = await self._profile.change_settings(changes, self._clock())
        if not changed:
            return
        self._emit(SettingsChanged(changed))
        if {"decay_curve", "decay_threshold"} & set(changed):
            self._in_background(self._at_work.jobs.refade(), "recomputing when memories fade")
        if {"model_host", "model_name", "model_offline", "num_ctx", "temperature"} & set(changed):
            self._in_background(self._look_for_model(), "looking for a model")

    async def _look_for_model(self) -> None:
        await self._model.look()

    async def choose_home(self, folder: Path | None) -> None:
        """The profile folder for the next start; None: the default one. Raises `BadInput`."""
        await asyncio.get_running_loop().run_in_executor(None, paths.choose_home, folder)

    async def status(self) -> EngineStatus:
        """The state of the house."""
        sessions, kept = await self._db.read(lambda con: (transcripts.count(con), memories.count(con)))
        opened = self._profile.vault
        return EngineStatus(
            home=str(self._home.root),
            model=self._model.status,
            encrypted=opened.key is not None,
            keeper=opened.keeper,
            sessions=sessions,
            memories=kept,
            notices=self._profile.notices,
        )

    async def models(self) -> tuple[str, ...]:
        """The chat models of the Ollama host; none when it is not there."""
        return (await self._model.look()).available

    async def refresh_model(self) -> ModelStatus:
        """Look for Ollama now."""
        return await self._model.look()

    async def personas(self) -> list[tuple[str, str]]:
        """Persona files: (key, name)."""
        return await asyncio.get_running_loop().run_in_executor(None, named_presets, self._persona_folders)

    # conversation

    async def sessions(self) -> list[Session]:
        """All conversations, pinned ones first, then the latest first."""
        return await self._db.read(transcripts.sessions)

    async def messages(self, session_id: int) -> list[Message]:
        """A conversation from its start. Raises `NotFound`."""

        def read(con: Connection) -> list[Message]:
            transcripts.session(con, session_id)
            return transcripts.messages(con, session_id)

        return await self._db.read(read)

    async def search_messages(self, text: str) -> list[Message]:
        """Messages that hold `text` (from three letters on), the latest first."""
        return await self._db.read(lambda con: transcripts.search(con, text))

    async def rename_session(self, session_id: int, title: str) -> None:
        """Give a conversation a title. Raises `BadInput`, `NotFound`."""
        name = " ".join(title.split())
        if not name or len(name) > 200:
            raise BadInput("A title has between 1 and 200 characters.")

        def write(con: Connection) -> None:
            transcripts.session(con, session_id)
            transcripts.rename(con, session_id, name)

        await self._db.write(write)
        self._emit(SessionChanged(session_id))

    async def end_session(self, session_id: int) -> None:
        """Close a conversation and learn from it. Raises `NotFound`."""
        await self._at_work.conversation.stop(session_id)
        await self._at_work.learning.end(session_id)
        await self._at_work.learning.work_off()

    async def unlearn(self, session_id: int) -> tuple[int, ...]:
        """Undo what this conversation taught, as a whole; the memories that changed, none the second time.

        What was said stays. Raises `NotFound`, and `BadInput` for one that was learned from before notes were kept.
        """
        return await self._at_work.unlearning.unlearn(session_id)

    async def relearn(self, session_id: int) -> bool:
        """Learn once more from a conversation that was unlearned; False when it was not. Raises `NotFound`."""
        return await self._at_work.unlearning.relearn(session_id)

    async def say(self, text: str, session_id: int | None = None) -> Exchange:
        """Say something; None begins a conversation. Returns when it is saved; the reply comes as events.

        Raises `BadInput`, `NotFound`; then nothing was saved.
        """
        return await self._at_work.conversation.say(text, session_id)

    async def stop(self, session_id: int) -> None:
        """End the reply that is being written there, if any; what has come of it is kept."""
        await self._at_work.conversation.stop(session_id)

    async def retry(self, reply_id: int) -> Exchange:
        """Answer the same message anew in place of this reply. Raises `BadInput`, `NotFound`."""
        return await self._at_work.conversation.retry(reply_id)

    async def reply(self, reply_id: int) -> Message:
        """That reply, once it has ended. Raises `NotFound`."""
        return await self._at_work.conversation.reply(reply_id)

    async def why(self, reply_id: int) -> list[WhyRow]:
        """The memories behind a reply: recalled, given to the model, used."""
        return await self._at_work.uses.why(reply_id)

    async def rate(self, reply_id: int, liked: bool | None) -> None:
        """A thumb on a reply, or none: recall leans by it, nothing is forgotten. Raises `BadInput`, `NotFound`."""
        await self._at_work.feedback.rate(reply_id, liked)

    async def learned_weights(self) -> dict[str, float]:
        """What use has made of each signal's weight in recall: a factor in [0.8, 1.25], 1 when nothing was learned."""
        return self._at_work.feedback.factors()

    async def reset_learning(self) -> None:
        """Every learned weight is exactly 1 again. Memories and thumbs stay as they are."""
        await self._at_work.feedback.reset()

    # memory

    async def recall(self, text: str, k: int = 10, before: Sequence[str] = ()) -> Recall:
        """The memories that answer `text` best, said after `before` (oldest first). Raises `BadInput`."""
        if not text.strip():
            raise BadInput("There is nothing to look for.")
        if not 1 <= k <= 200:
            raise BadInput("Between 1 and 200 memories can be recalled at once.")
        return await self._at_work.recaller.recall(text, self._clock(), k=k, before=before)

    async def context(self, text: str, budget: int) -> tuple[Memory, ...]:
        """The memories that a prompt of `budget` tokens would be given for `text`, in time order."""
        today = self._clock().astimezone().date()
        return (await self._at_work.answering.context(text, today, budget))[1]

    async def memories(self, query: MemoryQuery | None = None) -> list[MemoryView]:
        """One page of memories. Raises `BadInput`."""
        return await self._at_work.curation.page(query or MemoryQuery())

    async def count_memories(self, query: MemoryQuery | None = None) -> int:
        """How many memories a query has in all."""
        return await self._at_work.curation.count(query or MemoryQuery())

    async def memory(self, memory_id: int) -> MemoryView:
        """One memory with the words it came from. Raises `NotFound`."""
        return await self._at_work.curation.view(memory_id)

    async def timeline(self, memory_id: int) -> list[MemoryView]:
        """How the topic of a memory developed: what was said of it, what took whose place. Raises `NotFound`."""
        return await self._at_work.curation.timeline(memory_id)

    async def pin(self, memory_id: int, pinned: bool) -> None:
        """Pin (it does not fade) or unpin. Raises `NotFound`."""
        await self._at_work.curation.pin(memory_id, pinned)

    async def edit_memory(self, memory_id: int, text: str) -> None:
        """Correct a memory; its old text is kept as a version. Raises `BadInput`, `NotFound`."""
        await self._at_work.curation.edit(memory_id, text)

    async def forget(self, memory_id: int) -> None:
        """Take a memory out of recall, lists and the prompt. `restore` undoes it. Raises `NotFound`."""
        await self._at_work.curation.forget(memory_id)

    async def restore(self, memory_id: int) -> None:
        """Undo a forget. Raises `BadInput` when it is not forgotten, `NotFound`."""
        await self._at_work.curation.restore(memory_id)

    async def fade(self, as_of: dt.date) -> list[MemoryView]:
        """The memories that will be dormant at the end of that day if nothing uses them."""
        return await self._at_work.curation.fading_until(as_of)

    # portrait

    async def portrait(self) -> Portrait:
        """Who the user is, as far as the evidence goes."""
        return await self._db.read(portraits.load)

    async def ledger(self, trait: str | None = None) -> list[LedgerEntry]:
        """Every change of the portrait, the latest first; of one trait if named."""
        return list(await self._db.read(lambda con: portraits.ledger(con, trait)))

    async def lock_trait(self, trait: str, locked: bool) -> None:
        """Keep a trait where it is, or let it move again. Raises `NotFound`."""
        await self._db.write(lambda con: portraits.set_lock(con, trait, locked))
        self._emit(PortraitChanged())

    # import and health

    async def import_file(self, path: Path, format: str, person: str | None = None) -> ImportReport:
        """Bring in a file's conversations, all or nothing, and learn from them. Raises `BadInput`."""
        loop = asyncio.get_running_loop()
        imported = await loop.run_in_executor(None, portability.read_file, path, format, person)
        now, fading = self._clock(), self._fading()
        taken = await self._db.write(lambda con: take_in(con, imported, fading, now))
        await self._at_work.index.add(taken.memory_ids)
        learned = await self._at_work.learning.learn_imported(taken.session_ids)
        for session_id in taken.session_ids:
            self._emit(SessionChanged(session_id))
        self._emit(MemoriesChanged())
        return ImportReport(
            imported.person, len(taken.session_ids), taken.messages, len(taken.memory_ids) + learned, taken.skipped
        )

    async def tick(self) -> None:
        """Do at once whatever is due at the clock's time: end silent sessions, learn, let memories fade."""
        await self._at_work.jobs.tick()

    async def doctor(self, *, rebuild: bool = False) -> list[Check]:
        """Look at every part of the house; with `rebuild` make the index anew first."""
        if rebuild:
            await self._at_work.index.rebuild()
            await self._at_work.index.complete()
        return await checks(await self.status(), self._db, self._at_work.index)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is at work while the profile is open."""

    index: MemoryIndex
    recaller: Recaller
    uses: Uses
    feedback: Feedback
    answering: Answering
    conversation: Conversation
    learning: Learning
    unlearning: Unlearning
    jobs: Jobs
    curation: Curation
