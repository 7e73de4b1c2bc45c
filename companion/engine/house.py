"""One profile at work: opening, closing, settings, events. The doors stand on it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from companion import paths
from companion.conversation.off_record import Talk, is_off_record
from companion.conversation.surroundings import persona_named, space_of
from companion.engine.assembly import Ground, assemble
from companion.engine.parts import Parts
from companion.errors import CompanionError, ModelError
from companion.events import (
    DownloadChanged,
    Event,
    MemoriesChanged,
    ModelChanged,
    ModelsChanged,
    NoticeRaised,
    PortraitChanged,
    SettingsChanged,
    WindowWanted,
)
from companion.memory.decay import Curve, threshold_for
from companion.memory.episodes import Fading
from companion.memory.index import BUNDLED
from companion.memory.meaning import Meaning
from companion.memory.ranking import Weights
from companion.models.choice import ModelChoice, Wanted
from companion.models.downloads import Downloads
from companion.models.embedder import MiniLM
from companion.models.host_keys import HostKeys
from companion.models.offline import Offline
from companion.models.protocols import Embedder
from companion.models.watching import Watch
from companion.paths import Home, resources_dir
from companion.profile import Profile
from companion.records import Download, ModelStatus, Notice
from companion.settings import Settings, Value
from companion.store import house, spaces, transcripts
from companion.store.database import Database
from companion.store.vectors import VectorIndex

log = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]

_ABOUT_THE_MODEL = frozenset(
    {"model_host", "model_name", "background_model", "model_offline", "offline_takes_over", "num_ctx", "temperature"}
)
UNLOAD_SECONDS = 2.0
"""How long quitting waits for the host to free the model's memory."""
THINKING = "think:"
"""Notes in the record that say how much a model thinks: this, and its name."""
_CRASHED = "Companion stopped before this reply was finished."


def system_clock() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


