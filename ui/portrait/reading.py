"""Asks the engine for the portrait of the present or of a past day, and for the ledger of what is open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from companion.engine import Engine
from companion.records import LedgerEntry, Portrait
from ui.bridge import Bridge, Ticket


@dataclass(frozen=True, slots=True)
class Look:
    """What the window shows: the portrait as of a day (None: now), the days to choose from, and what is told."""

    portrait: Portrait
    days: tuple[dt.date, ...]
    told: str
    day: dt.date | None


class PortraitReader(QObject):
    """An older answer never comes after a newer one. Main thread only."""

    found = Signal(object)
    """A `Look`."""
    rows_found = Signal(object)
    """A list of ledger entries, the latest first."""
    failed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self.name = ""
        """The trait or item whose ledger is open; empty for all."""
        self._bridge = bridge
        self._day: dt.date | None = None
        self._looking: Ticket | None = None
        self._asked: Ticket | None = None

    @Slot(object)
    def look_at(self, day: dt.date | None) -> None:
        """Show this day from now on; None: the present."""
        self._day = day
        self.load()

    def open(self, name: str) -> None:
        """Show this ledger from now on."""
        self.name = name
        self._load_rows()

    def load(self) -> None:
        """Ask for everything again."""
        if self._looking is not None:
            self._looking.cancel()
        day = self._day
        self._looking = self._bridge.ask(self, lambda e: _look(e, day), self.found.emit, self.failed.emit)
        self._load_rows()

    def _load_rows(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        name, day = self.name, self._day
        self._asked = self._bridge.ask(self, lambda e: _rows(e, name, day), self.rows_found.emit, self.failed.emit)


async def _look(engine: Engine, day: dt.date | None) -> Look:
    days = tuple(await engine.portrait_days())
    portrait = await (engine.portrait() if day is None else engine.portrait_as_of(day))
    return Look(portrait, days, await engine.told_about_user() if day is None else "", day)


async def _rows(engine: Engine, name: str, day: dt.date | None) -> list[LedgerEntry]:
    rows = await engine.ledger(name or None)
    return [row for row in rows if day is None or (row.day or row.at.astimezone().date()) <= day]
