"""What goes when something is forgotten: every place in the record that holds the words, or tells of them.

The plan is made when a forget is asked for, and once more when it is carried out: people talk on meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from companion.language.redaction import (
    Forgotten,
    blanked,
    forgotten,
    joined,
    phrase_spans,
    sentences_with,
    without_marks,
)
from companion.language.sentences import Piece, Range, sentence_pieces
from companion.language.words import content_words, stem, words
from companion.memory.tombstones import keys_of_text, statement_pieces, statement_ranges
from companion.memory.topics import PLAIN_WORDS
from companion.records import Kind, Memory, Message, Role, Scope, Source
from companion.store import branches, memories, mentions, transcripts
from companion.store.database import Connection
from companion.store.forgettings import Seeds

_ORDER = re.compile(r"\b(?:forget|delete|erase|remove)\b", re.IGNORECASE)
MOST_LOOKED_AT = 40
"""Turns with a word that are read to see whether the word stands in them for itself."""
LONGEST_LOOKED_FOR = 400
"""Characters of a sentence that is looked for as a whole."""


@dataclass(slots=True)
class Plan:
    """Everything that a forget touches.

    `spans` are the parts of messages that go. `gone` are memories that go as a whole; `reworded` rest on other words,
    too; `turns` are the episodes of messages of which only a part goes; `summaries` are written anew.
    """

    sessions: tuple[int, ...]
    spans: dict[int, list[Range]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    reworded: set[int] = field(default_factory=set)
    turns: set[int] = field(default_factory=set)
    summaries: set[int] = field(default_factory=set)
    statements: list[str] = field(default_factory=list)
    """The words themselves, as the user said them or as they were noted."""
    echoes: list[str] = field(default_factory=list)
    """Sentences of the companion that say them again."""
    words: Forgotten = field(default_factory=lambda: forgotten((), ()))
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def hidden(self) -> list[int]:
        """The memories that are out of sight as long as the forget can be taken back."""
        return sorted(self.gone | self.reworded | self.turns | self.summaries)

    def left_of(self, message: Message) -> str:
        """What stays of a message, without marks."""
        return without_marks(blanked(message.text, self.spans.get(message.id, ()))).strip()


def plan(con: Connection, seeds: Seeds) -> Plan:
    """What goes with `seeds`. Memories that do not exist are passed over."""
    made = Plan(seeds.sessions)
    _from_sessions(con, made)
    _from_memories(con, made, seeds.memories)
    for phrase in seeds.phrases:
        _from_phrase(con, made, phrase)
    _same_statements(con, made)
    made.words = forgotten(made.statements, _telling(con, made), seeds.phrases)
    _echoes(con, made)
    _drawn(con, made)
    _turns(con, made)
    _summaries(con, made)
    return made


def _take(con: Connection, made: Plan, message_id: int, ranges: Iterable[Range]) -> None:
    """Add parts of a message to what goes."""
    message = _message(con, made, message_id)
    if message is None:
        return
    before = made.spans.get(message_id, [])
    now = joined(message.text, [*before, *ranges])
    if not now or now == before:
        return
    made.spans[message_id] = now
    said = made.statements if message.role is Role.USER else made.echoes
    said += [without_marks(message.text[start:end]) for start, end in now if (start, end) not in before]


def _message(con: Connection, made: Plan, message_id: int) -> Message | None:
    if message_id not in made.messages:
        found = transcripts.messages_by_id(con, [message_id])
        if message_id not in found:
            return None
        made.messages[message_id] = found[message_id]
    return made.messages[message_id]


def _from_sessions(con: Connection, made: Plan) -> None:
    for session_id in made.sessions:
        said = mentions.later_messages(con, session_id, 0)
        for message in transcripts.messages_by_id(con, said).values():
            made.messages[message.id] = message
            _take(con, made, message.id, [(0, len(message.text))])
        belonging = memories.by_ids(con, memories.of_session(con, session_id)).values()
        # What was learned here goes only if it rests on nothing that was said elsewhere: `_drawn` sees to it.
        made.gone.update(m.id for m in belonging if m.kind in (Kind.EPISODE, Kind.EVENT))


def _from_memories(con: Connection, made: Plan, ids: Iterable[int]) -> None:
    for memory_id in ids:
        found = memories.by_ids(con, [memory_id])
        if not found:
            continue
        memory = memories.get(con, memory_id)
        made.gone.add(memory_id)
        for source in memory.sources if memory.kind is not Kind.EVENT else ():
            message = _message(con, made, source.message_id)
            if message is not None:
                _take(con, made, message.id, [_clause(con, message, source, memory_id)])
        if memory.kind not in (Kind.EVENT, Kind.EPISODE):
            made.statements += [memory.text, *memories.earlier_texts(con, memory_id)]


def _clause(con: Connection, message: Message, source: Source, memory_id: int) -> Range:
    """The clause around a source, unless something else was learned from the rest of it.

    "My sister Ottilie" is not taken out of "My sister Ottilie keeps bees": what is left would tell of it.
    """
    own = (source.start, source.end)
    around = next((piece for piece in statement_pieces(message.text) if piece[0] <= own[0] and own[1] <= piece[1]), own)
    for other, _, start, end in mentions.drawn_from(con, [message.id]):
        apart = other != memory_id and _meet((start, end), around) and not _meet((start, end), own)
        if apart and memories.by_ids(con, [other])[other].kind is not Kind.EVENT:
            return own
    return around


def _from_phrase(con: Connection, made: Plan, phrase: str) -> None:
    for message_id in mentions.messages_with(con, phrase):
        message = _message(con, made, message_id)
        if message is not None and (found := phrase_spans(message.text, phrase)):
            _take(con, made, message_id, sentences_with(message.text, found))
    for memory in memories.by_ids(con, mentions.memories_with(con, phrase)).values():
        if memory.kind is not Kind.EVENT and _holds(memory, phrase):
            _from_memories(con, made, [memory.id])


def _holds(memory: Memory, phrase: str) -> bool:
    return any(phrase_spans(text, phrase) for text in (memory.text, memory.subject, *memory.keywords))


def _same_statements(con: Connection, made: Plan) -> None:
    """The same said elsewhere goes, too: it would be the same memory."""
    for statement in list(made.statements):
        for piece in sentence_pieces(statement):
            said = content_words(piece.text)
            if len(said) < 2:
                continue
            keys = keys_of_text(piece.text)
            whole = mentions.messages_with(con, piece.text.rstrip(".!?… ")[:LONGEST_LOOKED_FOR])
            # Turns of branches that are not shown stand in no index of words.
            for message_id in dict.fromkeys([*mentions.turns_with_all(con, said), *whole]):
                message = _message(con, made, message_id)
                if message is not None and message.role is Role.USER:
                    _take(con, made, message_id, statement_ranges(message.text, keys))


def _telling(con: Connection, made: Plan) -> set[str]:
    """The words that only the forgotten statements brought into the profile."""
    names = {word for name in mentions.speakers(con) for word in words(name)}
    said = {word for statement in made.statements for word in content_words(statement)}
    wanted = {word for word in said if word not in PLAIN_WORDS and word not in names and len(word) > 1}
    return {word for word in wanted if not _stands_elsewhere(con, made, word)}


def _stands_elsewhere(con: Connection, made: Plan, word: str) -> bool:
    """Whether the user says the word in what stays. Asking about a thing is not telling of it."""
    for message_id in mentions.turns_with(con, word, MOST_LOOKED_AT):
        message = _message(con, made, message_id)
        if message is None:
            continue
        kept = blanked(message.text, made.spans.get(message_id, ()))
        if any(not _only_asks(piece) and _says(piece.text, word) for piece in sentence_pieces(kept)):
            return True
    return False


def _only_asks(piece: Piece) -> bool:
    """Whether a sentence asks about a thing, or asks to forget it, and does not tell it."""
    return piece.asks or _ORDER.search(piece.text) is not None


def _says(text: str, word: str) -> bool:
    return stem(word) in {stem(other) for other in content_words(text)}


def _echoes(con: Connection, made: Plan) -> None:
    """Replies that say it again, questions about it, and what other versions of a message say of it."""
    heard = set(mentions.replies_given(con, [*made.gone, *_turns_of(con, made.spans)]))
    first: dict[int, int] = {}
    for message_id in made.spans:
        session = made.messages[message_id].session_id
        first[session] = min(message_id, first.get(session, message_id))
    for session, start in first.items():
        heard.update(mentions.later_messages(con, session, start))
    near = frozenset(heard)
    for word in made.words.telling:
        heard.update(mentions.messages_with(con, word))
    for whole in {piece.text for text in made.statements for piece in sentence_pieces(text)}:
        if len(content_words(whole)) > 1 and len(whole) <= LONGEST_LOOKED_FOR:
            heard.update(mentions.messages_with(con, whole.rstrip(".!?… ")))
    for message_id in sorted(heard):
        message = _message(con, made, message_id)
        if message is None or (message_id in made.spans and not made.left_of(message)):
            continue
        rest = blanked(message.text, made.spans.get(message_id, ()))
        if message.role is Role.COMPANION:
            _take(con, made, message_id, made.words.quoted(rest, near=message_id in near))
        else:
            told = made.words.quoted(rest, near=False)
            if branches.is_shown(con, message_id):
                asked = [(piece.start, piece.end) for piece in sentence_pieces(rest) if _only_asks(piece)]
                told = [span for span in told if any(_meet(span, other) for other in asked)]
                told += made.words.exact(rest)
            _take(con, made, message_id, told)


def _turns_of(con: Connection, message_ids: Iterable[int]) -> list[int]:
    found = (memories.episode_of_message(con, message_id) for message_id in message_ids)
    return [memory_id for memory_id in found if memory_id is not None]


def _meet(first: Range, second: Range) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _drawn(con: Connection, made: Plan) -> None:
    """What was learned from words that go, goes; unless it rests on others, too."""
    touched: dict[int, bool] = {}
    for memory_id, message_id, start, end in mentions.drawn_from(con, made.spans):
        if any(_meet((start, end), span) for span in made.spans[message_id]):
            touched[memory_id] = True
    for memory_id in touched.keys() - made.gone:
        memory = memories.get(con, memory_id)
        if memory.kind is Kind.EVENT:
            if memory.scope is Scope.SESSION:
                made.summaries.add(memory_id)
        elif remaining(memory, made.spans):
            made.reworded.add(memory_id)
        else:
            made.gone.add(memory_id)
            made.statements += [memory.text, *memories.earlier_texts(con, memory_id)]


def remaining(memory: Memory, spans: Mapping[int, Sequence[Range]]) -> list[Source]:
    """The sources of a memory that nothing is taken from."""
    return [
        source
        for source in memory.sources
        if not any(_meet((source.start, source.end), span) for span in spans.get(source.message_id, ()))
    ]


def _turns(con: Connection, made: Plan) -> None:
    for message_id in made.spans:
        episode = memories.episode_of_message(con, message_id)
        if episode is None or episode in made.gone:
            continue
        if content_words(made.left_of(made.messages[message_id])):
            made.turns.add(episode)
        else:
            made.gone.add(episode)


def _summaries(con: Connection, made: Plan) -> None:
    """Summaries of any span of time that say it in their words."""
    wanted = {*made.words.telling, *made.words.phrases}
    wanted |= {" ".join(whole) for whole in made.words.wholes if len(" ".join(whole)) <= LONGEST_LOOKED_FOR}
    for word in wanted:
        for memory in memories.by_ids(con, mentions.memories_with(con, word)).values():
            if memory.kind is Kind.EVENT and memory.id not in made.gone and made.words.quoted(memory.text, near=True):
                made.summaries.add(memory.id)
