"""Carrying a plan out in the record: words leave messages and turns, what was learned from them goes, summaries are
written anew. In one transaction; what the index must do afterwards is handed on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from companion.language.redaction import Cut, cut, without_marks
from companion.language.tokens import estimate_tokens
from companion.language.words import content_words
from companion.memory.forgetting_plan import Plan, remaining
from companion.memory.refiling import answer_to, reindex_words
from companion.memory.summaries import summarise_session
from companion.memory.titles import NO_TITLE, title_for
from companion.memory.tombstones import key_of_fact, key_of_import, keys_of_text
from companion.memory.topics import topics
from companion.records import Kind, Memory, Message, Role, Source, Status
from companion.store import erasures, memories, search, tombstones, transcripts
from companion.store.database import Connection


@dataclass(slots=True)
class Erased:
    """What was done: numbers for the receipt, and what the index and the lists must follow."""

    counts: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    """Names of vectors that are gone."""
    anew: list[int] = field(default_factory=list)
    """Memories whose vectors must be made anew."""
    gone: list[int] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)

    def count(self, what: str, number: int = 1) -> None:
        """So many more of that."""
        self.counts[what] = self.counts.get(what, 0) + number


def erase(con: Connection, plan: Plan, forgetting_id: int, mark: str, embedder: str) -> Erased:
    """Take everything of `plan` out of the memories, the messages, and the summaries of their sessions."""
    done = Erased()
    _leave_tombstones(con, plan, forgetting_id)
    for message in plan.messages.values():
        if message.id in plan.spans:
            done.days.add(message.day)
            done.sessions.add(message.session_id)
    for memory_id in plan.reworded - plan.gone:
        memories.replace_sources(con, memory_id, remaining(memories.get(con, memory_id), plan.spans))
    done.count("swept", erasures.remove_running_summaries(con, done.sessions))
    cuts = _cut_messages(con, plan, mark, done)
    _move_sources(con, cuts)
    remove(con, sorted(plan.gone), embedder, done)
    for memory_id in sorted(plan.turns - plan.gone):
        _reword_turn(con, memory_id, embedder, done)
    for memory_id in sorted(plan.reworded - plan.gone):
        _rest_on_others(con, memory_id, embedder, done)
    for memory_id in sorted(plan.summaries - plan.gone):
        _sum_up_anew(con, memory_id, embedder, done)
    _clean_versions(con, plan, done)
    for session_id in sorted(done.sessions - set(plan.sessions)):
        _retitle(con, session_id, plan, done)
    for session_id in plan.sessions:
        transcripts.remove_session(con, session_id)
        done.count("conversations")
    return done


def _leave_tombstones(con: Connection, plan: Plan, forgetting_id: int) -> None:
    keys = {key for text in (*plan.statements, *plan.echoes) for key in keys_of_text(text)}
    for memory in memories.by_ids(con, plan.gone).values():
        if memory.kind not in (Kind.EPISODE, Kind.EVENT):
            keys.add(key_of_fact(memory.kind, memory.subject, memory.relation, memory.text))
    for session_id in plan.sessions:
        if import_key := transcripts.import_key(con, session_id):
            keys.add(key_of_import(import_key))
    tombstones.add(con, keys - {""}, forgetting_id)


def _cut_messages(con: Connection, plan: Plan, mark: str, done: Erased) -> dict[int, Cut]:
    """Take the words out of the messages that stay; how each was cut."""
    cuts = {}
    for message_id, ranges in sorted(plan.spans.items()):
        message = plan.messages[message_id]
        done.count("replies" if message.role is Role.COMPANION else "messages")
        if message.session_id not in plan.sessions:
            cuts[message_id] = cut(message.text, ranges, mark)
            erasures.set_text(con, message_id, cuts[message_id].text)
            if not plan.left_of(message):
                beside, attached = erasures.remove_beside(con, message_id)
                done.count("beside", beside)
                done.count("attachments", attached)
    return cuts


def _move_sources(con: Connection, cuts: dict[int, Cut]) -> None:
    """What rests on words that stay in a message that was cut rests on them where they stand now."""
    for memory_id in erasures.resting_on(con, cuts):
        memory = memories.get(con, memory_id)
        moved = [_moved(source, cuts.get(source.message_id)) for source in memory.sources]
        memories.replace_sources(con, memory_id, [source for source in moved if source is not None])
    erasures.move_spans(con, {message_id: one.moved for message_id, one in cuts.items()})
    erasures.move_in_journal(con, {message_id: one.moved for message_id, one in cuts.items()})


def _moved(source: Source, cut_text: Cut | None) -> Source | None:
    if cut_text is None:
        return source
    at = cut_text.moved(source.start, source.end)
    return None if at is None else replace(source, start=at[0], end=at[1])


def remove(con: Connection, ids: Sequence[int], embedder: str, done: Erased) -> None:
    """Take whole memories out, those beside them refiled without their words."""
    there = memories.by_ids(con, ids)
    done.pieces += search.pieces(con, embedder, there)
    for memory in there.values():
        if memory.status is not Status.FORGOTTEN:
            memories.set_status(con, memory.id, Status.FORGOTTEN)
        reindex_words(con, memory)
        embed_anew(con, [i for i in answer_to(con, memory) if i not in there], embedder, done)
        kind = str(memory.kind) if memory.kind is not Kind.EVENT else "summary"
        done.kinds[kind] = done.kinds.get(kind, 0) + 1
        done.gone.append(memory.id)
    for memory_id in there:
        erasures.remove_memory(con, memory_id)


def embed_anew(con: Connection, ids: Iterable[int], embedder: str, done: Erased) -> None:
    """Drop vectors in this transaction, so that a crash before they are made anew leaves none that tells."""
    wanted = [memory_id for memory_id in ids if memory_id not in done.anew]
    done.pieces += search.pieces(con, embedder, wanted)
    erasures.remove_vectors(con, wanted)
    done.anew += wanted


def _reword_turn(con: Connection, memory_id: int, embedder: str, done: Erased) -> None:
    memory = memories.get(con, memory_id)
    message = transcripts.message(con, memory.sources[0].message_id)
    _say(con, memory, without_marks(message.text), embedder, done)
    embed_anew(con, answer_to(con, memory), embedder, done)
    done.count("turns")


def _rest_on_others(con: Connection, memory_id: int, embedder: str, done: Erased) -> None:
    """A memory that was said elsewhere, too, stays, in the words of there."""
    memory = memories.get(con, memory_id)
    source = memory.sources[0]
    first = transcripts.message(con, source.message_id)
    erasures.belong_to(con, memory_id, first.session_id)
    said = without_marks(first.text[source.start : source.end])
    text = memory.text if set(content_words(memory.text)) <= set(content_words(said)) else said
    _say(con, memory, text, embedder, done)
    done.count("reworded")


def _say(con: Connection, memory: Memory, text: str, embedder: str, done: Erased) -> None:
    """Let a memory say `text` as if it had never said anything else."""
    said = set(content_words(text))
    keywords = [word for word in memory.keywords if set(content_words(word)) <= said]
    erasures.set_words(con, memory.id, text, keywords, estimate_tokens(f"{memory.speaker}: {text}"))
    reindex_words(con, memories.get(con, memory.id))
    embed_anew(con, [memory.id], embedder, done)


def _sum_up_anew(con: Connection, memory_id: int, embedder: str, done: Erased) -> None:
    """Write the summary of a session once more from what is left of it. Those above it are the chronicle's."""
    memory = memories.get(con, memory_id)
    if memory.session_id is None:
        return
    told = _told_by(con, memory)
    text = summarise_session(told)
    done.count("summaries")
    if not text:
        remove(con, [memory_id], embedder, done)
        return
    erasures.set_words(con, memory_id, text, list(topics(told)) or content_words(text)[:6], estimate_tokens(text))
    said = [Source(m.id, 0, len(m.text)) for m in told if m.role is Role.USER and m.text]
    memories.replace_sources(con, memory_id, said)
    reindex_words(con, memories.get(con, memory_id))
    embed_anew(con, [memory_id], embedder, done)


