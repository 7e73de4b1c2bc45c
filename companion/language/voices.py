"""A question about somebody in the words of that somebody: "Where did Anna go?" is answered by "I went". Pure.

People say "I" of themselves, so a question that says "I" lies nearer to their words in meaning than one that leaves
the name out. English rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_OF_WRITER = re.compile(r"\b(?:I|my|me)\b", re.IGNORECASE)
_OWN = r"(?P<own>['\u2019]s\b)?"


def in_their_voice(text: str, names: Iterable[str]) -> str:
    """`text` as the one of `names` (speakers) whom it names first would put it; `text` itself where it names nobody.

    Two who are named together are "we". Anybody else who is named is "you", and so are all where the text speaks of
    its own writer.
    """
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name.strip())
    one = rf"\b(?:{listed})\b"
    first = re.search(one, text, re.IGNORECASE) if listed else None
    if first is None:
        return text
    speaker = "" if _OF_WRITER.search(text) else first[0].lower()

    def said(match: re.Match[str]) -> str:
        who = {name.lower() for name in (match["one"], match["other"]) if name}
        whole, own = ("you", "your") if speaker not in who else ("I", "my") if len(who) == 1 else ("we", "our")
        return own if match["own"] else whole

    return re.sub(rf"(?P<one>{one})(?: (?:and|&) (?P<other>{one}))?{_OWN}", said, text, flags=re.IGNORECASE)
