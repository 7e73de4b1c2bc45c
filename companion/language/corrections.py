"""Whether a message tells the companion that its last reply was wrong. Rules of English; they would rather miss one."""

from __future__ import annotations

import re

_CORRECTION = re.compile(
    r"^(?:(?:no|nope|sorry|hm+|wait|well|but)\b[,.! ]+)*that(?:'s| is| was)(?: simply| just| really)?"
    r" (?:not (?:what|right|true|correct|it|how|who|when|where)|wrong|incorrect|untrue|false)\b"
    r"|^(?:(?:no|nope|sorry|hm+|wait|well|but)\b[,.! ]+)*that (?:isn't|wasn't) (?:what|right|true|correct|it|how|who)\b"
    r"|\bnot what i (?:asked|meant|said|told|wanted)\b"
    r"|\bi (?:never|didn't|did not) (?:say|said|tell|told|ask|asked|mean|meant) (?:you )?(?:that|this|it|so|anything)\b"
    r"|^(?:no|nope)\b[,.! ]+i (?:meant|was (?:asking|talking) about)\b"
    r"|\byou(?:'re| are) (?:wrong|mistaken|mixing)\b"
    r"|\byou(?:'ve| have)? (?:got|mixed|confused) (?:that|it|this|me|them|him|her)\b(?: all)? (?:wrong|up|with)\b"
    r"|\byou (?:misremember|misunderstood|remember (?:that|it|this) wrong)\b",
    re.I,
)
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")


def is_correction(text: str) -> bool:
    """Whether `text` says, in its first two sentences and outside quotation marks, that the last reply was wrong."""
    plain = _QUOTED.sub(" ", text.replace("\u2019", "'")).strip()
    opening = " ".join(re.split(r"(?<=[.!?])\s+", plain)[:2])
    return bool(_CORRECTION.search(opening))
