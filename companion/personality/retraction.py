"""What a learning changed of the portrait, and how that is taken back. Pure; what is kept is JSON.

Nothing is rewound: the ledger gets rows that go the other way. Where nothing has moved a value since, it is exactly
what it was; where something has, it goes back by as much as this learning had moved it, and no further.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Generic, TypeVar

from companion.personality.observations import PERSON
from companion.personality.portrait import TAKEN_BACK, scored
from companion.personality.rows import in_order, rows_of_items, rows_of_moods, with_locked
from companion.personality.strategy import strategy
from companion.records import LedgerEntry, Mood, Portrait, PortraitItem, TraitScore

LIGHTEST = 0.05
"""Weight that is left to an item as long as anything that was said speaks for it."""

Entry = TypeVar("Entry", PortraitItem, Mood)


@dataclass(frozen=True, slots=True)
class _Swapped(Generic[Entry]):
    """What left a list, with its places from 0, and what came in."""

    out: tuple[tuple[int, Entry], ...]
    into: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What one learning did to the portrait. `rows` are its first and last ledger row; (0, 0) when there are none."""

    rows: tuple[int, int]
    items: _Swapped[PortraitItem]
    moods: _Swapped[Mood]
    strategy: tuple[str, str]
    updated_at: tuple[dt.datetime | None, dt.datetime | None]


def moved(before: Portrait, after: Portrait, rows: tuple[int, int]) -> Moved:
    """The difference between two portraits, of which `after` came of `before` by one learning."""
    return Moved(
        rows,
        _swapped(before.items, after.items),
        _swapped(before.moods, after.moods),
        (before.strategy, after.strategy),
        (before.updated_at, after.updated_at),
    )


def taken_back(
    portrait: Portrait, change: Moved, rows: Sequence[LedgerEntry], session_id: int, now: dt.datetime
) -> tuple[Portrait, tuple[LedgerEntry, ...]]:
    """The portrait without what `change` did, and the ledger rows of that. `rows` are the learning's own, oldest first.

    Traits and items that are locked stay.
    """
    traits, entries = [], []
    for trait in portrait.traits:
        own = [row for row in rows if row.trait == trait.name and row.message_id is not None]
        back = [] if trait.locked else _reversed(trait, own, session_id, now)
        traits.append(scored(trait, back[-1].after, trait.evidence - len(back)) if back else trait)
        entries += back
    known = _under_their_names(change.items, portrait.items)
    items = _put_back(portrait.items, known, lambda item: (item.facet, item.text.casefold()), _lighter)
    moods = _put_back(portrait.moods, change.moods, lambda mood: mood.session_id, lambda current, *_: current)
    items, moods = with_locked(portrait.items, items), in_order(moods)
    entries += rows_of_items(portrait.items, items, TAKEN_BACK, now.astimezone().date(), now, session_id)
    entries += rows_of_moods(portrait.moods, moods, TAKEN_BACK, now.astimezone().date(), now, session_id)
    untouched = (portrait.strategy, portrait.updated_at) == (change.strategy[1], change.updated_at[1])
    new = replace(
        portrait, traits=tuple(traits), items=items, moods=moods, sessions=max(portrait.sessions - 1, 0),
        updated_at=change.updated_at[0] if untouched else portrait.updated_at,
    )  # fmt: skip
    return replace(new, strategy=change.strategy[0] if untouched else strategy(new, now.date())), tuple(entries)


def to_json(change: Moved) -> str:
    """For the record."""
    return json.dumps(asdict(change), default=lambda value: value.isoformat())


def from_json(text: str) -> Moved | None:
    """What `to_json` wrote; None for a learning that never came to the portrait."""
    kept = json.loads(text)
    if not kept:
        return None
    first, last = kept["rows"]
    told, shown = kept["strategy"]
    since, until = (at and dt.datetime.fromisoformat(at) for at in kept["updated_at"])
    return Moved((first, last), _read(kept["items"], _item), _read(kept["moods"], _mood), (told, shown), (since, until))


