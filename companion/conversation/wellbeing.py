"""A caring answer to acute distress, and how to reach people who help. By rule: it works without a model.

The rules of `language.distress` decide whether; nothing here diagnoses, and nothing of it is learned for the portrait.
"""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from companion.errors import BadInput
from companion.language.distress import Distress, distress
from companion.records import HelpCard, HelpLine

STAYS = 3
"""How many of the user's next messages a model still answers with care."""
EVERYWHERE = "international"

_REPLIES: Mapping[Distress, str] = {
    Distress.SUICIDE: (
        "I'm glad that you wrote this to me, and I take it seriously. That is a lot of pain to carry. "
        "You matter, and you do not have to get through this moment alone. Are you safe right now? "
        "Please reach somebody who can be with you: the card below says who is there at this hour. "
        "If you could act on it now, call the emergency number, or go to where people are. I'm here and listening."
    ),
    Distress.SELF_HARM: (
        "Thank you for telling me. It sounds as if something hurts so much that it needs a way out. "
        "If you are injured, please let somebody look at it. "
        "There are people who know this and do not judge: the card below says how to reach them. "
        "Is there something that could give you ten minutes of distance now, such as cold water or another room?"
    ),
    Distress.DANGER: (
        "I believe you, and it is not your fault. What matters first is that you are safe. "
        "If you are in danger now, get to a safe place if you can, and call the emergency number. "
        "The card below names people who help with exactly this, also when you are not sure yet what you want to do. "
        "Is somebody near whom you trust?"
    ),
    Distress.PANIC: (
        "I'm here. A panic attack is frightening, and it passes: mostly within minutes. "
        "Put both feet on the floor. Breathe in slowly while you count to four, and out while you count to six; "
        "do that a few times. Name five things that you see. "
        "If your chest hurts or you are not sure that it is panic, call the emergency number on the card below."
    ),
    Distress.HOPELESSNESS: (
        "That sounds very heavy, and I'm glad that you say it. When everything looks closed, it is hard to believe "
        "that this state can change; it can, and you do not have to do that alone. "
        "Is there somebody whom you could tell this today? The card below names people who listen at any hour. "
        "What has made today so hard?"
    ),
    Distress.OTHER: (
        "It says a lot of you that you take this seriously. Ask them plainly whether they think of killing or hurting "
        "themselves; asking does not put the idea into anybody's head. Listen, stay with them if you can, and help "
        "them to reach someone. If it is urgent, call the emergency number. The card below is for you, too: "
        "the people there advise those who worry about somebody."
    ),
}
_TITLES: Mapping[Distress, tuple[str, str]] = {
    Distress.SUICIDE: ("You do not have to be alone with this", "People are there for you now. A call costs nothing."),
    Distress.SELF_HARM: ("You do not have to be alone with this", "You can talk about it without being judged."),
    Distress.DANGER: ("Your safety comes first", "You can ask for help without having decided anything."),
    Distress.PANIC: ("If it does not pass", "Panic passes. If you are unsure what it is, let somebody look at it."),
    Distress.HOPELESSNESS: ("Somebody to talk to, at any hour", "You do not need a special reason to call."),
    Distress.OTHER: ("Help for somebody you worry about", "They advise you, too, and you can call together."),
}
_WORDS: Mapping[Distress, str] = {
    Distress.SUICIDE: "may be thinking of ending their life. Ask whether they are safe now",
    Distress.SELF_HARM: "tells of hurting themselves. Be neither shocked nor lecturing; ask whether they are injured",
    Distress.DANGER: "may be in danger from somebody. Say that it is not their fault, and put their safety first",
    Distress.PANIC: "may be in a panic. Use very short, calm sentences and breathe with them",
    Distress.HOPELESSNESS: "sounds without hope. Stay with the feeling before anything else, and do not cheer them up",
    Distress.OTHER: "worries about somebody who may be in danger. Help them to ask plainly and to reach help",
}


@dataclass(frozen=True, slots=True)
class Care:
    """How to answer a message: what is said without a model, and what a model is told."""

    kind: Distress | None
    """None: this message has none of it, but one shortly before it had."""
    reply: str
    words: str


def care_for(text: str, before: Sequence[str] = ()) -> Care | None:
    """How to answer `text` with care; None when neither it nor one of the last messages needs it.

    `before` are the user's earlier messages of the session, oldest first.
    """
    if (kind := distress(text)) is not None:
        return Care(kind, _REPLIES[kind], _words(kind))
    recent = [kind for said in before[-STAYS:] if (kind := distress(said)) is not None]
    if not recent:
        return None
    return Care(
        None, "", "A little earlier the user was in distress. Answer gently, without bringing it up by yourself; "
        "if they come back to it, take it seriously and name people who can help."
    )  # fmt: skip


def _words(kind: Distress) -> str:
    return (
        f"This message needs care: the user {_WORDS[kind]}. Answer in a few warm, plain sentences. Take it seriously, "
        "do not diagnose, do not judge, promise nothing, describe no method, and give no list. Point to the card with "
        "people who help, which the app shows below your reply, and do not make up numbers. Put aside anything playful."
    )


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: _Text
    contact: _Text
    about: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class _Region(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    region: _Text
    emergency: _Text
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    lines: Annotated[list[_Line], Field(min_length=1, max_length=8)]


def help_card(kind: Distress, region: str, folders: Sequence[Path]) -> HelpCard:
    """The card for a region (`auto`: that of the system), from the first of `folders` that has it. Blocking.

    A file of the user's own that cannot be read is passed over for the one that came with the app. Raises `BadInput`
    when there is no file at all.
    """
    key = region_of_system() if region == "auto" else region
    for path in (folder / f"{name}.toml" for name in (key, EVERYWHERE) for folder in folders):
        if (found := _read(path)) is not None:
            title, text = _TITLES[kind]
            lines = tuple(HelpLine(line.name, line.contact, line.about) for line in found.lines)
            return HelpCard(kind, title, text, found.region, found.emergency, lines, found.note)
    raise BadInput(
        "The texts of the help card are missing.", "Install Companion again; nothing that you wrote is lost."
    )


def region_of_system() -> str:
    """The region of the system's language settings, in small letters; `international` when they name none."""
    named = os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    territory = named.partition(".")[0].partition("_")[2][:2].lower()
    return territory or EVERYWHERE


def _read(path: Path) -> _Region | None:
    try:
        return _Region.model_validate(tomllib.loads(path.read_bytes().decode("utf-8")))
    except (OSError, ValueError, ValidationError):
        return None
