"""The door to the portrait of the user: what is understood, since when, and every way to correct it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from companion.conversation.prompt import portrait_section
from companion.engine.house import House
from companion.errors import NotFound
from companion.events import PortraitChanged
from companion.personality import hand, history
from companion.personality.hand import Changed
from companion.personality.rows import MOOD
from companion.records import LedgerEntry, Portrait, PortraitChange
from companion.store import portraits
from companion.store.database import Connection

Edit = Callable[[Portrait, Sequence[LedgerEntry], dt.datetime], Changed]


class Portraits(House):
    """The door to the portrait of the user. All of it is that of the space which the chosen persona remembers in."""

    async def portrait(self) -> Portrait:
        """Who the user is, as far as the evidence goes."""
        return await self._db.read(lambda con: portraits.load(con, self._space))

    async def ledger(self, trait: str | None = None) -> list[LedgerEntry]:
        """Every change of the portrait but the moods, the latest first; of one trait or item if named."""
        rows = await self._db.read(lambda con: portraits.ledger(con, trait, space=self._space))
        return [row for row in rows if trait or not row.trait.startswith(MOOD)]

    async def portrait_days(self) -> list[dt.date]:
        """The days on which the portrait changed, oldest first: where `portrait_as_of` can stop."""
        return sorted(set(history.days_of(await self._all_rows())))

    async def portrait_as_of(self, day: dt.date) -> Portrait:
        """The portrait as it stood at the end of `day`, from the ledger alone."""
        rows = await self._all_rows()
        return history.portrait_of(history.up_to(rows, day))

    async def restore_portrait(self, day: dt.date) -> PortraitChange:
        """Make the portrait of the end of `day` the present one, by ledger rows. Locked traits stay."""

        def edit(portrait: Portrait, rows: Sequence[LedgerEntry], now: dt.datetime) -> Changed:
            return hand.restored(portrait, history.portrait_of(history.up_to(rows, day)), day, now)

        return await self._edit(edit)

    async def set_trait(self, trait: str, score: float) -> PortraitChange:
        """Put a trait where the user says it is, in [-1, 1]. Raises `BadInput`, `NotFound`."""
        return await self._edit(lambda portrait, _rows, now: hand.set_score(portrait, trait, score, now))

    async def wrong_trait(self, trait: str) -> PortraitChange:
        """Count "this is wrong" as evidence against a trait. Raises `BadInput`, `NotFound`."""
        return await self._edit(
            lambda portrait, rows, now: hand.wrong_trait(portrait, trait, [r for r in rows if r.trait == trait], now)
        )

    async def wrong_evidence(self, entry_id: int) -> PortraitChange:
        """Take back what one piece of evidence moved. Raises `BadInput`, `NotFound`."""

        def edit(portrait: Portrait, rows: Sequence[LedgerEntry], now: dt.datetime) -> Changed:
            row = next((row for row in rows if row.id == entry_id), None)
            if row is None:
                raise NotFound("There is no such row in the ledger.", "Look at it again.")
            return hand.wrong_row(portrait, row, [r for r in rows if r.trait == row.trait], now)

        return await self._edit(edit)

    async def put_portrait_item(self, facet: str, old: str, new: str) -> PortraitChange:
        """Add an item (`old` empty), word one anew, or remove it (`new` empty). Raises `BadInput`, `NotFound`."""
        return await self._edit(lambda portrait, _rows, now: hand.put_item(portrait, facet, old, new, now))

    async def wrong_item(self, facet: str, text: str) -> PortraitChange:
        """Count "this is wrong" against an interest, a person, a routine or a wish. Raises `NotFound`."""
        return await self._edit(lambda portrait, _rows, now: hand.wrong_item(portrait, facet, text, now))

    async def undo_portrait(self, change: PortraitChange) -> PortraitChange:
        """Take back what one of these calls changed; what it gives can be undone again."""
        return await self._edit(lambda portrait, rows, now: hand.undone(portrait, rows, change.first, change.last, now))

    async def lock_trait(self, trait: str, locked: bool) -> None:
        """Keep a trait where it is, or let it move again. Raises `NotFound`."""
        await self._db.write(lambda con: portraits.set_lock(con, trait, locked, self._space))
        self._emit(PortraitChanged())

    async def lock_portrait_item(self, facet: str, text: str, locked: bool) -> None:
        """Keep an interest, a person, a routine or a wish as it is, or let it move again. Raises `NotFound`."""
        await self._edit(lambda portrait, _rows, now: hand.lock_item(portrait, facet, text, locked, now))

    async def told_about_user(self) -> str:
        """What the model is told of the user with the next message, word for word; empty when it is left out."""
        portrait = await self.portrait()
        return portrait_section(portrait.strategy) if self.settings.flag("portrait_in_prompt") else ""

    async def _all_rows(self) -> Sequence[LedgerEntry]:
        return (await self._db.read(lambda con: portraits.ledger(con, space=self._space)))[::-1]

    async def _edit(self, edit: Edit) -> PortraitChange:
        """Do what the user wants, in one transaction."""
        now, space = self._clock(), self._space

        def write(con: Connection) -> PortraitChange:
            before, last = portraits.load(con, space), portraits.last_row(con)
            after, rows = edit(before, portraits.ledger(con, space=space)[::-1], now)
            portraits.put(con, after, rows, space)
            held = tuple(trait.name for trait in before.traits if trait.locked)
            return PortraitChange(last + 1, portraits.last_row(con), held) if rows else PortraitChange(0, 0, held)

        change = await self._db.write(write)
        self._emit(PortraitChanged())
        return change
