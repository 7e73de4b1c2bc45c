"""One open profile: its lock, its vault, its record and its settings file."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping

from filelock import FileLock, Timeout

from companion import settings as table
from companion.errors import CompanionError, ProfileBusy
from companion.paths import Home
from companion.records import Notice
from companion.settings import Settings, Value
from companion.store import vault
from companion.store.database import Database
from companion.store.vault import Opened

log = logging.getLogger(__name__)


class Profile:
    """Opens and closes what belongs to one home. Called on the engine loop; the constructor touches nothing."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.settings: Settings = table.defaults()
        self.notices: tuple[Notice, ...] = ()
        self.vault = Opened(None, "not open")
        self._lock = FileLock(home.lock, thread_local=False)
        self._db: Database | None = None

    @property
    def db(self) -> Database:
        """The open record."""
        if self._db is None:
            raise CompanionError("The profile is not open.")
        return self._db

    async def open(self) -> None:
        """Lock, read the settings, unlock the vault, open the record.

        Raises `ProfileBusy`, `VaultLocked`, `RecordDamaged`, or `CompanionError` for a folder that cannot be used;
        then nothing stays locked and no file was changed.
        """
        try:
            self.home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise ProfileBusy(
                "Companion is already open with this profile.", "Use that window, or close it and try again."
            ) from error
        except OSError as error:
            raise self._unusable(error) from error
        try:
            await self._open_locked()
        except OSError as error:
            self._lock.release()
            raise self._unusable(error) from error
        except BaseException:
            self._lock.release()
            raise

    def _unusable(self, error: OSError) -> CompanionError:
        return CompanionError(
            f"The profile folder {self.home.root} cannot be used: {error.strerror or type(error).__name__}.",
            "Choose another folder, or make this one writable.",
        )

    async def _open_locked(self) -> None:
        loop = asyncio.get_running_loop()
        self.settings, notices = await loop.run_in_executor(None, table.load, self.home.settings)
        encrypt = self.settings.flag("encrypt")
        self.vault = await loop.run_in_executor(None, lambda: vault.unlock(self.home.record, encrypt=encrypt))
        self.notices = (*notices, *self.vault.notices)
        db = Database(self.home.record, self.vault.key)
        try:
            await db.open()
        except BaseException:
            await db.close()
            raise
        self._db = db

    async def change_settings(self, changes: Mapping[str, Value], now: dt.datetime) -> tuple[str, ...]:
        """Check and save new values, all or none; the keys that really changed. Raises `BadInput`, `OSError`."""
        new = self.settings
        for key, value in changes.items():
            new = new.with_value(key, value)
        changed = tuple(key for key in changes if new.values[key] != self.settings.values[key])
        if changed:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(None, lambda: table.save(self.home.settings, new, now=now))
            self.settings = new
        return changed

    async def close(self) -> None:
        """Close the record and let go of the profile."""
        if self._db is not None:
            await self._db.close()
            self._db = None
        self._lock.release()
