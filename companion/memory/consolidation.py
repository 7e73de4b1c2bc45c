"""Consolidation: what a session taught becomes memories. One transaction; the same session twice adds nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from companion.language.dates import day_words
from companion.language.tokens import estimate_tokens
from companion.language.words import content_words
from companion.memory.decay import Use, born, fades_at
from companion.memory.decisions import Action, Decision, decide, is_single_valued
from companion.memory.episodes import Fading
from companion.memory.extraction import Draft, Extraction, FactDraft, IntentionDraft, kind_of
from companion.memory.keys import content_length
from companion.memory.policy import Policy, is_unwanted
from companion.memory.refiling import reindex_words
from companion.memory.summaries import summarise_session
from companion.memory.topics import topics
from companion.memory.uses import strengthen
from companion.records import Kind, Message, Provenance, Role, Scope, Source, Status
from companion.store import journal, memories, spaces, spoken
from companion.store.database import Connection
from companion.store.journal import State

CONTRADICTS = "contradicts"
"""Relation of a memory that waits in the inbox to the one that it would replace."""
EVERYTHING = Policy()
EVENT_IMPORTANCE = 0.7
"""A summary stands for a whole session, so it outlives most of its turns."""


@dataclass(slots=True)
class Consolidated:
    """What changed: ids of new memories, of those strengthened or superseded, and of those no longer dormant."""

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    revived: list[int] = field(default_factory=list)
    before: dict[int, State] = field(default_factory=dict)
    """What those that are not new were like before."""
    notes: dict[int, tuple[str, str]] = field(default_factory=dict)
    """What was done with each and why, in fixed words."""

    @property
    def touched(self) -> list[tuple[int, State | None]]:
        """Each memory once with its state before, None for a new one: what undoing this needs to know."""
        made = [(memory_id, None) for memory_id in dict.fromkeys(self.new) if memory_id not in self.before]
        return [*made, *self.before.items()]

    @property
    def ids(self) -> tuple[int, ...]:
        """Everything that a list must draw anew."""
        return tuple(dict.fromkeys(self.new + self.changed + self.revived))


@dataclass(frozen=True, slots=True)
class _Told:
    """One event of a session: what was said, and that in short."""

    messages: Sequence[Message]
    summary: str
    keywords: tuple[str, ...]


def consolidate(
    con: Connection,
    extraction: Extraction,
    messages: Sequence[Message],
    fading: Fading,
    now: dt.datetime,
    starts: Sequence[int] = (0,),
    policy: Policy = EVERYTHING,
) -> Consolidated:
    """Store what a session (of at least one message) taught, and link it to the turns it came from.

    `starts` are the places in `messages` at which its events begin: each has a summary of its own.
    """
    done = Consolidated()
    by_id = {message.id: message for message in messages}
    drafts: tuple[Draft, ...] = (*extraction.facts, *extraction.intentions, *extraction.lessons)
    spoken_for, put_right = spoken.spans(con, by_id), spoken.put_right(con, by_id)
    for draft in drafts:
        wrong = [span for span, *about in put_right if about == [draft.subject, draft.relation]]
        if not _had_its_effect(draft, [*spoken_for, *wrong]):
            keep(con, draft, by_id[draft.message_id], fading, now, done, policy=policy)
    for event in _events(extraction, messages, starts):
        if event.summary and not _told_already(con, event.summary, event.messages[0]):
            said = tuple(Source(m.id, 0, len(m.text)) for m in event.messages if m.role is Role.USER)
            told = add_event(con, Scope.SESSION, event.summary, event.messages[0], event.keywords, said, fading, now)
            done.new.append(told)
            done.notes[told] = (str(Action.ADD), "A summary of what was said.")
    return done


def _had_its_effect(draft: Draft, spans: Sequence[Source]) -> bool:
    """Whether these words were an order about memory, or were corrected by one: that was carried out when it came."""
    return any(s.message_id == draft.message_id and s.start < draft.end and draft.start < s.end for s in spans)


def keep(
    con: Connection,
    draft: Draft,
    message: Message,
    fading: Fading,
    now: dt.datetime,
    done: Consolidated,
    decision: Decision | None = None,
    policy: Policy = EVERYTHING,
) -> None:
    """Add a draft, or let it strengthen, widen or end what is known already: as `decisions` says, or as decided."""
    kind = Kind(kind_of(draft))
    source = Source(draft.message_id, draft.start, draft.end)
    if is_unwanted(con, kind, draft, message) or _learned_already(con, kind, draft, source):
        return
    space = spaces.of_session(con, message.session_id)
    decision = decision or decide(draft, memories.about(con, kind, draft.subject, space))
    known = decision.target_id
    if known is not None and decision.action is Action.NOOP and source in memories.get(con, known).sources:
        return
    if known is not None and known not in done.new:
        done.before.setdefault(known, journal.photograph(con, known))
    if known is not None:
        done.notes.setdefault(known, (str(decision.action), decision.reason))
    if known is not None and decision.action in (Action.NOOP, Action.MERGE):
        memories.add_sources(con, known, [source])
        if decision.action is Action.MERGE:
            memories.edit(con, known, draft.text, now, "consolidation")
            reindex_words(con, memories.get(con, known))
            done.new.append(known)
        strengthened = strengthen(con, [known], now, Use.CONFIRMED, fading)
        done.changed += strengthened.ids
        done.revived += strengthened.revived
        return
    asked = decision.ask or policy.asks(kind, draft)
    status = Status.INBOX if asked else Status.ACTIVE
    new_id = memories.add(con, _new(draft, kind, message, fading, now, status))
    done.new.append(new_id)
    done.notes[new_id] = (str(decision.action), decision.reason)
    if decision.action is Action.UPDATE and known is not None and asked:
        # Whoever accepts it ends what it contradicts.
        memories.link(con, new_id, known, CONTRADICTS, now)
    elif decision.action is Action.UPDATE and known is not None:
        if memories.get(con, known).status is Status.DORMANT:
            done.revived.append(known)
        memories.supersede(con, known, new_id, message.day, now)
        done.changed.append(known)
    episode = memories.episode_of_message(con, draft.message_id)
    if episode is not None:
        memories.link(con, new_id, episode, "from", now)


def _learned_already(con: Connection, kind: Kind, draft: Draft, source: Source) -> bool:
    """Whether these very words have taught this, whether it is still true or was ended since.

    One span may hold several likings, but only one home: there any memory that rests on it is the one.
    """
    text = None if is_single_valued(draft.relation) else draft.text
    return memories.rests_on(con, source, kind, draft.subject, draft.relation, text)


def _events(extraction: Extraction, messages: Sequence[Message], starts: Sequence[int]) -> list[_Told]:
    """The session's own summary for an only event; else each is summed up by rule: there is one call a session."""
    if len(starts) < 2:
        return [_Told(messages, extraction.summary, extraction.keywords)]
    parts = [messages[start:end] for start, end in zip(starts, [*starts[1:], len(messages)], strict=True)]
    return [_Told(part, summarise_session(part), topics(part)) for part in parts]