def _reversed(trait: TraitScore, rows: Sequence[LedgerEntry], session_id: int, now: dt.datetime) -> list[LedgerEntry]:
    score, back = trait.score, []
    for row in reversed(rows):
        to = row.before if score == row.after else min(1.0, max(-1.0, score - (row.after - row.before)))
        back.append(
            LedgerEntry(
                0, now, session_id, trait.name, score, to, TAKEN_BACK, row.message_id, row.quote,
                now.astimezone().date(), -1,
            )
        )  # fmt: skip
        score = to
    return back


def _swapped(before: Sequence[Entry], after: Sequence[Entry]) -> _Swapped[Entry]:
    """The least that turns one list into the other, given that what is new stands last."""
    old, new = set(before), set(after)
    return _Swapped(
        tuple((place, entry) for place, entry in enumerate(before) if entry not in new),
        tuple(entry for entry in after if entry not in old),
    )


def _under_their_names(change: _Swapped[PortraitItem], now: Sequence[PortraitItem]) -> _Swapped[PortraitItem]:
    """`change` with people under the names that they have now: those that rest on the same words."""
    there = {(item.facet, item.text) for item in now}
    came = {(item.facet, item.text) for item in change.into}
    names: dict[str, str] = {}
    for item in change.into:
        if item.facet != PERSON or (item.facet, item.text) in there:
            continue
        said = set(item.message_ids)
        others = [other for other in now if other.facet == PERSON and (other.facet, other.text) not in came]
        fit = [other.text for other in others if said and said <= set(other.message_ids)]
        if len(fit) == 1:
            names[item.text] = fit[0]

    def named(item: PortraitItem) -> PortraitItem:
        return replace(item, text=names.get(item.text, item.text)) if item.facet == PERSON else item

    out, into = [(place, named(item)) for place, item in change.out], [named(item) for item in change.into]
    return _Swapped(tuple(out), tuple(into))


def _put_back(
    now: Sequence[Entry],
    change: _Swapped[Entry],
    key: Callable[[Entry], Hashable],
    less: Callable[[Entry, Entry, Entry | None], Entry | None],
) -> tuple[Entry, ...]:
    """`now` without what came in and with what left. `less(current, after, before)` is what remains of an entry that
    has changed since; None: nothing."""
    came = {key(entry): entry for entry in change.into}
    left = {key(entry): entry for _, entry in change.out}
    kept: list[Entry] = []
    back = left.keys() - came.keys()
    for entry in now:
        after = came.get(key(entry))
        if after is None:
            kept.append(entry)
        elif entry == after:
            back |= {key(entry)}
        elif (rest := less(entry, after, left.get(key(entry)))) is not None:
            kept.append(rest)
    there = {key(entry) for entry in kept}
    for place, entry in change.out:
        if key(entry) in back - there:
            kept.insert(place, entry)
    return tuple(kept)


def _lighter(current: PortraitItem, after: PortraitItem, before: PortraitItem | None) -> PortraitItem | None:
    """An item that later conversations named again, without the weight and the messages of this one."""
    weight = current.weight - (after.weight - (before.weight if before else 0.0))
    theirs = set(after.message_ids) - set(before.message_ids if before else ())
    ids = tuple(number for number in current.message_ids if number not in theirs)
    return replace(current, weight=max(weight, LIGHTEST), message_ids=ids) if ids else None


def _read(kept: Any, entry: Callable[[Any], Entry]) -> _Swapped[Entry]:
    return _Swapped(
        tuple((place, entry(value)) for place, value in kept["out"]), tuple(entry(value) for value in kept["into"])
    )


def _item(kept: Any) -> PortraitItem:
    return PortraitItem(
        kept["facet"], kept["text"], kept["weight"], dt.date.fromisoformat(kept["last_day"]),
        tuple(kept["message_ids"]),
    )  # fmt: skip


def _mood(kept: Any) -> Mood:
    return Mood(kept["session_id"], dt.date.fromisoformat(kept["day"]), kept["valence"])
