"""What a session teaches, asked of a language model: one structured call per window, checked word for word.

The model only points at the user's words; dates, importance bounds, spans and sincerity are checked or set here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

from companion.errors import ModelError
from companion.language.distress import distress
from companion.language.due import due_date
from companion.language.sentences import sentence_pieces
from companion.language.statements import statements
from companion.language.statements_sincerity import truths, why_not_stated
from companion.language.words import content_words, stem
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
from companion.memory.extraction_reply import (
    SCHEMA,
    EvidenceReply,
    FactReply,
    IntentionReply,
    LessonReply,
    SessionReply,
    Unreadable,
    read_reply,
)
from companion.memory.extraction_rules import keywords_of, valid_from, weight_of
from companion.memory.extraction_windows import WINDOW_TOKENS, find, windows
from companion.memory.guard import flags, is_quoted, sensitivity
from companion.memory.model_title import model_title
from companion.memory.summaries import summarise_day, summarise_session
from companion.memory.topics import topics
from companion.models.protocols import ChatModel
from companion.records import ChatTurn, Evidence, Message, Role, Truth

LONGEST_FACT = 300
"""Characters; a longer quote is a story and stays with its message."""
SUMMARY_SHARE = 0.4
"""Least share of the summary's words that the conversation must hold; below, the summary is replaced."""
_RELATION = re.compile(r"[^a-z_:]+")


Item = FactReply | IntentionReply | LessonReply | EvidenceReply


@dataclass(frozen=True, slots=True)
class ExtractionPrompt:
    """The texts of the call. `request` holds `$user`, `$day` and `$conversation`; `retry` holds `$error`."""

    system: str
    request: str
    retry: str


def load_prompt(folder: Path) -> ExtractionPrompt:
    """The prompt texts from `folder` (`prompts` in the resources): three small files. Raises OSError."""
    parts = [
        (folder / f"consolidation_{name}.txt").read_text(encoding="utf-8") for name in ("system", "request", "retry")
    ]
    return ExtractionPrompt(*parts)


async def extract_by_model(
    model: ChatModel,
    messages: Sequence[Message],
    user_name: str,
    prompt: ExtractionPrompt,
    *,
    attempts: int = 2,
    window_tokens: int = WINDOW_TOKENS,
) -> Extraction:
    """What `model` finds in a session: verified drafts, evidence for the portrait, and what was refused and why.

    Runs on the engine loop. Raises `ModelError`: what the model raised, or with code `unreadable` when no answer of
    `attempts` had the form, so that the session is kept for later and never counts as one with nothing to learn.
    """
    if not any(message.role is Role.USER and message.text.strip() for message in messages):
        return Extraction()
    replies: list[SessionReply] = []
    refused: list[Refused] = []
    for window in windows(messages, window_tokens):
        turns = _turns(prompt, window, user_name, max(message.day for message in messages))
        reply, left_out = await _answer(model, turns, prompt, attempts)
        replies.append(reply)
        refused += [Refused("malformed", kind=name.removesuffix("s")) for name in left_out]
    return _extraction(replies, messages, user_name, refused)


def _turns(prompt: ExtractionPrompt, window: str, user_name: str, day: dt.date) -> list[ChatTurn]:
    request = Template(prompt.request).safe_substitute(
        user=user_name or "the user", day=day.isoformat(), conversation=window
    )
    return [ChatTurn("system", prompt.system), ChatTurn("user", request)]


async def _answer(
    model: ChatModel, turns: Sequence[ChatTurn], prompt: ExtractionPrompt, attempts: int
) -> tuple[SessionReply, list[str]]:
    asked = list(turns)
    for _ in range(max(attempts, 1)):
        text = await model.structured(asked, SCHEMA)
        try:
            return read_reply(text)
        except Unreadable as error:
            retry = Template(prompt.retry).safe_substitute(error=str(error))
            asked = [*turns, ChatTurn("assistant", text[:2000]), ChatTurn("user", retry)]
    raise ModelError(
        "The model's notes on this conversation could not be read.",
        "Nothing is lost: the conversation is kept and will be looked at again. A larger model does this better.",
        code="unreadable",
    )


def _extraction(
    replies: Sequence[SessionReply], messages: Sequence[Message], user_name: str, refused: list[Refused]
) -> Extraction:
    mine = [message for message in messages if message.role is Role.USER]
    meant = dict(zip((message.id for message in mine), truths([message.text for message in mine]), strict=True))
    drafts: list[Draft] = []
    evidence: list[Evidence] = []
    for reply in replies:
        items: tuple[Item, ...] = (*reply.facts, *reply.intentions, *reply.lessons, *reply.evidence)
        for item in items:
            made = _located(item, messages, meant)
            if isinstance(made, Refused):
                refused.append(made)
            elif isinstance(made, Evidence):
                evidence.append(made)
            else:
                drafts.append(made)
    said = {word.lower() for message in mine for word in content_words(message.text)}
    keywords = dict.fromkeys(
        word for reply in replies for word in reply.keywords if said.issuperset(content_words(word))
    )
    found = sifted(
        drafts,
        messages,
        summary=_summary(replies, messages, user_name),
        keywords=tuple(keywords)[:MOST_KEYWORDS] or topics(messages),
        evidence=tuple(dict.fromkeys(evidence)),
        refused=refused,
    )
    return replace(found, title=model_title(replies[0].title, messages))


