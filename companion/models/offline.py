"""The model that needs no model: it quotes what was said, listens, and asks. Always labelled as what it is."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from companion.errors import ModelError
from companion.language.occasions import ago, asks_how_long_ago, compared
from companion.language.reflection import reflect
from companion.language.small_talk import (
    FAREWELL,
    THANKS,
    asks_about_self,
    asks_how_you_are,
    is_small_talk,
    without_greeting,
)
from companion.language.words import STOP_WORDS, content_words, listed, sentences, words
from companion.models.protocols import Delta, Finish
from companion.records import ChatTurn, Kind, Memory, Prompt, Provenance, Sensitivity

_QUESTION = re.compile(
    r"\?\s*$|^(what|which|who|whom|whose|when|where|why|how|do|did|does|have|has|had|can|could|is|are|was|were"
    r"|will|would|should|remember|tell me|remind me)\b",
    re.I,
)
_REMEMBER = re.compile(r"^(please )?(remember|note|don't forget)( that)?\b(?!.*\?\s*$)", re.I)
_HEAVY = re.compile(
    r"\b(sad|afraid|anxious|nervous|worried|lonely|tired|angry|hurt|upset|stressed|scared|exhausted|miss|lost"
    r"|died|sick|ill|pain|cry|crying|depressed|overwhelmed|difficult|hard|failed)\b",
    re.I,
)
_GLAD = re.compile(
    r"\b(happy|glad|excited|proud|love|loved|great|wonderful|fun|amazing|won|passed|enjoy|enjoyed|delighted)\b", re.I
)

_ASK_HEAVY = ("What weighs on you most about it?", "What would help a little right now?", "How long has it felt so?")
_ASK_GLAD = ("What was the best part?", "Who would you like to share that with?", "What made it so good?")
_ASK = ("How do you feel about it?", "What else should I know about that?", "What happens next?")
_UNKNOWN = (
    "I do not find anything about that in what you have told me. "
    "I can only quote our conversations while no language model is connected."
)
_CANNOT_SEE = "I cannot see pictures while no language model is connected; yours is kept with your message."
_OPENERS = STOP_WORDS | listed("today yesterday tonight tomorrow lately recently sometimes maybe last after before")
"""Words that have a capital only because they begin a sentence; others may be names."""
_QUOTES = 3
_SIDES = 2
"""What is quoted of a comparison: the best of either side, in the order in which they happened."""
_QUOTES_OF_ALL = 8
_LONG_QUOTE = 320


class Offline:
    """Answers from what the prompt holds, by rule. Pure but for its pace; runs on the engine loop."""

    def __init__(self, pace: float = 0.0) -> None:
        """`pace` is the pause in seconds between two pieces of a reply."""
        self._pace = pace

    @property
    def name(self) -> str:
        return "offline"

    @property
    def offline(self) -> bool:
        return True

    async def stream(self, prompt: Prompt) -> AsyncIterator[Delta | Finish]:
        """The reply in small pieces, then its end. Raises `ModelError` when it is to go on with another's reply."""
        whole = answer(prompt)
        if not whole.startswith(prompt.partial):
            raise ModelError(
                "Only a language model can go on with this reply.",
                "Connect one, or ask for the reply again.",
                retryable=False,
                code="offline",
            )
        for piece in re.findall(r"\s*\S+\s*", whole[len(prompt.partial) :]):
            yield Delta(piece)
            await asyncio.sleep(self._pace)
        yield Finish("stop")

    async def in_memory(self) -> int | None:
        """There is nothing to load."""
        return 0

    def patience(self, _tokens: int) -> float:
        """It is never silent."""
        return float("inf")

    async def structured(self, turns: Sequence[ChatTurn], schema: Mapping[str, Any]) -> str:
        """There is nobody who could fill in a form: consolidation uses the rules instead."""
        raise ModelError("No language model is there for this.", "The rules do it instead.", code="offline")


def answer(prompt: Prompt) -> str:
    """What a good listener with a perfect notebook and no imagination would say."""
    if prompt.pictures:
        return f"{_CANNOT_SEE} {answer(replace(prompt, pictures=0))}"
    text = prompt.message.strip()
    if prompt.by_rule:
        return prompt.by_rule
    if prompt.deed:
        return prompt.deed
    if _REMEMBER.search(text):
        return "I have written that down and will keep it."
    if is_small_talk(text):
        return _small_talk(text, prompt)
    if _QUESTION.search(text):
        return _from_memory(prompt)
    return _listen(text, prompt)


def _small_talk(text: str, prompt: Prompt) -> str:
    name = f", {prompt.user_name}" if prompt.user_name else ""
    if asks_how_you_are(text):
        return f"All is well with me, thank you{name}. And how are you?"
    if THANKS.search(text):
        return f"You are welcome{name}."
    if FAREWELL.search(text):
        return f"Goodbye{name}. I will remember what we talked about."
    return f"Hello{name}. What is on your mind today?"


