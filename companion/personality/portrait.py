"""The portrait's arithmetic: what evidence does to it. Pure and deterministic; safe on any thread.

Rules and models only bring evidence; how far a score moves is decided here. A trait lies in [-1, 1], 0 is the
middle of all people. A session moves it by at most `LARGEST_CHANGE`, and less the more is known already, so
that one bad evening does not make a pessimist. Every move is a ledger row, and the rows alone give the scores
(`replay`).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from companion.errors import BadInput
from companion.personality.evidence import SessionEvidence
from companion.personality.lexicon import TRAITS
from companion.personality.observations import FACETS, PERSON, Observation
from companion.personality.people import same_person, without_name
from companion.personality.rows import in_order, rows_of_items, rows_of_moods, sorted_items
from companion.personality.strategy import strategy
from companion.personality.weights import weight_on
from companion.records import Evidence, LedgerEntry, Mood, Portrait, PortraitItem, TraitScore

LARGEST_CHANGE = 0.15
"""How far one session can move a score."""
STEP = 0.05
"""What one unit of weight moves in an untouched portrait: three hints fill a session's bound."""
HISTORY = 20.0
"""Observations after which a session moves a score by 1/sqrt(2) of what it did at first."""
NARROWING = 4.0
"""Observations after which the interval is 1/sqrt(2) of its full half-width of 1."""
MOST_PER_SESSION = 6
"""Observations of one trait that count in one session; a monologue is still one evening."""

HEAVIEST_ITEM = 10.0
ITEMS_KEPT = 80
"""Per facet; beyond it the lightest go."""
MESSAGES_KEPT = 20
"""Messages that an item remembers as its sources: the latest ones."""
MOODS_KEPT = 400
TAKEN_BACK = "taken back with what this conversation taught"
"""Reason of a ledger row that undoes another: its evidence counts no longer."""


def empty_portrait() -> Portrait:
    """Nothing is known: every trait at 0, anywhere from -1 to 1."""
    return Portrait(traits=tuple(_trait(name, 0.0, 0) for name in TRAITS))


def update(
    portrait: Portrait, session: SessionEvidence, now: dt.datetime, session_id: int
) -> tuple[Portrait, tuple[LedgerEntry, ...]]:
    """The portrait after a session, and the ledger rows of the change (their `id` is 0 until they are saved).

    Locked traits and items do not move and take no rows. Evidence for and against cancels out; its rows say so.
    """
    rows: list[LedgerEntry] = []
    traits = []
    for trait in portrait.traits:
        counted = () if trait.locked else _counted(session.traits, trait.name)
        moved, new_rows = _moved(trait, counted, now, session_id)
        traits.append(moved)
        rows += new_rows
    items, item_rows = _merged(portrait.items, session, now, session_id)
    moods = tuple(m for m in portrait.moods if m.session_id != session_id or session.mood is None)
    if session.mood is not None:
        moods = in_order((*moods, Mood(session_id, session.day, session.mood)))[-MOODS_KEPT:]
    new = replace(
        portrait, traits=tuple(traits), items=items, moods=moods, sessions=portrait.sessions + 1, updated_at=now
    )
    mood_rows = rows_of_moods(portrait.moods, moods, "how the conversation sounded", session.day, now, session_id)
    told = [replace(row, day=session.day) for row in (*rows, *item_rows, *mood_rows)]
    return replace(new, strategy=strategy(new, session.day)), tuple(told)


def replay(entries: Iterable[LedgerEntry], until: dt.datetime | None = None) -> tuple[TraitScore, ...]:
    """The traits that `entries` (oldest first) lead to from zero, as of `until` (inclusive; None: to the end).

    Rows of items are passed over; locks are not in the ledger. Raises `BadInput` when a row does not begin where
    the one before it ended: then the ledger was tampered with.
    """
    scores = dict.fromkeys(TRAITS, 0.0)
    seen = dict.fromkeys(TRAITS, 0)
    for entry in entries:
        if entry.trait not in scores or (until is not None and entry.at > until):
            continue
        if entry.before != scores[entry.trait]:
            raise BadInput("The history of the portrait has a gap.", "Restore the profile from a backup.")
        scores[entry.trait] = entry.after
        seen[entry.trait] += counts(entry)
    return tuple(_trait(name, scores[name], seen[name]) for name in TRAITS)


def counts(entry: LedgerEntry) -> int:
    """How many observations of its trait a row adds; rows of older versions say it by what they name."""
    if entry.counts is not None:
        return entry.counts
    if entry.message_id is None:
        return 0
    return -1 if entry.reason == TAKEN_BACK else 1


def scored(trait: TraitScore, score: float, evidence: int) -> TraitScore:
    """`trait` at another score, with the interval that so much evidence leaves."""
    return _trait(trait.name, score, evidence, locked=trait.locked)


def _trait(name: str, score: float, evidence: int, *, locked: bool = False) -> TraitScore:
    half = 1 / math.sqrt(1 + evidence / NARROWING)
    return TraitScore(name, score, max(-1.0, score - half), min(1.0, score + half), evidence, locked)