def _told_already(con: Connection, summary: str, first: Message) -> bool:
    return any(
        event.text == summary and event.session_id == first.session_id
        for event in memories.events(con, Scope.SESSION, day=first.day, space=spaces.of_session(con, first.session_id))
    )


def _new(
    draft: Draft, kind: Kind, message: Message, fading: Fading, now: dt.datetime, status: Status
) -> memories.NewMemory:
    state = born(draft.importance, now)
    since = (
        draft.valid_from if isinstance(draft, FactDraft) else draft.due if isinstance(draft, IntentionDraft) else None
    )
    return memories.NewMemory(
        kind=kind,
        text=draft.text,
        created_at=now,
        occurred_at=message.created_at,
        day=message.day,
        decay=state,
        fades_at=fades_at(state, fading.threshold, fading.curve),
        importance=draft.importance,
        provenance=Provenance.USER,
        day_words=day_words(message.day),
        session_id=message.session_id,
        speaker=message.speaker,
        subject=draft.subject,
        relation=draft.relation,
        truth=draft.truth,
        sensitivity=draft.sensitivity,
        valid_from=since or (message.day if kind is Kind.FACT else None),
        keywords=draft.keywords,
        sources=(Source(draft.message_id, draft.start, draft.end),),
        content_words=content_length(draft.text),
        tokens=estimate_tokens(f"{message.speaker}: {draft.text}"),
        status=status,
    )


def add_event(
    con: Connection,
    scope: Scope,
    text: str,
    first: Message,
    keywords: tuple[str, ...],
    sources: tuple[Source, ...],
    fading: Fading,
    now: dt.datetime,
    *,
    day: dt.date | None = None,
    space: str = "",
) -> int:
    """Store a summary that begins with the message `first`; its id. `day` names it, where that is not the message's.

    A day and a week have one summary each in a space, and there is one story: what is new becomes its next version.
    """
    named = day or first.day
    session_id = first.session_id if scope is Scope.SESSION else None
    told = None if scope is Scope.STORY else named
    older = [] if scope is Scope.SESSION else memories.events(con, scope, day=told, space=space)
    for old in older:
        if old.text != text:
            memories.edit(con, old.id, text, now, "consolidation")
            reindex_words(con, memories.get(con, old.id))
        memories.replace_sources(con, old.id, sources)
        return old.id
    state = born(EVENT_IMPORTANCE, now)
    return memories.add(
        con,
        memories.NewMemory(
            kind=Kind.EVENT,
            scope=scope,
            text=text,
            created_at=now,
            occurred_at=first.created_at,
            day=named,
            decay=state,
            fades_at=fades_at(state, fading.threshold, fading.curve),
            importance=EVENT_IMPORTANCE,
            provenance=Provenance.COMPANION,
            day_words=day_words(named),
            session_id=session_id,
            keywords=keywords or tuple(content_words(text)[:6]),
            sources=sources,
            content_words=content_length(text),
            tokens=estimate_tokens(text),
            space=space,
        ),
    )