def _from_memory(prompt: Prompt) -> str:
    if prompt.recall.contradicts:
        return "\n\n".join(f"{quote(memory, prompt)}, which differs from that." for memory in prompt.recall.contradicts)
    if not prompt.recall.answerable and asks_about_self(prompt.message):
        return "I know nothing about you yet. Tell me something, and I learn from it when our conversation ends."
    if not prompt.recall.answerable:
        return _UNKNOWN
    lines = []
    seen: set[str] = set()
    hits = [hit for hit in prompt.recall.hits if hit.answers]
    hits.sort(key=lambda hit: hit.memory.id in prompt.recall.corrected)
    if compared(prompt.message):
        hits = sorted(hits[:_SIDES], key=lambda hit: (hit.memory.occurred_at, hit.memory.id))
    for hit in hits:
        line = quote(hit.memory, prompt)
        if line not in seen:
            seen.add(line)
            lines.append(line)
        if len(lines) == (_QUOTES_OF_ALL if prompt.recall.wide else _QUOTES):
            break
    left = len({quote(hit.memory, prompt) for hit in hits} - set(lines))
    if prompt.recall.wide and left:
        lines.append(f"There is more: {left} further {'thing' if left == 1 else 'things'}, all of it in your memories.")
    return "\n\n".join(lines) or _UNKNOWN


def quote(memory: Memory, prompt: Prompt) -> str:
    """A memory said back with its date and whose words they were."""
    today = prompt.now.astimezone().date()
    when = "today" if memory.day == today else f"on {day_in_words(memory.day)}"
    if memory.day != today and asks_how_long_ago(prompt.message):
        when = f"{ago(memory.day, today)} ({when})"
    words_said = _shortened(memory.text)
    if memory.id in prompt.recall.corrected:
        return f"{_said(memory, prompt, when, words_said)} You have corrected something in that since."
    return _said(memory, prompt, when, words_said)


def _said(memory: Memory, prompt: Prompt, when: str, words_said: str) -> str:
    if memory.kind is Kind.EVENT:
        return f"{when[:1].upper()}{when[1:]}: {words_said}"
    if memory.provenance is Provenance.COMPANION or memory.speaker == prompt.persona_name:
        return f"I told you {when}: “{words_said}”"
    if memory.provenance is Provenance.IMPORTED:
        return f"{memory.speaker} said {when}: “{words_said}”"
    return f"You told me {when}: “{words_said}”"


def day_in_words(day: dt.date) -> str:
    """`3 May 2026`."""
    return f"{day.day} {day:%B %Y}"


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONG_QUOTE else plain[: _LONG_QUOTE - 1].rsplit(" ", 1)[0] + "…"


def _listen(text: str, prompt: Prompt) -> str:
    heavy, glad = bool(_HEAVY.search(text)), bool(_GLAD.search(text))
    parts = []
    if told := _told(text):
        parts.append(f"{_opening(heavy, glad)} {told}")
    else:
        parts.append("I hear you." if heavy else "I see.")
    if reminder := _reminder(text, prompt):
        parts.append(reminder)
    asks = _ASK_HEAVY if heavy else _ASK_GLAD if glad else _ASK
    parts.append(asks[prompt.seed % len(asks)])
    return " ".join(parts)


def _opening(heavy: bool, glad: bool) -> str:
    if heavy:
        return "That sounds hard:"
    return "How good:" if glad else "So"


def _told(text: str) -> str:
    """The sentence that says most about the speaker, turned round; empty when there is none."""
    said = [without_greeting(s) for s in sentences(text)]
    own = [s for s in said if re.search(r"\b(I|[Mm]y|[Ww]e|I'm|I've|[Oo]ur)\b", s) and len(words(s)) <= 30]
    if not own:
        return ""
    told = reflect(max(own, key=lambda s: len(content_words(s)))).rstrip(".!… ")
    first = (words(told) or [""])[0]
    named = first == "i" or first not in _OPENERS
    return (told if named else told[:1].lower() + told[1:]) + "."


def _reminder(text: str, prompt: Prompt) -> str:
    """One earlier thing that the person said and that clearly belongs to this."""
    for hit in prompt.recall.hits[:3]:
        shared = set(content_words(hit.memory.text)) & set(content_words(text))
        own = (
            hit.memory.sensitivity is Sensitivity.ORDINARY
            and hit.memory.provenance is Provenance.USER
            and hit.memory.kind in (Kind.EPISODE, Kind.FACT)
        )
        if own and len(shared) >= 2 and hit.memory.text.strip() != text:
            return quote(hit.memory, prompt).replace("You told me", "It reminds me of what you told me", 1)
    return ""
