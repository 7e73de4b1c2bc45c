"""Seeing a thing differently: a thought record in five short steps, by rule. Leave at any time.

After the thought records of cognitive therapy (Beck 1979), as a writing exercise among friends: no treatment. Where it
stands is read from the conversation itself, so nothing is kept for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from companion.records import Message, Role

_ASKED = re.compile(
    r"\b(?:help me|can we|could we|could you help me|let's|i(?:'d like| want) to) (?:\w+ )?(?:to )?(?:see|look "
    r"at|think about|reframe)"
    r"\b.{0,30}\b(?:different(?:ly)?|another (?:way|side|angle)|new light|other side)\b"
    r"|\bhelp me (?:to )?reframe\b|\b(?:thought record|reframing exercise)\b",
    re.I,
)
_LEAVE = re.compile(
    r"^\W*(?:please )?(?:stop|leave|enough|quit|cancel|no more|let's stop|i(?:'d like| want) to stop)\b.{0,30}$", re.I
)
_STEP = re.compile(r"^Step (\d) of 5\b")
STEPS = (
    "What happened? One or two sentences are enough: the facts, as a camera would have seen them.",
    "What went through your mind then? Write the sentence that hurts most.",
    "What do you feel when you believe that sentence, and how strongly, from 0 to 100? And what speaks for it?",
    "What speaks against it? What would you tell a good friend who thought this of themselves?",
    "Now try one sentence that takes in both sides and that you can believe. How strong is the feeling with it, "
    "from 0 to 100?",
)
_OPENING = "Gladly. We write down five short things together; say “stop” whenever you have had enough.\n\n"
_LEFT = "We leave it there. That you looked at it at all is something; we can go on whenever you like."
_LONGEST = 200
"""Characters of an answer that are said back."""


def reframing(text: str, earlier: Sequence[Message]) -> str:
    """What to say in the exercise to `text`; empty when it is neither asked for nor under way.

    `earlier` are the messages of the session before it, oldest first.
    """
    step = _step_of(earlier)
    if step and _LEAVE.match(text):
        return _LEFT
    if not step:
        return f"{_OPENING}Step 1 of 5. {STEPS[0]}" if _ASKED.search(text) else ""
    if step < len(STEPS):
        return f"Step {step + 1} of 5. {STEPS[step]}"
    return _ending(text, earlier)


def _step_of(earlier: Sequence[Message]) -> int:
    """The step that the last reply asked for; 0 outside of the exercise."""
    last = earlier[-1] if earlier else None
    if last is None or last.role is not Role.COMPANION:
        return 0
    found = _STEP.match(last.text.removeprefix(_OPENING))
    return int(found.group(1)) if found else 0


def _ending(text: str, earlier: Sequence[Message]) -> str:
    """Both sentences beside each other, in the user's own words."""
    answers = [
        message.text
        for asked, message in pairwise(earlier)
        if asked.text.startswith("Step 2 of 5") and message.role is Role.USER
    ]
    began = f"You began with: “{_short(answers[-1])}”\n\n" if answers else ""
    return (
        f"{began}You end with: “{_short(text)}”\n\nBoth may be there. You can keep the second one for when the first "
        "comes back. How is it to read them side by side?"
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
