"""The portrait's ledger without what was forgotten: the rows that rested on it are gone, the others stand as if they
never had been. Pure.

A row that evidence moved moves the value by as much as before, from where it now stands; where nothing before it went,
it is the same to the last bit. What the user set by hand stays what they set.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from companion.personality.lexicon import TRAITS
from companion.personality.retraction import LIGHTEST
from companion.personality.rows import MOOD
from companion.records import LedgerEntry


@dataclass(frozen=True, slots=True)
class Left:
    """The rows that stay, oldest first, and the numbers of those that go."""

    rows: tuple[LedgerEntry, ...]
    gone: tuple[int, ...]


def without(
    entries: Sequence[LedgerEntry],
    rests_on_it: Callable[[LedgerEntry], bool],
    named_in_it: Callable[[str], bool],
    sessions: Collection[int],
    locked: Collection[str],
) -> Left:
    """`entries` (all of a space, oldest first) without the rows that rest on forgotten words.

    `named_in_it` says of an item's text whether the words gave it; `sessions` are forgotten as wholes. A locked trait
    keeps its value, so its rows stay, without their quotes.
    """
    kept, gone = list[LedgerEntry](), list[int]()
    scores: dict[str, float] = {}
    lost: dict[str, float] = {}
    dropped: set[tuple[str, int]] = set()
    for entry in entries:
        name = entry.trait
        forgotten = rests_on_it(entry)
        if name in TRAITS:
            if forgotten and name not in locked:
                gone.append(entry.id)
                continue
            told = replace(entry, quote="") if forgotten else entry
            kept.append(_from(told, scores.get(name, 0.0)))
            scores[name] = kept[-1].after
        elif name.startswith(MOOD):
            if int(name.removeprefix(MOOD)) in sessions:
                gone.append(entry.id)
            else:
                kept.append(entry)
        elif forgotten or named_in_it(name.partition(": ")[2]):
            lost[name] = lost.get(name, 0.0) + max(0.0, entry.after - entry.before)
            dropped.update((name, i) for i in (entry.message_id,) if i is not None)
            gone.append(entry.id)
        elif (left := _lighter(entry, lost.get(name, 0.0), dropped)) is not None:
            kept.append(left)
        else:
            gone.append(entry.id)
    return Left(tuple(kept), tuple(gone))


def _from(entry: LedgerEntry, score: float) -> LedgerEntry:
    """A trait's row that begins at `score`."""
    if entry.before == score:
        return entry
    by_hand = entry.message_id is None
    after = entry.after if by_hand else min(1.0, max(-1.0, score + entry.after - entry.before))
    return replace(entry, before=score, after=after)


def _lighter(entry: LedgerEntry, lost: float, dropped: Collection[tuple[str, int]]) -> LedgerEntry | None:
    """An item's row without the weight and the messages that went; None when nothing speaks for it any more."""
    ids = tuple(i for i in entry.message_ids if (entry.trait, i) not in dropped)
    if entry.message_ids and not ids:
        return None
    if not lost:
        return entry
    before, after = max(0.0, entry.before - lost), entry.after and max(LIGHTEST, entry.after - lost)
    return replace(entry, before=before, after=after, message_ids=ids)
