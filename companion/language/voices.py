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
    one = _any_of(names)
    first = re.search(one, text, re.IGNORECASE) if one else None
    if first is None:
        return text
    speaker = "" if _OF_WRITER.search(text) else first[0].lower()

    def said(match: re.Match[str]) -> str:
        who = {name.lower() for name in (match["one"], match["other"]) if name}
        whole, own = ("you", "your") if speaker not in who else ("I", "my") if len(who) == 1 else ("we", "our")
        return own if match["own"] else whole

    return re.sub(rf"(?P<one>{one})(?: (?:and|&) (?P<other>{one}))?{_OWN}", said, text, flags=re.IGNORECASE)


def named_beside(text: str, names: Iterable[str]) -> frozenset[str]:
    """Of `names` (speakers), in lower case, those beside the one who acts: Tom in "What did Anna give to Tom?".

    The one who is named first acts; two who are joined to one another ("Anna and Tom") both do.
    """
    one = _any_of(names)
    found = [match[0].lower() for match in re.finditer(one, text, re.IGNORECASE)] if one else []
    joined = re.search(rf"({one}) (?:and|&) ({one})", text, re.IGNORECASE) if found else None
    acting = {found[0]} if found else set()
    if joined and acting & {name.lower() for name in joined.groups()}:
        acting |= {name.lower() for name in joined.groups()}
    return frozenset(found) - acting


def _any_of(names: Iterable[str]) -> str:
    """A pattern for any of `names` as words of their own, the longest first; empty where there is none."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name.strip())
    return rf"\b(?:{listed})\b" if listed else ""
