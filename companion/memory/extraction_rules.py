"""What a session teaches, found by rule and without a model: the offline way of consolidation.

English only. Precision before recall: what is missed stays searchable as the verbatim message.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from companion.language.dates import date_ranges
from companion.language.due import due_date
from companion.language.statements import SELF, Statement, informative, statements
from companion.language.statements_rules import Sort
from companion.language.statements_sincerity import truths
from companion.language.statements_words import EMPTY
from companion.language.words import content_words
from companion.memory.extraction import (
    MOST_KEYWORDS,
    Draft,
    Extraction,
    FactDraft,
    IntentionDraft,
    LessonDraft,
    Refused,
    sifted,
)
from companion.memory.guard import sensitivity
from companion.memory.importance import importance
from companion.memory.summaries import summarise_session
from companion.memory.topics import topics
from companion.records import Message, Role, Truth

FLOORS = {
    "name": 0.9,     "birthday": 0.9,
    "born_on": 0.8,
"allergic_to": 0.95, "health": 0.8, "family": 0.8, "relationship": 0.8, "age": 0.7,
    "lives_in": 0.8, "works_at": 0.75, "works_as": 0.75, "has_pet": 0.75, "studies_at": 0.7, "comes_from": 0.7,
    "born_in": 0.7, "diet": 0.8, "fears": 0.6, "dream": 0.7, "likes": 0.5, "dislikes": 0.5, "speaks": 0.6, "knows": 0.5,
    "favourite": 0.55, "wants": 0.5, "contact": 0.8,
}  # fmt: skip
"""Least importance of a fact by relation: what a friend would be ashamed to forget stands high."""
OTHER_FLOOR = 0.35
_CHANGED = re.compile(
    r"\b(?:moved|no longer|quit|resigned|left|new|changed|switched|now|broke up|any ?more|lost)\b", re.IGNORECASE
)
_PAST = ("did", "visited", "studies", "feels", "does")
_ITEM = re.compile(r",\s+(?:and\s+|or\s+)?|\s+and\s+")
_NO_ITEM = re.compile(r"(?:the|such as|like|including|especially|particularly|mostly|etc)\b", re.IGNORECASE)
_LISTS = ("likes", "dislikes", "allergic_to", "speaks")


def extract_by_rules(messages: Sequence[Message], user_name: str) -> Extraction:
    """Facts, intentions and lessons of one session from the user's own sincere statements; no evidence, no model.

    Every draft's text is the user's own clause (one item of a list: its words). Never raises on any text.
    """
    mine = [message for message in messages if message.role is Role.USER]
    drafts: list[Draft] = []
    refused: list[Refused] = []
    for message, truth in zip(mine, truths([message.text for message in mine]), strict=True):
        for statement in statements(message.text):
            if statement.refusal:
                refused.append(Refused(statement.refusal, statement.text, message.id, statement.sort.value))
            else:
                drafts.extend(_drafts(statement, message, truth))
    return sifted(
        drafts, messages, summary=summarise_session(messages, user_name), keywords=topics(messages), refused=refused
    )


def keywords_of(text: str) -> tuple[str, ...]:
    """Up to eight words of `text` that carry its subject, in order."""
    return tuple(word for word in content_words(text) if word not in EMPTY)[:MOST_KEYWORDS]


def weight_of(text: str, relation: str) -> float:
    """Importance of a fact in [0, 1]: that of its words, but at least what its relation is worth."""
    floor = FLOORS.get(relation.split(":")[0], OTHER_FLOOR)
    return round(max(floor, importance(text, Role.USER)), 2)


def valid_from(text: str, relation: str, message: Message) -> dt.date:
    """The first day on which a fact holds: a past day that its words name, else the day of the message."""
    if relation.split(":")[0] in _PAST:
        past = [first for first, last in date_ranges(text, message.day) if last <= message.day and first == last]
        if past:
            return past[0]
    return message.day


def _drafts(statement: Statement, message: Message, truth: Truth) -> Iterator[Draft]:
    match statement.sort:
        case Sort.LESSON:
            yield _lesson(statement, message, truth)
        case Sort.INTENTION:
            yield _intention(statement, message, truth)
        case Sort.FACT:
            for text, value in _atoms(statement):
                yield _fact(statement, message, truth, text, value)


def _fact(statement: Statement, message: Message, truth: Truth, text: str, value: str) -> FactDraft:
    return FactDraft(
        text=text,
        subject=statement.subject,
        relation=statement.relation,
        message_id=message.id,
        start=statement.start,
        end=statement.end,
        keywords=keywords_of(text),
        importance=weight_of(text, statement.relation),
        truth=truth,
        sensitivity=sensitivity(text),
        valid_from=valid_from(text, statement.relation, message),
        supersedes_hint="*" if statement.ended or _CHANGED.search(text) else "",
        value=value,
    )


def _intention(statement: Statement, message: Message, truth: Truth) -> IntentionDraft:
    due = due_date(statement.text, message.day)
    return IntentionDraft(
        text=statement.text,
        due=due,
        message_id=message.id,
        start=statement.start,
        end=statement.end,
        subject=statement.subject,
        keywords=keywords_of(statement.text),
        importance=max(0.6 if due else 0.5, round(importance(statement.text, Role.USER), 2)),
        truth=truth,
        sensitivity=sensitivity(statement.text),
    )


def _lesson(statement: Statement, message: Message, truth: Truth) -> LessonDraft:
    return LessonDraft(
        text=statement.text,
        message_id=message.id,
        start=statement.start,
        end=statement.end,
        relation=statement.relation,
        keywords=keywords_of(statement.text),
        truth=truth,
        sensitivity=sensitivity(statement.text),
    )


def _atoms(statement: Statement) -> list[tuple[str, str]]:
    """Text and value of each item of a list ("hiking, chess and jazz"); the statement itself when it is no clear list.

    A list is clear when it has three items or more of at most three words and the first is no longer than another:
    "old films, books and music" may mean old books.
    """
    whole = [(statement.text, statement.value)]
    at = statement.text.rfind(statement.value)
    if statement.relation not in _LISTS or statement.subject != SELF or at < 0 or "," not in statement.value:
        return whole
    items = [item.strip() for item in _ITEM.split(statement.value) if item.strip()]
    sizes = [len(item.split()) for item in items]
    if len(items) < 3 or max(sizes) > 3 or sizes[0] > min(sizes[1:]):
        return whole
    if any(_NO_ITEM.match(item) or not informative(item) for item in items):
        return whole
    return [(statement.text[:at] + item, item) for item in items]
