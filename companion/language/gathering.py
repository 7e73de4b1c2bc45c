"""Whether a question gathers: "which places has Anna visited?" has many answers, told on many days. Pure.

Recall looks broader for such a question than for one that has a single answer. English rules.
"""

from __future__ import annotations

import re

_PLURAL = r"(?:(?!(?:has|does|is|was|his|this|us|its)\b)\w{2,}[^\Wsu]s|people|children|family)"
_MANY_THINGS = re.compile(
    rf"\b(?:what|which|whose)\s+(?:[\w'\u2019-]+\s+){{0,5}}?{_PLURAL}"
    r"(?=\s+(?:has|have|had|does|do|did|is|are|was|were|that|in|on|of|for|from|to|at|with|\w+ed)\b|\s*\?)",
    re.IGNORECASE,
)
_SO_FAR = re.compile(r"\b(?:what|who|where|which)\b[^?]*\b(?:has|have)\b", re.IGNORECASE)
_COUNT = re.compile(r"\bhow (?:many|often)\b", re.IGNORECASE)
_ONE_KIND = re.compile(r"\b(?:kind|type|sort|form|genre) of\b", re.IGNORECASE)


def gathers(text: str) -> bool:
    """Whether `text` asks for all there is of something: things in the plural, what has been so far, or how many."""
    if _COUNT.search(text) or _SO_FAR.search(text):
        return True
    return bool(_MANY_THINGS.search(text)) and not _ONE_KIND.search(text)
