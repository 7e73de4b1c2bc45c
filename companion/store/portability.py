"""Reading conversations from files: MemoryBank's own format, and our transcripts. Checks everything before
anything is written."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from companion.errors import BadInput

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes. A lifetime of conversations is smaller; a disk image by mistake is not."""

FORMATS = ("memorybank", "transcript")

_NOTHING = "There are no conversations in this file."
_YEARS = range(1900, 2201)
"""Years in which a conversation may have been: what lies outside is a mistake, and breaks calendars."""
_MINUTE = dt.timedelta(minutes=1)
_NOON = dt.time(12, 0)

Text = Annotated[str, StringConstraints(max_length=200_000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
_NAME = TypeAdapter(Name, config=ConfigDict(strict=True))


@dataclass(frozen=True, slots=True)
class ImportedMessage:
    """What somebody said. `at` is aware; `day` is the calendar day as the file has it."""

    speaker: str
    is_user: bool
    text: str
    at: dt.datetime
    day: dt.date


@dataclass(frozen=True, slots=True)
class ImportedSession:
    """One conversation of a file. `key` is the same for the same content, so that it comes in once."""

    key: str
    title: str
    messages: tuple[ImportedMessage, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """A file's conversations of one person. `companion_spoke` tells an assistant's words from another human's."""

    person: str
    companion: str
    companion_spoke: bool
    sessions: tuple[ImportedSession, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class _Pair(_Strict):
    query: Text
    response: Text


class _Person(_Strict):
    name: Name
    history: dict[str, list[_Pair]]


class _Line(_Strict):
    speaker: Name
    text: Text
    at: str | None = None


class _Session(_Strict):
    started_at: str
    title: Annotated[str, StringConstraints(max_length=300)] = ""
    messages: list[_Line] = Field(min_length=1)


class _Transcript(_Strict):
    format: str
    version: int
    user: Name | None = None
    companion: Name | None = None
    sessions: list[_Session]


def read_file(path: Path, format: str, person: str | None) -> Imported:
    """The conversations of `person` in `path`. Blocking.

    Raises `BadInput` with one line for whatever is wrong: no file, too large, not UTF-8, not JSON, wrong types, a
    date that is none, several people and no `person`, a person who is not there.
    """
    if format not in FORMATS:
        raise BadInput(f"There is no import format named {format}.", "Choose memorybank or transcript.")
    data = _json(path)
    try:
        return _memorybank(data, person) if format == "memorybank" else _transcript(data, person)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = _line(".".join(str(part) for part in first["loc"][-4:])) or "the top of the file"
        raise BadInput(f"{path.name} is not in the {format} format: at {place}: {first['msg']}.") from error


def _json(path: Path) -> Any:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise BadInput(f"{path.name} is not a file.")
        if size > LARGEST_FILE:
            raise BadInput(
                f"{path.name} has {size / 2**20:,.0f} MiB; an import may have at most {LARGEST_FILE // 2**20}."
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or type(error).__name__}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not UTF-8 text (byte {error.start} is not).") from error
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadInput(f"{path.name} is not JSON: it breaks off or has a mistake{where}.") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _pick(names: list[str], person: str | None, what: str) -> str:
    """Which of `names` is meant. Raises `BadInput` that lists them."""
    listed = ", ".join(_line(name) for name in names)
    if person is None:
        if len(names) == 1:
            return names[0]
        raise BadInput(f"{what} {len(names)} people: {listed}.", "Say with --person which of them is the user.")
    wanted = person.strip()
    matches = [name for name in names if name == wanted] or [
        name for name in names if name.casefold() == wanted.casefold()
    ]
    if not matches:
        raise BadInput(f"There is nobody named {_line(wanted)} in this file.", f"There are: {listed}.")
    return matches[0]


def _memorybank(data: Any, person: str | None) -> Imported:
    if not isinstance(data, dict) or not data:
        raise BadInput("This is not a MemoryBank file: it must be an object with one entry a person.")
    key = _pick([str(key) for key in data], person, "The file has the conversations of")
    name = _NAME.validate_python(key)
    history = _Person.model_validate(data[key]).history
    sessions = []
    for date, pairs in sorted(history.items()):
        day = _day(date)
        start = _moment(dt.datetime.combine(day, _NOON).isoformat())
        messages = []
        for number, pair in enumerate(pairs):
            at = start + number * 2 * _MINUTE
            messages.append(ImportedMessage(name, True, pair.query, at, day))
            messages.append(ImportedMessage("Companion", False, pair.response, at + _MINUTE, day))
        sessions.append(_session("", [m for m in messages if m.text.strip()]))
    return Imported(name, "Companion", True, _worth_bringing(sessions))


def _transcript(data: Any, person: str | None) -> Imported:
    found = _Transcript.model_validate(data)
    if found.format != "companion-transcript" or found.version != 1:
        raise BadInput('This is not a transcript of ours: it must say "format": "companion-transcript", "version": 1.')
    names = list(dict.fromkeys(line.speaker for session in found.sessions for line in session.messages))
    if not names:
        raise BadInput(_NOTHING)
    others = [name for name in names if name != found.companion]
    user = _pick(others or names, person or found.user, "The file has words of")
    companion = found.companion or next((name for name in names if name != user), "Companion")
    sessions = []
    for session in found.sessions:
        start = _moment(session.started_at)
        messages = []
        for number, line in enumerate(session.messages):
            at = _moment(line.at) if line.at else start + number * _MINUTE
            if line.text.strip():
                messages.append(ImportedMessage(line.speaker, line.speaker == user, line.text, at, _calendar_day(at)))
        sessions.append(_session(session.title, messages))
    ordered = sorted(_worth_bringing(sessions), key=lambda s: s.messages[0].at)
    return Imported(user, companion, found.companion is not None, tuple(ordered))


def _worth_bringing(sessions: list[ImportedSession]) -> tuple[ImportedSession, ...]:
    found = tuple(session for session in sessions if session.messages)
    if not found:
        raise BadInput(_NOTHING)
    return found


def _session(title: str, messages: list[ImportedMessage]) -> ImportedSession:
    # The time as the file has it: the same file brought in from another time zone is the same conversation.
    content = json.dumps([(m.speaker, m.text, m.at.replace(tzinfo=None).isoformat()) for m in messages])
    return ImportedSession(hashlib.sha256(content.encode()).hexdigest(), title, tuple(messages))


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
        if day.year not in _YEARS:
            raise ValueError(text)
        return day
    except ValueError as error:
        raise BadInput(f"“{_line(text)}” is not a date such as 2026-05-03.") from error


def _moment(text: str) -> dt.datetime:
    """An instant; a time without a zone is a time where this machine is."""
    try:
        at = dt.datetime.fromisoformat(text)
        at = at.astimezone() if at.tzinfo is None else at
        if at.year not in _YEARS:
            raise ValueError(text)
        return at
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(f"“{_line(text)}” is not a time such as 2026-05-03T18:30.") from error


def _line(text: str) -> str:
    """What a file calls something, short and on one line, for a message."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.split())[:60]


def _calendar_day(at: dt.datetime) -> dt.date:
    return at.date()
