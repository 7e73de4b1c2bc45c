"""LoCoMo's conversations as transcripts of ours, and its questions with cleaned evidence."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CATEGORIES = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: "adversarial"}
ADVERSARIAL = 5

_DIA_ID = re.compile(r"D\d+:\d+")
_SESSION = re.compile(r"session_(\d+)")
_SAID_AT = "%I:%M %p on %d %B, %Y"


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance, in the order of the file."""

    dia_id: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class TalkSession:
    """One dated sitting; `at` is a wall-clock time without a zone."""

    at: dt.datetime
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the ids of the turns that answer it."""

    text: str
    category: int
    evidence: frozenset[str]

    @property
    def adversarial(self) -> bool:
        """Whether the conversation does not answer it."""
        return self.category == ADVERSARIAL


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation of two people; `user` is the file's speaker_a. Sessions in time order."""

    user: str
    sessions: tuple[TalkSession, ...]
    questions: tuple[Question, ...]

    @property
    def dia_ids(self) -> list[str]:
        """The ids of all turns that hold words, in the order in which an import keeps them."""
        return [turn.dia_id for session in self.sessions for turn in session.turns]

    @property
    def ends(self) -> dt.datetime:
        """When the last session began, in UTC."""
        return self.sessions[-1].at.astimezone(dt.UTC)

    def transcript(self) -> dict[str, Any]:
        """The conversation in our transcript format."""
        return transcript(self.user, self.sessions)


def transcript(user: str, sessions: tuple[TalkSession, ...]) -> dict[str, Any]:
    """`sessions` in our transcript format."""
    return {
        "format": "companion-transcript",
        "version": 1,
        "user": user,
        "sessions": [
            {
                "started_at": session.at.isoformat(),
                "messages": [{"speaker": turn.speaker, "text": turn.text} for turn in session.turns],
            }
            for session in sessions
        ],
    }


def read(path: Path) -> list[Conversation]:
    """The conversations of a LoCoMo file. Raises `OSError`, `ValueError`, `KeyError` for another kind of file."""
    return [_conversation(row) for row in json.loads(path.read_text(encoding="utf-8"))]


def _conversation(row: dict[str, Any]) -> Conversation:
    talk = row["conversation"]
    sessions = []
    for key, turns in talk.items():
        if not _SESSION.fullmatch(key) or not turns:
            continue
        at = dt.datetime.strptime(talk[f"{key}_date_time"], _SAID_AT)
        said = tuple(Turn(t["dia_id"], t["speaker"], said_in(t)) for t in turns if said_in(t).strip())
        sessions.append(TalkSession(at, said))
    ordered = tuple(sorted((s for s in sessions if s.turns), key=lambda session: session.at))
    known = {turn.dia_id for session in ordered for turn in session.turns}
    questions = tuple(
        Question(str(qa["question"]), int(qa["category"]), evidence(qa.get("evidence") or [], known))
        for qa in row["qa"]
    )
    return Conversation(str(talk["speaker_a"]), ordered, questions)


def evidence(raw: list[str], known: set[str]) -> frozenset[str]:
    """The turns that evidence strings name: several in one string are split, what does not exist is dropped."""
    return frozenset(dia_id for text in raw for dia_id in _DIA_ID.findall(text) if dia_id in known)


def said_in(turn: dict[str, Any]) -> str:
    """A turn's words, and those that the data set gives for a photo that was shared with them."""
    caption = turn.get("blip_caption")
    return f"{turn['text']} [shares a photo: {caption}]" if caption else str(turn["text"])