def _told_by(con: Connection, summary: Memory) -> list[Message]:
    """The messages that a session's summary is made of, as they are now, without marks."""
    assert summary.session_id is not None
    said = transcripts.messages(con, summary.session_id)
    ids = [source.message_id for source in summary.sources]
    first, last = min(ids, default=0), max(ids, default=said[-1].id if said else 0)
    # The replies after the last of the user's messages belong to it.
    following = next((m.id for m in said if m.id > last and m.role is Role.USER), None)
    return [
        replace(m, text=without_marks(m.text))
        for m in said
        if first <= m.id and (following is None or m.id < following)
    ]


def _clean_versions(con: Connection, plan: Plan, done: Erased) -> None:
    """Older texts and key words of other memories that say it."""
    for memory_id, version, text in erasures.versions_with(con, plan.words.telling | set(plan.words.phrases)):
        if plan.words.quoted(text, near=False):
            erasures.remove_version(con, memory_id, version)
            done.count("versions")
    for memory_id, keywords in erasures.keywords_with(con, plan.words.telling | set(plan.words.phrases)):
        kept = [word for word in keywords if not plan.words.quoted(word, near=True)]
        if kept != keywords:
            erasures.set_keywords(con, memory_id, kept)


def _retitle(con: Connection, session_id: int, plan: Plan, done: Erased) -> None:
    title = transcripts.session(con, session_id).title
    if title and plan.words.quoted(title, near=True):
        said = [replace(m, text=without_marks(m.text)) for m in transcripts.messages(con, session_id)]
        new = title_for(said)
        transcripts.rename(con, session_id, "" if new == NO_TITLE else new)
        done.count("titles")
