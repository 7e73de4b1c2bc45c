"""Writing anew what other memories hold of one: its full-text row, those beside it, the turn that answers it."""

from __future__ import annotations

from collections.abc import Iterable

from companion.language.dates import day_words
from companion.records import Kind, Memory, Status
from companion.store import memories, word_index
from companion.store.database import Connection


def answer_to(con: Connection, memory: Memory) -> list[int]:
    """The episode after `memory`: it is embedded with the questions of `memory`, so a change reaches it, too."""
    if memory.kind is not Kind.EPISODE or memory.session_id is None:
        return []
    following = word_index.episode_at(con, memory.session_id, word_index.position(con, memory.id) + 1)
    return [] if following is None else [following]


def reindex_words(con: Connection, memory: Memory) -> None:
    """Write a memory's full-text row anew from the record, and those of the turns beside an episode.

    A turn's words also stand beside its neighbours' own: what is forgotten or edited must go from there too. A fact is
    looked up by the turn that holds its words, unless they were changed since.
    """
    if memory.kind is not Kind.EPISODE or memory.session_id is None:
        word_index.unindex_words(con, memory.id)
        known = memories.get(con, memory.id)
        if known.status is not Status.FORGOTTEN and known.kind is not Kind.EVENT and known.version > 1:
            word_index.index_words(con, known.id, day_words(known.day), known.text)
        return
    place = word_index.position(con, memory.id)
    word_index.unindex_words(con, memory.id)
    file_words(con, memory.session_id, (place - 1, place, place + 1))


def file_words(con: Connection, session_id: int, places: Iterable[int]) -> None:
    """Write the full-text rows anew of the turns that stand at these places of the branch that is shown."""
    for place in places:
        episode = word_index.episode_at(con, session_id, place)
        if episode is None:
            continue
        own = memories.get(con, episode)
        before, after = (word_index.episode_text(con, session_id, place + step) for step in (-1, 1))
        word_index.index_words(con, episode, day_words(own.day), own.text, before, after)
