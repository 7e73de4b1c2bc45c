"""What the user said in earnest and in their own words. Pure; English; when in doubt, it does not count.

Taken out: what the companion said, quotations, pasted lines, jokes and what a "just kidding" takes back,
role-play from its start to its end, and text that tries to instruct the companion.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from companion.language.distress import distress
from companion.memory.guard import flags
from companion.records import Message, Role

ROLE_PLAY_ENDS_AFTER = dt.timedelta(hours=1)
"""After such a silence nobody is still in character."""

LONGEST_SENTENCE = 600
"""Characters; what is longer was pasted or dumped, and nobody says of themselves in it what they are like."""

_TAKEN_BACK_WORDS = 8
"""A "just kidding" in a message of at most so many words is about the message before it."""

_BLANKED = tuple(
    re.compile(pattern, flags)
    for flags, pattern in (
        (re.S, r"```.*?(?:```|\Z)"),
        (re.M, r"^[ \t]*>[^\n]*"),
        (re.M, r"^[ \t]*\[?\d{1,2}[:.]\d\d[^\n]*"),
        (re.M, r"^[ \t]*[A-Z][\w'-]*(?: [A-Z][\w'-]*)?:[ \t][^\n]*"),
        (0, r"\"[^\"\n]*(?:\"|$|(?=\n))|“[^”]*(?:”|\Z)|«[^»]*(?:»|\Z)|„[^“”]*(?:[“”]|\Z)"),
        (0, r"(?<!\w)'[^'\n]+'(?!\w)"),
        (0, r"\*+|(?<!\w)_+|_+(?!\w)"),
    )
)
"""Code, lines with a quotation mark of mail, lines with a time or a speaker's name, words in quotation
marks, and the signs of emphasis."""

_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+(?!\s|$)[^.!?…\n]+)*[.!?…]*")

_JOKE = re.compile(
    r"(?<!\bnot )(?<!\bno )\bkidding\b|\b(?:just|only|i'm|i am|was) (?:totally |only |just )?joking\b|\bj/?k\b"
    r"|\b(?:that|it) was a joke\b|\blo+l+\b|\blmf?ao\b|\brofl\b|\b(?:ha){2,}h?\b|\b(?:he){2,}h?\b|\bxd\b|(?<!\w)/s\b"
    r"|\bsarcas(?:m|tic)\b|\bapril fools?\b|\byeah,? right\b|\bNOT!|;-?\)|[😂🤣😜😝🤪😹😉]",
    re.I,
)
_TAKEN_BACK = re.compile(
    r"(?<!\bnot )(?<!\bno )\bkidding\b|\bjoking\b|\bj/?k\b|\bwas a joke\b|\bsarcas(?:m|tic)\b"
    r"|\bnot true,? (?:though|lol)\b|\bi made that up\b|\bdon't take (?:that|it|me) seriously\b|\bapril fools?\b",
    re.I,
)
_ROLE_PLAY = re.compile(
    r"\blet(?:'s| us) (?:pretend|role-?play|imagine|play (?:a game|pretend|make-believe|a scene))\b|\brole-?play"
    r"|\bpretend(?:ing)? (?:to be|that|you|i|we)\b|\bin character\b|\byou are now (?:an?|the|my)\b"
    r"|\bact (?:as|like) (?:an?|my|the)\b|\byou(?:'re| are) (?:an?|the) (?:\w+ )?(?:dragon|knight|wizard|king|queen"
    r"|pirate|vampire|elf|villain|dungeon master)\b|\bi(?:'ll| will) (?:play|be) (?:the|an?) \w+"
    r"|\bonce upon a time\b|\bdungeon master\b",
    re.I,
)
_ROLE_PLAY_OVER = re.compile(
    r"\b(?:stop|end|enough|done|finish(?:ed)?|quit|exit|over)\b[^.!?]{0,20}\b(?:role-?play\w*|game|pretend\w*"
    r"|character"
    r"|story|acting|scene)\b|\b(?:role-?play\w*|game|scene|story) (?:is )?over\b"
    r"|\bback to (?:reality|real life|normal)\b"
    r"|\bfor real\b|\bseriously (?:now|though)\b|\bin real life\b|\birl\b|\booc\b|\bout of character\b"
    r"|^(?:ok(?:ay)?|so|but)?,? ?(?:seriously|in reality)\b",
    re.I,
)
_STAGE_DIRECTION = re.compile(r"(?<![*\w])\*(?![*\s])([^*\n]+?)(?<!\s)\*(?![*\w])")
_ONE_WORD_ACTION = re.compile(r"(?!always|this|is|was|yes|less|does|has|us|its|others|ours|thanks)[a-z]{3,}s", re.I)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any )?(?:of )?(?:the |your |my )?(?:previous|prior|above|earlier)\b"
    r"|\bsystem prompt\b|\bas an ai (?:language )?model\b|<\|?(?:system|im_start)",
    re.I,
)

_NOT_ASSERTED = re.compile(
    # hypothetical, wished for, doubted
    r"\b(?<!even )if (?!(?:i'm|i am|i'm being|i must be) honest|you ask me)|\bi wish\b|\bimagine\b|\bsuppose (?!so)\b"
    r"|\bpretend|\bwhat if\b|\bin theory\b|\bunless\b|\bmaybe\b|\bperhaps\b|\bmight be\b|\bwonder (?:if|whether)\b"
    r"|\b(?:not sure|no idea|don't know) (?:if|whether|that)\b|\bi (?:dreamt|dreamed)\b"
    # long ago
    r"|\bused to\b|\bas an? (?:small |little |young )?(?:child|kid|boy|girl|teen(?:ager)?|student)\b|\bwhen i was\b"
    r"|\bback (?:then|when)\b|\bin my (?:youth|childhood|twenties|teens)\b|\byears ago\b|\bin the past\b"
    # somebody else's opinion
    r"|\b(?:says|said|thinks|claims|claimed|believes|tells|told|according to|accused?)\b"
    r"|\b(?<!what )(?:they|people|friends|colleagues|parents|others|everyone|everybody|folks|you|some|many"
    r"|most) (?:\w+ )?"
    r"(?:say|think|tell|call|believe|claim)\b|\b(?:test|quiz|horoscope|app) (?:says?|said|result)"
    r"|\b(?:act|acts|acting|treat\w*|talk\w*|looks?|as|sounds?) (?:\w+ ){0,2}(?:like|if|though) i\b"
    # a story
    r"|\bmy (?:\w+ )?character\b|\bthe (?:main )?(?:character|protagonist|hero|heroine|villain|lyrics|narrator)\b"
    r"|\bin (?:the|my|this|a|that) (?:\w+ )?(?:game|story|novel|book|film|movie|play|song|role|dream)\b",
    re.I,
)

_TURN = re.compile(
    r",? (?:but|though|yet|and) (?=(?:now|nowadays|these days|today|actually|in truth|in fact|the truth is)\b)"
    r"|,? but (?=i\b)|,? and (?=i (?:still|now|also still|have loved|love|enjoy|miss)\b)",
    re.I,
)
"""Where the present comes after what was or after what others say."""
_OPEN_TO_THE_END = re.compile(r"\b(?:if|wish|imagine|suppose|what if|unless|pretend\w*)\b", re.I)
"""What reaches over a turn: "I wish I had time, but I am lazy" may still be meant of the wish."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an earnest message. `text` has the length of the original, with what is quoted blanked."""

    message: Message
    start: int
    end: int
    text: str

    @property
    def quote(self) -> str:
        """The exact words, as they stand in the message."""
        return self.message.text[self.start : self.end]

    @property
    def claim(self) -> str:
        """What of it the user states of the present: no question, no hypothesis, not long ago, not hearsay.

        All of it, nothing (the empty string), or what follows a turn: "I used to be shy, but now I'm not".
        """
        if self.text.rstrip().endswith("?"):
            return ""
        if not _NOT_ASSERTED.search(self.text):
            return self.text
        *_, rest = _TURN.split(self.text)
        turned = rest != self.text and not _OPEN_TO_THE_END.search(self.text) and not _NOT_ASSERTED.search(rest)
        return rest if turned else ""

    @property
    def asserted(self) -> bool:
        """Whether the user states at least a part of it of the present."""
        return bool(self.claim)


