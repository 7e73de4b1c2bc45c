"""The form of a model's answer to the consolidation call, and how it is read from what small models really send."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

MOST_ITEMS = 60
"""Items of one list; a model that repeats itself sends hundreds."""
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


class _Quoted(BaseModel):
    """A piece of the user's words. `message` is the number of the line that it stands in."""

    model_config = ConfigDict(extra="ignore")
    message: int
    quote: str


class FactReply(_Quoted):
    """One statement about the user or somebody they named."""

    subject: str = "user"
    relation: str = ""
    keywords: list[str] = Field(default_factory=list)
    importance: int = 2
    truth: Literal["sincere", "joke", "role-play", "hypothetical"] = "sincere"
    replaces: bool = False

    @field_validator("importance")
    @classmethod
    def _bounded(cls, value: int) -> int:
        return min(max(value, 1), 3)


class IntentionReply(_Quoted):
    """Something planned; `due` is `YYYY-MM-DD` or empty."""

    due: str | None = ""


class LessonReply(_Quoted):
    """A correction or a wish of how to be treated."""


class EvidenceReply(_Quoted):
    """What a quote shows of one OCEAN trait."""

    trait: Literal["openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"]
    direction: Literal[-1, 1]
    weight: Literal[1, 2, 3] = 1


class SessionReply(BaseModel):
    """The whole answer. Every list must be there, so that an empty object is not read as nothing to learn."""

    model_config = ConfigDict(extra="ignore")
    summary: str = Field(min_length=1)
    title: str = ""
    keywords: list[str] = Field(default_factory=list)
    facts: list[FactReply]
    intentions: list[IntentionReply]
    lessons: list[LessonReply]
    evidence: list[EvidenceReply] = Field(default_factory=list)

    @field_validator("title", mode="before")
    @classmethod
    def _text_or_none(cls, value: object) -> str:
        """A title is welcome and no more: what is none spoils no answer."""
        return value if isinstance(value, str) else ""


_ITEMS: dict[str, type[BaseModel]] = {
    "facts": FactReply,
    "intentions": IntentionReply,
    "lessons": LessonReply,
    "evidence": EvidenceReply,
}
SCHEMA: dict[str, Any] = SessionReply.model_json_schema()
"""What goes to the server as `format`."""


class Unreadable(Exception):
    """The answer is not of the form; `str` says what is wrong with it, in words for the model."""


def read_reply(text: str) -> tuple[SessionReply, list[str]]:
    """The answer in `text`, and the kinds of the items in it that had to be left out because they were malformed.

    Code fences, thoughts and talk around the JSON are passed over. Raises `Unreadable` when there is no object of the
    form, or when every item in it is malformed.
    """
    answer = _object_in(text)
    left_out: list[str] = []
    sound = 0
    for name, form in _ITEMS.items():
        items = answer.get(name)
        if not isinstance(items, list):
            continue
        kept = [item for item in items[:MOST_ITEMS] if _is_sound(form, item)]
        left_out += [name] * (len(items) - len(kept))
        sound += len(kept)
        answer[name] = kept
    if left_out and not sound:
        raise Unreadable(f"no item of {', '.join(sorted(set(left_out)))} has the form that was asked for")
    try:
        return SessionReply.model_validate(answer), left_out
    except ValidationError as error:
        raise Unreadable(_in_words(error)) from error


def _object_in(text: str) -> dict[str, Any]:
    plain = _THOUGHTS.sub("", text)
    decoder = json.JSONDecoder()
    at = plain.find("{")
    while at >= 0:
        try:
            found, _ = decoder.raw_decode(plain, at)
        except (ValueError, RecursionError):
            at = plain.find("{", at + 1) if len(plain) - at < 100_000 else -1
            continue
        if isinstance(found, dict) and "facts" in found:
            return found
        at = plain.find("{", at + 1)
    raise Unreadable("there is no complete JSON object with facts in it")


def _is_sound(form: type[BaseModel], item: object) -> bool:
    try:
        form.model_validate(item)
    except ValidationError:
        return False
    return True


def _in_words(error: ValidationError) -> str:
    """The places and reasons of `error` without the values, which are the user's words."""
    places = {
        f"{'.'.join(str(part) for part in item['loc'])}: {item['type']}" for item in error.errors(include_input=False)
    }
    return "; ".join(sorted(places)[:5])
