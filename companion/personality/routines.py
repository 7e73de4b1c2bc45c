"""What the user does again and again at the same time. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 14
"""Words; what is longer is a story and no routine."""

_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_PART = r"(?:mornings?|afternoons?|evenings?|nights?)"
_EVERY = (
    rf"(?:every|each) (?:single )?(?:other |second )?(?:{_DAYS}(?: {_PART})?|{_PART}|day|week|weekend|month|weekday"
    r"|spring|summer|autumn|winter)s?"
    rf"|on (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days(?: {_PART})?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur"
    rf"|Sun)day {_PART}s"
    r"|weekends|weekdays)|at weekends|most (?:mornings|evenings|nights|days|weekends)|in the (?:mornings|evenings)"
    r"|(?:once|twice|(?:two|three|four|five|\d+) times) (?:a|per) (?:day|week|month)"
)
_ABOUT = (
    r"before (?:bed|work|breakfast|school|I go to (?:bed|sleep|work)|going to (?:bed|sleep))"
    r"|after (?:work|school|dinner|lunch|breakfast)"
)
_DAILY = (
    rf"{_ABOUT}|in the (?:morning|evening)|at (?:night|lunch|noon|\d+(?::\d\d)?|five|six|seven|eight|nine|ten|eleven)"
)
"""Times that are a routine only beside a word like `usually`."""
_OFTEN = r"usually|always|often|normally|typically|generally|mostly|regularly|tend to"
_WHAT = r"(?P<what>[a-z]+\b(?:(?! (?:I|we|but|because) )[^.,;!?])*?"
_LAST = re.compile(
    rf"\b(?:I|[Ww]e) (?:(?:{_OFTEN}|try to|also|still|now) )*{_WHAT}\b(?:{_EVERY}|{_ABOUT})"
    rf"(?: (?:{_ABOUT}|with [a-z ]+?|[a-z]+ing))?)(?=[.,;!?)]|$| (?:and|but|because|so|to|when|while|for|at|in|with"
    rf"|-|–))",
)
_USUAL = re.compile(
    rf"\b(?:I|[Ww]e) (?:also |still )?(?:{_OFTEN}) {_WHAT}\b(?:{_EVERY}|{_DAILY}))(?=[.,;!?)]|$| (?:and|but|because"
    rf"|so|to|when|while|with))"
)
_FIRST = re.compile(
    rf"(?:^|[.,;] |\b(?:and|but|so|then) )(?P<when>{_EVERY}|{_DAILY}),? (?:I|we) (?P<often>(?:(?:{_OFTEN}|also"
    rf"|still) )*)"
    r"(?P<what>[a-z]+\b(?:(?! (?:I|we|but|because|and) )[^.,;!?])*)",
    re.I,
)
_MEANT = re.compile(
    rf"\bI(?:'m| am)?(?: now)? (?:plan(?:ning)? to|going to|want to"
    rf"|decided to) (?P<what>practi[sc]e\b[^.,;!?]*?\b(?:{_EVERY})(?: (?:{_ABOUT}))?)"
)
"""A practice that somebody sets out to keep."""
_NO_ROUTINE = re.compile(
    r"^(?:and|or|am|was|were|will|would|had|did|should|need|want|can|could|may|might|must|do(?! )|does|don't|didn't"
    r"|won't"
    r"|can't|never|have (?:been|had|gone|done|\w+ed)|hope|wish|dream|plan|think|feel|love|like|hate|know|said"
    r"|thought|felt|got|saw|met|found|made|bought|lost"
    r"|(?!(?:need|feed|breed|speed|weed)\b)\w+ed|not|went|just|then|took|ran|came|ate|spoke|began|wrote|slept|left"
    r"|gave|been"
    r"|forget|wonder|see|seem|get (?:so |very )?(?:nervous|anxious|tired|sad)|going|forgot|paid|lie|worry"
    r"|spend most|told|put off|spent)\b"
)
_BARE = re.compile(r"(practi[sc]e|play|train|rehearse)(?= (?:every|each|on|once|twice|at|most|after|before)\b)")


def routines(text: str) -> Iterator[str]:
    """Each routine in `text` (a statement of the user's), such as `swim every Friday`; the time stands last."""
    for match in _FIRST.finditer(text):
        when = _lower(match["when"])
        usual = match["often"].strip() or re.fullmatch(_EVERY, match["when"], re.I)
        if usual and not _has_time(match["what"]):
            yield from _sound(f"{match['what'].strip()} {when}")
    for pattern in (_LAST, _USUAL, _MEANT):
        for match in pattern.finditer(text):
            yield from _sound(match["what"])


def practised(routine: str, interest: str) -> str:
    """`routine` with what is practised, where it does not say: `practise every Friday` becomes `practise harp …`."""
    return _BARE.sub(rf"\1 {interest}", routine) if interest and _BARE.match(routine) else routine


def _has_time(what: str) -> bool:
    return re.search(rf"\b(?:{_EVERY})\b", what) is not None


def _sound(what: str) -> Iterator[str]:
    what = " ".join(what.split())
    if not _NO_ROUTINE.match(what) and 1 < len(what.split()) <= LONGEST:
        yield what


def _lower(when: str) -> str:
    return when[0].lower() + when[1:]
