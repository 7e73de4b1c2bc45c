"""What the user changes of the portrait by hand. Pure: each gives the portrait after it and the ledger rows of that.

A locked trait or item is never moved, whatever is asked for. `now` is in UTC.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from companion.errors import BadInput, NotFound
from companion.personality.evidence import SessionEvidence
from companion.personality.history import portrait_of
from companion.personality.observations import FACETS
from companion.personality.portrait import HEAVIEST_ITEM, counts, scored, update
from companion.personality.rows import rows_of_items, rows_of_moods, sorted_items, with_locked
from companion.personality.strategy import strategy
from companion.records import LOCKED, UNLOCKED, Evidence, LedgerEntry, Portrait, PortraitItem, TraitScore

YOU_SAID_SO = "you said so"
YOU_SAID_WRONG = "you said that this is wrong"
RESTORED = "brought back as it was on {}"
UNDONE = "undone by you (rows {} to {})"
YOUR_WORD = 12
"""Observations that the user's own word about a trait counts as: it is surer than any dozen guesses."""
YOUR_ITEM = 5.0
"""The weight of an item that the user adds."""
AGAINST_ITEM = -3.0
"""The weight of an item that the user called wrong: so many mentions weigh it up again."""
LONGEST_ITEM = 120
"""Characters."""

Changed = tuple[Portrait, tuple[LedgerEntry, ...]]


def set_score(portrait: Portrait, name: str, score: float, now: dt.datetime) -> Changed:
    """Put a trait where the user says it is. Raises `BadInput` for a locked trait or a score outside [-1, 1]."""
    trait = _movable(portrait, name)
    if not -1 <= score <= 1:
        raise BadInput("A trait lies between -1 and 1.")
    return _now_with(portrait, replace_trait(portrait, scored(trait, score, trait.evidence + YOUR_WORD)), now)


def wrong_trait(portrait: Portrait, name: str, earlier: Sequence[LedgerEntry], now: dt.datetime) -> Changed:
    """Count "this is wrong" as evidence against a score: at most what one session moves, once a day.

    `earlier` are the ledger rows of the trait. Raises `BadInput` when nothing is claimed, or it was said today.
    """
    trait, day = _movable(portrait, name), _day(now)
    if trait.score == 0:
        raise BadInput("Nothing is said of this trait yet.")
    if any(row.reason == YOU_SAID_WRONG and row.day == day and row.message_id is None for row in earlier):
        raise BadInput("This was noted today already.", "Set the value yourself, or lock it.")
    against = Evidence(name, -1 if trait.score > 0 else 1, 3, 0, "", YOU_SAID_WRONG)
    moved, rows = update(portrait, SessionEvidence(day, (against,)), now, 0)
    told = tuple(replace(row, session_id=None, message_id=None) for row in rows)
    return _told(replace(moved, sessions=portrait.sessions), now), told


def wrong_row(portrait: Portrait, row: LedgerEntry, earlier: Sequence[LedgerEntry], now: dt.datetime) -> Changed:
    """Take back what one piece of evidence moved. `earlier` are the ledger rows of the same trait.

    Raises `BadInput` when it is not evidence, or was taken back already.
    """
    trait = _movable(portrait, row.trait)
    if row.message_id is None or counts(row) != 1:
        raise BadInput("This row is not evidence.", "Choose one that quotes you.")
    key = (row.message_id, row.quote)
    taken = sum(counts(e) for e in earlier if (e.message_id, e.quote) == key and e.id > row.id)
    if taken < 0 or trait.evidence == 0:
        raise BadInput("This was taken back already.")
    score = min(1.0, max(-1.0, trait.score - (row.after - row.before)))
    after = replace_trait(portrait, scored(trait, score, trait.evidence - 1))
    entry = LedgerEntry(
        0, now, None, row.trait, trait.score, score, YOU_SAID_WRONG, row.message_id, row.quote, _day(now), -1
    )
    return _told(after, now), (entry,)


def put_item(portrait: Portrait, facet: str, old: str, new: str, now: dt.datetime) -> Changed:
    """Add an item (`old` is empty), word one anew, or remove it (`new` is empty).

    Raises `BadInput` for an unknown facet, a locked item, or a text that is too long or there already, `NotFound` for
    an unknown item.
    """
    if facet not in FACETS:
        raise BadInput("The portrait has no such part.", "Choose interest, person, routine or style.")
    text = " ".join(new.split())
    if len(text) > LONGEST_ITEM:
        raise BadInput(f"At most {LONGEST_ITEM} characters fit here.")
    found = _free_item(portrait, facet, old) if old else None
    same = next((i for i in portrait.items if i.facet == facet and i.text.casefold() == text.casefold()), None)
    if text and same not in (None, found) and same is not None and (same.weight > 0 or same.locked):
        raise BadInput("This is in the portrait already.")
    if not text and found is None:
        raise BadInput("There is nothing to add.", "Write a few words.")
    rest = tuple(item for item in portrait.items if item not in (found, same))
    made = []
    if text:
        weight = max(found.weight if found else 0.0, YOUR_ITEM)
        made = [PortraitItem(facet, text, min(weight, HEAVIEST_ITEM), _day(now), found.message_ids if found else ())]
    return _now_with(portrait, replace(portrait, items=sorted_items((*rest, *made))), now)