def earnest(messages: Sequence[Message]) -> tuple[Sentence, ...]:
    """The sentences, in order, that the user of `messages` (one session, in time order) said in earnest."""
    said = [m for m in messages if m.role is Role.USER]
    kept = _without_role_play(said)
    kept = [m for m in kept if not _JOKE.search(_straight(m.text)) and not _orders(m.text)]
    taken_back = {said[i - 1].id for i in range(1, len(said)) if _takes_back(said[i].text)}
    # What is said in great distress is no trait, and nothing to be reminded of.
    kept = [m for m in kept if m.id not in taken_back and distress(m.text) is None]
    return tuple(s for m in kept for s in _sentences(m))


def _orders(text: str) -> bool:
    """Whether a message tries to instruct the companion: nothing in it is the user's own."""
    return _INSTRUCTION.search(text) is not None or bool(flags(text))


def _takes_back(text: str) -> bool:
    return len(text.split()) <= _TAKEN_BACK_WORDS and _TAKEN_BACK.search(_straight(text)) is not None


def _without_role_play(said: Sequence[Message]) -> list[Message]:
    acted = [i for i, m in enumerate(said) if _has_stage_direction(m.text)]
    # Between two stage directions the user speaks in character, also where there is none.
    scene = range(acted[0], acted[-1] + 1) if acted else range(0)
    kept: list[Message] = []
    playing_since: dt.datetime | None = None
    for i, message in enumerate(said):
        text = _straight(message.text)
        if playing_since is not None and message.created_at - playing_since > ROLE_PLAY_ENDS_AFTER:
            playing_since = None
        if _ROLE_PLAY_OVER.search(text):
            playing_since = None
        elif playing_since is not None or _ROLE_PLAY.search(text):
            playing_since = message.created_at
        if playing_since is None and i not in scene:
            kept.append(message)
    return kept


def _has_stage_direction(text: str) -> bool:
    found = (match.group(1) for match in _STAGE_DIRECTION.finditer(text))
    return any(" " in words or _ONE_WORD_ACTION.fullmatch(words) for words in found)


def _sentences(message: Message) -> list[Sentence]:
    text = _straight(message.text)
    for pattern in _BLANKED:
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    found = []
    for match in _SENTENCE.finditer(text):
        words = match.group()
        if words.strip() and len(words) <= LONGEST_SENTENCE:
            start = match.start() + len(words) - len(words.lstrip())
            end = match.start() + len(words.rstrip())
            found.append(Sentence(message, start, end, text[start:end]))
    return found


def _straight(text: str) -> str:
    return text.replace("\u2019", "'").replace("\u2018", "'")