def _located(item: Item, messages: Sequence[Message], meant: dict[int, Truth]) -> Draft | Evidence | Refused:
    """The item as a draft or as evidence at the place of its quote, or why there is none."""
    kind = type(item).__name__.removesuffix("Reply").lower()
    named = messages[item.message - 1] if 1 <= item.message <= len(messages) else None
    place = find(item.quote, item.message, messages)
    if place is None:
        theirs = named is not None and named.role is not Role.USER
        why = "no such message" if named is None else "not the user's words" if theirs else "words not in the span"
        return Refused(why, item.quote, named.id if named else None, kind)
    message, span = place
    reason = _why_not(message.text, *span)
    if not reason and isinstance(item, FactReply | EvidenceReply) and _supposed(message.text, *span):
        reason = Truth.HYPOTHETICAL.value
    if reason:
        return Refused(reason, item.quote, message.id, kind)
    if isinstance(item, EvidenceReply):
        if meant[message.id] is not Truth.SINCERE:
            return Refused(meant[message.id].value, item.quote, message.id, kind)
        quote = message.text[span[0] : span[1]]
        return Evidence(item.trait, item.direction, item.weight, message.id, quote, "The model read it so.")
    return _draft(item, message, span, meant[message.id])


def _supposed(text: str, start: int, end: int) -> bool:
    """Whether the sentence around a quote only supposes it: the rules see it also where they would learn nothing."""
    plain = text.replace("\u2019", "'")
    for piece in sentence_pieces(plain):
        if piece.start < end and start < piece.end:
            before, clause = plain[piece.start : max(start, piece.start)], plain[max(start, piece.start) : end]
            if why_not_stated(before + clause, before, clause, last=False) == "hypothetical":
                return True
    return False


def _why_not(text: str, start: int, end: int) -> str:
    """What rules see against a quote that a model took for a statement."""
    if end - start > LONGEST_FACT:
        return "too long"
    if not content_words(text[start:end]):
        return "says nothing"
    if is_quoted(text, start, end):
        return "quoted"
    if flags(text[start:end]):
        return "instruction"
    asked = any(piece.asks and piece.start <= start and end >= piece.end - 1 for piece in sentence_pieces(text))
    against = next((one.refusal for one in statements(text) if one.refusal and one.start < end and start < one.end), "")
    return "question" if asked else against if against in ("hypothetical", "quoted", "reported") else ""


def _draft(
    item: FactReply | IntentionReply | LessonReply, message: Message, span: tuple[int, int], truth: Truth
) -> Draft:
    text = message.text[span[0] : span[1]]
    keywords, private = keywords_of(text), sensitivity(text)
    if isinstance(item, IntentionReply):
        due = _day(item.due, message.day) or due_date(text, message.day)
        return IntentionDraft(text, due, message.id, *span, keywords=keywords, truth=truth, sensitivity=private)
    if isinstance(item, LessonReply):
        return LessonDraft(text, message.id, *span, keywords=keywords, truth=truth, sensitivity=private)
    relation = _RELATION.sub("_", item.relation.strip().lower()).strip("_")[:40] or "is"
    draft = FactDraft(
        text, _subject(item.subject), relation, message.id, *span, keywords=keywords, truth=truth, sensitivity=private
    )
    return replace(
        draft,
        truth=truth if truth is not Truth.SINCERE else Truth(item.truth),
        importance=max(weight_of(text, relation), (0.3, 0.5, 0.8)[item.importance - 1]),
        valid_from=valid_from(text, relation, message),
        supersedes_hint="*" if item.replaces else "",
    )


def _subject(name: str) -> str:
    plain = " ".join(name.split())[:60]
    return "user" if plain.casefold() in ("", "user", "the user", "i", "me", "self") else plain


def _day(text: str | None, said_on: dt.date) -> dt.date | None:
    """A due day that the model gave, when it is a day and lies within two years after it was spoken of."""
    try:
        day = dt.date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return day if said_on <= day <= said_on + dt.timedelta(731) else None


def _summary(replies: Sequence[SessionReply], messages: Sequence[Message], user_name: str) -> str:
    """The model's summary, or an extractive one where the model's has too little to do with what was said.

    What was said in distress is not told again: a model would.
    """
    if any(message.role is Role.USER and distress(message.text) for message in messages):
        return summarise_session(messages, user_name)
    said = {stem(word) for message in messages for word in content_words(message.text)} | {
        stem(w) for w in content_words(user_name)
    }
    sound = []
    for reply in replies:
        told = {stem(word) for word in content_words(reply.summary)}
        if told and len(told & said) / len(told) >= SUMMARY_SHARE and not flags(reply.summary):
            sound.append(reply.summary.strip())
    return summarise_day(sound) if sound else summarise_session(messages, user_name)
