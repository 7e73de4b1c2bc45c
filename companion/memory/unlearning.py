"""Taking back what a learning did to the memories. In a transaction; what was not done since is restored exactly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from companion.language.words import content_words
from companion.memory.decay import fades_at
from companion.memory.episodes import Fading
from companion.memory.refiling import reindex_words
from companion.records import Kind, Memory, Source, Status
from companion.store import branches, decay_states, journal, memories, timelines, transcripts
from companion.store.database import Connection
from companion.store.journal import Change, State

_DECAY = ("strength", "stability", "difficulty", "anchor_at", "reinforced_at", "uses")


@dataclass(slots=True)
class TakenBack:
    """Ids of memories that are forgotten now, that have other words, and that stand elsewhere."""

    forgotten: list[int] = field(default_factory=list)
    reworded: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)

    @property
    def ids(self) -> tuple[int, ...]:
        """Everything that a list must draw anew."""
        return tuple(dict.fromkeys(self.forgotten + self.reworded + self.moved))


def take_back(
    con: Connection, work_id: int, fading: Fading, now: dt.datetime, done: TakenBack, keep: Container[int] = ()
) -> None:
    """Undo what this learning did to memories but to those in `keep`, and note it in `done`.

    What it made is forgotten, unless another conversation said it too: then that one keeps it. What it superseded
    holds again, unless a later conversation superseded that one's successor. Strength, words and standing go back to
    what they were, each where nothing has changed it since.
    """
    changes = [change for change in journal.changes(con, work_id) if change.memory_id not in keep]
    made = {change.memory_id: change for change in changes if change.before is None}
    for change in changes:
        if change.before is not None and not _hand_over(con, change, made, now):
            _restore(con, change, change.before, fading, done)
            journal.drop(con, change)
    for change in changes:
        if change.before is None:
            _take_out(con, change, done)


def leave_what_was_learned(con: Connection, work_id: int, ids: Container[int], fading: Fading, done: TakenBack) -> None:
    """Let those of `ids` that this correction at once made and ended hold again, as if the session had taught them.

    That is so where the end of the session has been learned from since: nothing else would say them any more.
    """
    for change in journal.changes(con, work_id):
        memory = memories.get(con, change.memory_id)
        heir = journal.learning_from(con, memory.sources[0].message_id) if memory.sources else None
        if change.before is not None or memory.id not in ids or heir is None or memory.status is not Status.SUPERSEDED:
            continue
        held = {**journal.photograph(con, memory.id), "status": Status.ACTIVE, "valid_until": None}
        journal.put_back(con, memory.id, held)
        decay_states.set_fades_at(con, [(memory.id, fades_at(memory.decay, fading.threshold, fading.curve))])
        journal.belongs_to(con, change, heir, journal.photograph(con, memory.id))
        done.moved.append(memory.id)


def still_said(con: Connection, work_id: int) -> set[int]:
    """The memories for which what this learning did still rests on words that are shown: there is nothing to undo.

    A summary is none of them: it is written anew with what was said instead.
    """
    kept: set[int] = set()
    changes = journal.changes(con, work_id)
    for change in changes:
        gained = _sources(change.after) - (_sources(change.before) if change.before is not None else set())
        if change.before is None:
            memory = memories.get(con, change.memory_id)
            gained = set(memory.sources) if memory.kind is not Kind.EVENT else set()
        if any(branches.is_shown(con, source.message_id) for source in gained):
            kept.add(change.memory_id)
    # What was superseded stays so as long as what took its place does.
    successors = kept & {change.memory_id for change in changes if change.before is None}
    ended = {change.memory_id for change in changes if change.before is not None}
    for successor in successors:
        kept |= ended & set(timelines.linked(con, successor, "supersedes"))
    return kept


def _hand_over(con: Connection, change: Change, made: Mapping[int, Change], now: dt.datetime) -> bool:
    """Whether another learning in force now answers for the end of this memory.

    That is the one that said again what ended it, or the one that ended what ended it.
    """
    if change.before is None or change.after["status"] != "superseded" or change.before["status"] == "superseded":
        return False
    for successor in made.keys() & set(timelines.linked(con, change.memory_id, "supersedes")):
        if heir := _heir(con, made[successor]):
            journal.belongs_to(con, change, heir.work_id, change.after)
            return True
        ended = next((c for c in journal.later(con, made[successor]) if c.after["status"] == "superseded"), None)
        if ended is None or memories.get(con, successor).status is not Status.SUPERSEDED:
            continue
        until = ended.after["valid_until"]
        journal.set_end(con, change.memory_id, until)
        journal.belongs_to(con, change, ended.work_id, {**change.after, "valid_until": until})
        for last in journal.made_by(con, ended.work_id) & set(timelines.linked(con, successor, "supersedes")):
            memories.link(con, last, change.memory_id, "supersedes", now)
        return True
    return False


def _heir(con: Connection, change: Change) -> Change | None:
    """The first other learning in force whose words say what this one made; None when nobody else said it."""
    own = _sources(change.after)
    others = [source for source in memories.get(con, change.memory_id).sources if source not in own]
    return next((c for c in journal.later(con, change) if _sources(c.after).intersection(others)), None)


def _restore(con: Connection, change: Change, before: State, fading: Fading, done: TakenBack) -> None:
    memory, now_state = memories.get(con, change.memory_id), journal.photograph(con, change.memory_id)
    state = dict(now_state)
    if now_state["version"] == change.after["version"]:
        state["version"] = before["version"]
    if all(now_state[name] == change.after[name] for name in _DECAY):
        state.update({name: before[name] for name in _DECAY})
    stands = journal.before_forget(con, memory.id) or now_state["status"]
    if stands == change.after["status"]:
        state.update(status=before["status"], valid_until=before["valid_until"])
    else:
        state["status"] = stands
    journal.put_back(con, memory.id, state)
    gained = _sources(change.after) - _sources(before)
    memories.replace_sources(con, memory.id, [source for source in memory.sources if source not in gained])
    _date(con, change, before, now_state, fading)
    if state["version"] != now_state["version"]:
        reindex_words(con, memories.get(con, memory.id))
        done.reworded.append(memory.id)
    if stands != state["status"]:
        done.moved.append(memory.id)


def _date(con: Connection, change: Change, before: State, now_state: State, fading: Fading) -> None:
    """The date of fading: the one of before, or that of the state where the rule has changed meanwhile."""
    memory = memories.get(con, change.memory_id)
    if memory.pinned or memory.status is Status.SUPERSEDED:
        return
    if now_state["fades_at"] == change.after["fades_at"]:
        journal.put_back(con, memory.id, {**journal.photograph(con, memory.id), "fades_at": before["fades_at"]})
    else:
        until = fades_at(memory.decay, fading.threshold, fading.curve)
        decay_states.set_fades_at(con, [(memory.id, until)])


def _take_out(con: Connection, change: Change, done: TakenBack) -> None:
    memory = memories.get(con, change.memory_id)
    if heir := _heir(con, change):
        own = _sources(change.after)
        _leave_to(con, memory, [source for source in memory.sources if source not in own])
        journal.made_instead(con, heir)
        journal.drop(con, change)
        done.reworded.append(memory.id)
    elif memory.status is not Status.FORGOTTEN:
        memories.set_status(con, memory.id, Status.FORGOTTEN)
        reindex_words(con, memory)
        journal.note_taken_back(con, change)
        done.forgotten.append(memory.id)


def _leave_to(con: Connection, memory: Memory, sources: list[Source]) -> None:
    """Let a memory rest on what was said elsewhere, in those words where the old ones do not stand there."""
    memories.replace_sources(con, memory.id, sources)
    first = transcripts.message(con, sources[0].message_id)
    said = first.text[sources[0].start : sources[0].end]
    journal.move_to(con, memory.id, first.session_id)
    if not set(content_words(memory.text)) <= set(content_words(said)):
        memories.edit(con, memory.id, said, first.created_at, "consolidation")
    reindex_words(con, memories.get(con, memory.id))


def _sources(state: State) -> set[Source]:
    return {Source(*source) for source in state["sources"]}