class House:
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
        self._thinking: dict[str, str] = {}
        self._keys = HostKeys()
        self._model = ModelChoice(self._wanted_model, self._model_changed, Offline(pace), self._keys)
        self._watch = Watch(self._model.look)
        self._parts: Parts | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._space = ""

    async def start(self, *, catch_up: bool = True) -> None:
        """Open the profile. Raises `ProfileBusy`, `VaultLocked`, `RecordDamaged`; then nothing was changed.

        With `catch_up`, what was missed (session ends, fading, summaries) is made up for in the background.
        """
        await self._profile.open()
        try:
            meaning = self._meaning()
            await meaning.start()
            self._parts = self._assemble(meaning)
            await self._profile.db.write(lambda con: transcripts.close_interrupted(con, _CRASHED))
            await self._parts.feedback.load()
            await self._choose_space()
            self._thinking = await self._profile.db.read(lambda con: house.notes(con, THINKING))
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
            self._parts.awaiting.start()
            await self._parts.downloads.start()

    def _meaning(self) -> Meaning:
        key = self._profile.vault.key
        return Meaning(
            self._profile.db,
            self._embedder,
            lambda one: VectorIndex(self._home.index, one.id, one.dimension, key),
            lambda: self._model.host,
            self._keys,
            lambda: self.settings.text("embedding_model"),
            self._emit,
            lambda: self._in_background(self._complete_index(), "reading memories"),
        )

    def _assemble(self, meaning: Meaning) -> Parts:
        ground = Ground(
            db=self._profile.db,
            root=self._home.root,
            resources=self._resources,
            persona_folders=self._persona_folders,
            model=self._model,
            settings=lambda: self.settings,
            fading=self._fading,
            emit=self._emit,
            now=self._clock,
            weights=self._weights,
        )
        return assemble(
            ground, meaning, Downloads(ground.db, lambda: self._model.host, self._keys, self._download_changed)
        )

    async def _mend_index(self, in_step: bool) -> None:
        """Bring Chroma in step with the record, and give vectors to what has none. Recall works meanwhile."""
        if not in_step:
            await self._at_work.index.repair()
        await self._complete_index()
        await self._at_work.meaning.follow(self._at_work.index)
        await self._at_work.meaning.warm(self._at_work.index)

    async def _complete_index(self) -> None:
        """Give vectors to what has none; while the embedder is away, its words must do."""
        try:
            if await self._at_work.index.complete():
                self._emit(MemoriesChanged())
        except ModelError as error:
            if error.code == BUNDLED:
                raise
            log.info("memories are embedded later: %s", error.code)

    async def close(self, *, wait_for_model: bool = False) -> None:
        """Stop replies, end the open sessions, learn from them where that needs no model, and let go of all.

        With `wait_for_model` a model learns, too, before this returns; else at the next start.
        """
        if self._parts is None:
            return
        parts = self._parts
        try:
            await self._watch.stop()
            await parts.jobs.stop()
            await parts.awaiting.stop()
            await parts.meaning.close()
            await parts.downloads.close()
            await parts.off_record.close_all()
            await parts.forgetter.close()
            await parts.conversation.close()
            await parts.summaries.close()
            for task in self._background:
                task.cancel()
            await asyncio.gather(*self._background, return_exceptions=True)
            await parts.learning.end_all(wait_for_model=wait_for_model)
        finally:
            self._parts = None
            await self._let_go(parts)

    async def _let_go(self, parts: Parts) -> None:
        """Close all files and connections, and the profile whatever the others do: it must not stay locked."""
        try:
            if self.settings.flag("unload_on_quit"):
                await self._unload()
            await self._model.close()
            await parts.index.close()
        finally:
            await self._profile.close()

    async def _unload(self) -> None:
        """Free the model's memory; a host that does not answer at once is left alone."""
        try:
            async with asyncio.timeout(UNLOAD_SECONDS):
                await self._model.unload()
        except (ModelError, TimeoutError) as error:
            log.info("the model was not taken out of memory: %s", type(error).__name__)

    @property
    def _at_work(self) -> Parts:
        if self._parts is None:
            raise CompanionError("Companion is still starting, or has been closed.", "Wait a moment and try again.")
        return self._parts

    def _talk(self, number: int | None) -> Talk:
        """What a conversation is at work with, named by its number or that of a message in it. Raises `NotFound`."""
        if number is not None and is_off_record(number):
            return self._at_work.off_record.talk_of(number)
        return self._at_work.recorded

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
            s.flag("offline_takes_over"),
            s.text("background_model"),
            tuple(sorted(self._thinking.items())),
        )

    def _model_changed(self, status: ModelStatus) -> None:
        self._emit(ModelChanged(status))
        if self._parts is None:
            return
        self._watch.heed(status)
        if not status.offline:
            self._parts.awaiting.there()
            self._parts.downloads.there()
            if self._parts.meaning.was_away:
                self._in_background(self._complete_index(), "reading memories")

    def _download_changed(self, download: Download) -> None:
        self._emit(DownloadChanged(download))
        if download.state == "done":
            self._emit(ModelsChanged())
            self._in_background(self._look_for_model(), "looking for a model")

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
        if "persona" in changed:
            await self._choose_space()
        self._emit(SettingsChanged(changed))
        if {"decay_curve", "decay_threshold"} & set(changed):
            self._in_background(self._at_work.jobs.refade(), "recomputing when memories fade")
        if {"model_host", "embedding_model"} & set(changed):
            parts = self._at_work
            self._in_background(parts.meaning.follow(parts.index), "reading memories anew")
        if _ABOUT_THE_MODEL & set(changed):
            self._in_background(self._look_for_model(), "looking for a model")

    async def _choose_space(self) -> None:
        """Windows show the memories that the chosen persona may use, and no others."""
        key = self.settings.text("persona")
        loop = asyncio.get_running_loop()
        persona = await loop.run_in_executor(None, persona_named, key, self._persona_folders)
        space = space_of(persona)
        if space != self._space or await self._db.read(spaces.chosen) != space:
            await self._db.write(lambda con: spaces.choose(con, space))
            self._space = space
            self._emit(MemoriesChanged())
            self._emit(PortraitChanged())

    async def _look_for_model(self) -> None:
        await self._model.look()

    async def choose_home(self, folder: Path | None) -> None:
        """The profile folder for the next start; None: the default one. Raises `BadInput`."""
        await asyncio.get_running_loop().run_in_executor(None, paths.choose_home, folder)