def wrong_item(portrait: Portrait, facet: str, text: str, now: dt.datetime) -> Changed:
    """Count "this is wrong" against an item: it is left out until it was mentioned often again.

    Raises `BadInput` for a locked item, `NotFound`.
    """
    found = _free_item(portrait, facet, text)
    against = replace(found, weight=AGAINST_ITEM, last_day=_day(now))
    items = sorted_items((*(item for item in portrait.items if item != found), against))
    return _now_with(portrait, replace(portrait, items=items), now, YOU_SAID_WRONG)


def lock_item(portrait: Portrait, facet: str, text: str, locked: bool, now: dt.datetime) -> Changed:
    """Keep an item as it is, or let it move again; no rows when it is so already. Raises `NotFound`."""
    found = _item(portrait, facet, text)
    if found.locked == locked:
        return portrait, ()
    items = tuple(replace(found, locked=locked) if item is found else item for item in portrait.items)
    entry = LedgerEntry(
        0, now, None, f"{facet}: {text}", found.weight, found.weight, LOCKED if locked else UNLOCKED, None, "",
        _day(now), 0, found.last_day, found.message_ids,
    )  # fmt: skip
    return _told(replace(portrait, items=items), now), (entry,)


def restored(portrait: Portrait, wanted: Portrait, as_of: dt.date, now: dt.datetime) -> Changed:
    """The state `wanted` again, by rows that lead there: exactly, but for what is locked now."""
    held = {trait.name: trait for trait in portrait.traits if trait.locked}
    traits = tuple(held.get(trait.name, trait) for trait in wanted.traits)
    after = replace(portrait, traits=traits, items=with_locked(portrait.items, wanted.items), moods=wanted.moods)
    return _now_with(portrait, after, now, RESTORED.format(f"{as_of.day} {as_of:%B %Y}"))


def undone(portrait: Portrait, entries: Sequence[LedgerEntry], first: int, last: int, now: dt.datetime) -> Changed:
    """The portrait without what the rows `first` to `last` of `entries` (all, oldest first) changed.

    What nothing has touched since is exactly as before; a score that has moved since goes back by as much; an item or
    a mood that has changed since stays. Raises `BadInput` when it was undone already.
    """
    reason = UNDONE.format(first, last)
    if any(row.reason == reason for row in entries):
        raise BadInput("This was undone already.")
    own = [row for row in entries if first <= row.id <= last]
    before = portrait_of([row for row in entries if row.id < first])
    later = {row.trait for row in entries if row.id > last}
    names = {row.trait for row in own}
    traits = []
    for trait, old in zip(portrait.traits, before.traits, strict=True):
        mine = [row for row in own if row.trait == trait.name]
        if not mine or trait.locked:
            traits.append(trait)
        elif trait.name not in later:
            traits.append(scored(trait, old.score, old.evidence))
        else:
            score = trait.score - sum(row.after - row.before for row in mine)
            left = max(0, trait.evidence - sum(map(counts, mine)))
            traits.append(scored(trait, min(1.0, max(-1.0, score)), left))
    back = names - later
    items = [item for item in portrait.items if f"{item.facet}: {item.text}" not in back]
    items += [item for item in before.items if f"{item.facet}: {item.text}" in back]
    moods = [mood for mood in portrait.moods if f"mood: {mood.session_id}" not in back]
    moods += [mood for mood in before.moods if f"mood: {mood.session_id}" in back]
    moods.sort(key=lambda mood: (mood.day, mood.session_id))
    after = replace(portrait, traits=tuple(traits), items=with_locked(portrait.items, items), moods=tuple(moods))
    return _now_with(portrait, after, now, reason)


def replace_trait(portrait: Portrait, trait: TraitScore) -> Portrait:
    """`portrait` with this trait in place of the one of its name."""
    return replace(portrait, traits=tuple(trait if t.name == trait.name else t for t in portrait.traits))


def _now_with(old: Portrait, new: Portrait, now: dt.datetime, reason: str = YOU_SAID_SO) -> Changed:
    """`new` with the strategy of today, and the rows that lead there from `old`."""
    day = _day(now)
    rows = [
        LedgerEntry(0, now, None, is_.name, was.score, is_.score, reason, None, "", day, is_.evidence - was.evidence)
        for was, is_ in zip(old.traits, new.traits, strict=True)
        if (was.score, was.evidence) != (is_.score, is_.evidence)
    ]
    rows += rows_of_items(old.items, new.items, reason, day, now)
    rows += rows_of_moods(old.moods, new.moods, reason, day, now)
    return _told(new, now), tuple(rows)


def _told(portrait: Portrait, now: dt.datetime) -> Portrait:
    return replace(portrait, strategy=strategy(portrait, _day(now)), updated_at=now)


def _movable(portrait: Portrait, name: str) -> TraitScore:
    trait = next((t for t in portrait.traits if t.name == name), None)
    if trait is None:
        raise NotFound("There is no such trait in the portrait.", "Choose one of the five traits.")
    if trait.locked:
        raise BadInput("This trait is locked and stays as it is.", "Unlock it first.")
    return trait


def _item(portrait: Portrait, facet: str, text: str) -> PortraitItem:
    found = next((i for i in portrait.items if i.facet == facet and i.text == text), None)
    if found is None:
        raise NotFound("This is no longer in the portrait.", "Look at the portrait again.")
    return found


def _free_item(portrait: Portrait, facet: str, text: str) -> PortraitItem:
    found = _item(portrait, facet, text)
    if found.locked:
        raise BadInput("This is locked and stays as it is.", "Unlock it first.")
    return found


def _day(now: dt.datetime) -> dt.date:
    return now.astimezone().date()