def _counted(evidence: Sequence[Evidence], trait: str) -> tuple[Evidence, ...]:
    """The heaviest observations of `trait`; the same words said twice count once."""
    different: dict[tuple[str, int], Evidence] = {}
    for found in evidence:
        if found.trait == trait and found.direction and found.weight >= 1:
            different.setdefault((" ".join(found.quote.split()).casefold(), found.direction), found)
    heaviest = sorted(different.values(), key=lambda e: -e.weight)[:MOST_PER_SESSION]
    return tuple(e for e in different.values() if e in heaviest)


def _moved(
    trait: TraitScore, counted: Sequence[Evidence], now: dt.datetime, session_id: int
) -> tuple[TraitScore, list[LedgerEntry]]:
    net = sum(_signed(e) for e in counted)
    after = trait.score + _change(trait, net)
    winners = [e for e in counted if _signed(e) * net > 0]
    total = sum(_weight(e) for e in winners)
    rows, score, done = [], trait.score, 0
    for found in counted:
        before = score
        if found in winners:
            done += _weight(found)
            score = after if done == total else trait.score + (after - trait.score) * done / total
        reason = found.reason if found in winners else f"{found.reason}; outweighed in this conversation".lstrip("; ")
        rows.append(
            LedgerEntry(0, now, session_id, trait.name, before, score, reason, found.message_id, found.quote, counts=1)
        )
    moved = _trait(trait.name, score, trait.evidence + len(counted), locked=trait.locked)
    return (moved if counted else trait), rows


def _change(trait: TraitScore, net: int) -> float:
    """The session's move, in [-LARGEST_CHANGE, LARGEST_CHANGE]; it shrinks near the end it moves towards."""
    wanted = max(-LARGEST_CHANGE, min(LARGEST_CHANGE, STEP * net))
    room = 1 - trait.score if net > 0 else 1 + trait.score
    return wanted / math.sqrt(1 + trait.evidence / HISTORY) * min(1.0, max(0.0, room))


def _weight(evidence: Evidence) -> int:
    return min(evidence.weight, 3)


def _signed(evidence: Evidence) -> int:
    return _weight(evidence) if evidence.direction > 0 else -_weight(evidence)


def _merged(
    items: Sequence[PortraitItem], session: SessionEvidence, now: dt.datetime, session_id: int
) -> tuple[tuple[PortraitItem, ...], list[LedgerEntry]]:
    known = {(item.facet, item.text.casefold()): item for item in items}
    rows: list[LedgerEntry] = []
    for observation in session.observations:
        seen = _known_as(observation, known.values())
        known, told = _with_name(known, seen, now, session_id)
        rows += told
        key = (seen.facet, seen.text.casefold())
        old = known.get(key)
        if old is not None and old.locked:
            continue
        item = _grown(old, seen, weight_on(old, seen.day) if old else 0.0)
        known[key] = item
        # Under its new name it begins at nothing.
        before = old.weight if old and not told else 0.0
        rows.append(
            LedgerEntry(
                0, now, session_id, f"{item.facet}: {item.text}", before, item.weight, "mentioned",
                seen.message_id, seen.quote, counts=1, said_on=item.last_day, message_ids=item.message_ids,
            )
        )  # fmt: skip
    kept = sorted_items(_heaviest(tuple(known.values()), session.day))
    return kept, [*rows, *rows_of_items(known.values(), kept, "one of too many", session.day, now, session_id)]


def _known_as(seen: Observation, items: Iterable[PortraitItem]) -> Observation:
    if seen.facet != PERSON:
        return seen
    return replace(seen, text=same_person(seen.text, [item.text for item in items if item.facet == PERSON]))


def _with_name(
    known: dict[tuple[str, str], PortraitItem], seen: Observation, now: dt.datetime, session_id: int
) -> tuple[dict[tuple[str, str], PortraitItem], list[LedgerEntry]]:
    """`known` in which somebody met without a name has the name that `seen` gives, and the ledger rows of that."""
    people = {item.text: key for key, item in known.items() if item.facet == PERSON}
    nameless = without_name(seen.text, people) if seen.facet == PERSON and seen.text not in people else None
    if nameless is None or known[people[nameless]].locked:
        return known, []
    old = known[people[nameless]]
    renamed = {key: item for key, item in known.items() if item is not old}
    renamed[(PERSON, seen.text.casefold())] = replace(old, text=seen.text)
    entry = LedgerEntry(
        0, now, session_id, f"{PERSON}: {nameless}", old.weight, 0.0, f"is {seen.text}", seen.message_id, seen.quote,
        counts=0,
    )  # fmt: skip
    return renamed, [entry]


def _grown(old: PortraitItem | None, seen: Observation, before: float) -> PortraitItem:
    weight = min(HEAVIEST_ITEM, before + seen.weight)
    if old is None:
        return PortraitItem(seen.facet, seen.text, weight, seen.day, (seen.message_id,))
    ids = tuple(dict.fromkeys((*old.message_ids, seen.message_id)))[-MESSAGES_KEPT:]
    return replace(old, weight=weight, last_day=max(old.last_day, seen.day), message_ids=ids)


def _heaviest(items: Sequence[PortraitItem], day: dt.date) -> Iterable[PortraitItem]:
    kept = {(item.facet, item.text) for item in items if item.locked}
    for facet in FACETS:
        mine = [item for item in items if item.facet == facet]
        mine.sort(key=lambda item: -weight_on(item, day))
        kept.update((item.facet, item.text) for item in mine[:ITEMS_KEPT])
    return (item for item in items if (item.facet, item.text) in kept)
