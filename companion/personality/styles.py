"""How the user wants to be spoken to: wishes by rule, and which of them exclude each other. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Iterator

_YOURS = r"(?:answers?|replies|messages|responses|explanations)"

STYLES: tuple[tuple[str, str, str], ...] = (
    (
        "length",
        "Keep answers short.",
        rf"\b(?:keep|make) (?:it|this|things|your {_YOURS}) (?:\w+ ){{0,2}}(?:short|brief|concise|shorter)"
        rf"|\b(?:short(?:er)?|brief|concise) {_YOURS}\b|\byour {_YOURS} are (?:\w+ )?too long\b"
        r"|\b(?:less|don't be so) (?:wordy|verbose)\b",
    ),
    (
        "length",
        "Explain in detail.",
        rf"\b(?:long(?:er)?|more detailed|detailed) {_YOURS}\b|\byour {_YOURS} are (?:\w+ )?too short\b"
        r"|\bexplain (?:things|it|everything) (?:to me )?in (?:more )?detail\b",
    ),
    (
        "frankness",
        "Be direct; do not soften things.",
        r"\b(?:be|you can be) (?:\w+ )?(?:honest|direct|blunt|frank|straight)(?: with me)?\b|\bdon't sugar-?coat\b"
        r"|\bi (?:like|prefer|appreciate|want) (?:\w+ )?(?:honesty|directness|direct (?:answers|feedback)|honest \w+)",
    ),
    (
        "frankness",
        "Be gentle with criticism.",
        r"\b(?:be|you can be) (?:\w+ )?gentle(?:r)?(?: with me)?\b"
        r"|\bdon't be (?:so )?(?:harsh|blunt|mean|hard on me)\b",
    ),
    (
        "advice",
        "Listen first; give no advice unless asked.",
        r"\b(?:just|please just|only) listen\b|\bdon't (?:want|need|give me|like) (?:any |your |unasked )?advice\b"
        r"|\bno advice\b|\bdon't lecture me\b|\bdon't (?:try to )?(?:fix|solve) (?:it|me|my problems?|everything)\b",
    ),
    (
        "emoji",
        "Use no emojis.",
        r"\b(?:no|without|don't (?:use|like|send)|stop (?:using|sending)|hate) (?:any |so many )?emojis?\b",
    ),
    ("emoji", "Emojis are welcome.", r"(?<!n't )\b(?:use|send me|i (?:love|like)) (?:some |more |lots of )?emojis?\b"),
    (
        "questions",
        "Ask few questions.",
        r"\b(?:fewer|less|stop asking|don't ask)(?: me)?(?: so many| so much)? questions\b",
    ),
    (
        "form",
        "Use no lists.",
        r"\b(?:no|without|don't (?:use|like)|stop (?:using|writing)) (?:any |so many )?"
        r"(?:bullet ?points?|bullets|lists)\b",
    ),
    (
        "words",
        "Use plain words.",
        r"\b(?:in|use|speak|with) (?:more )?(?:simple|plain|easy) (?:words|english|language)\b"
        r"|\b(?:no|don't use) jargon\b",
    ),
    (
        "humour",
        "Humour is welcome.",
        r"\bi (?:love|like|enjoy) (?:it when you (?:joke|are funny)|your (?:jokes|humou?r))\b",
    ),
    ("humour", "No jokes.", r"\b(?:no|stop (?:making|telling)|don't make|without) (?:more |your |any )?jokes\b"),
)
"""Group, instruction, pattern. Of one group the latest wish holds."""

_PATTERNS = tuple((text, re.compile(pattern, re.I)) for _, text, pattern in STYLES)
_GROUPS = {text: group for group, text, _ in STYLES}
_NAME = re.compile(r"(?:^|[.,;!] *|\b(?:please|just|you can|everyone|people|friends) )[Cc]all me ([A-Z][\w'-]+)")
_CALLED = "Call them "


def wishes(text: str) -> Iterator[str]:
    """The instructions that `text` asks for, such as `Keep answers short.`"""
    for instruction, pattern in _PATTERNS:
        if pattern.search(text):
            yield instruction
    if named := _NAME.search(text):
        yield f"{_CALLED}{named.group(1)}."


def group(instruction: str) -> str:
    """What `instruction` is about: two instructions of one group contradict each other."""
    return "name" if instruction.startswith(_CALLED) else _GROUPS.get(instruction, instruction)
