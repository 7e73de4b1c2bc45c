"""How much a message matters when it is first heard, by rule: pure, without a model, in microseconds."""

from __future__ import annotations

import re

from companion.records import Role

ORDINARY = {Role.USER: 0.25, Role.COMPANION: 0.1}
"""Importance, in [0, 1], of a message in which no signal is found."""
SMALL_TALK = 0.05
"""Importance of greetings and thanks with nothing else in them."""
COMPANION_SHARE = 0.5
"""What the companion says is kept for context; only the user's words are about the user."""
QUESTION_SHARE = 0.6
"""A bare question tells less than a statement."""
SHORT = 3
"""Fewer words than this say little by themselves."""

_FAMILY = (
    r"(?:wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|mother|father|mom|mum|dad|parents?|sister|brother"
    r"|son|daughter|child(?:ren)?|kids?|baby|grand(?:ma|pa|mother|father)|aunt|uncle|cousin|friend|dog|cat)"
)
_MONTH = r"(?:january|february|march|april|june|july|august|september|october|november|december)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"

# Each signal takes its share of what is still missing to 1, so many weak ones do not outrun one strong one.
_SIGNALS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (share, re.compile(pattern, flags))
    for share, flags, pattern in (
        (
            0.6,
            re.I,
            r"\b(?:(?:please|always) remember|remember (?:that|this|my|to)|(?:do not|don't) (?:ever )?forget"
            r"|keep in mind|make a note|(?:very|really|so) important|means (?:a lot|everything) to me)\b",
        ),
        (
            0.5,
            re.I,
            r"\b(?:died|passed away|funeral|cancer|diagnosed|surgery|hospital|pregnan(?:t|cy)|miscarriage|wedding"
            r"|married|engaged|divorced?|broke up|fired|laid off|promot(?:ed|ion)|new job|retir(?:ed|ing|ement)"
            r"|graduat(?:ed|ion|ing)|moved (?:to|into|out)|accident|was born|allergic|addict(?:ed|ion))\b",
        ),
        (
            0.35,
            re.I,
            r"\b(?:my name is|call me|i am an? |i'm an? |i live in|i live with|i grew up|i come from|i'm from|i am from"
            r"|i work (?:as|at|for|in)|i study|i was born|my (?:birthday|job|address|dream|secret|fear)"
            r"|i(?:'ve| have) (?:never|always) |i have (?:a|an|two|three|four) )",
        ),
        (
            0.3,
            re.I,
            r"\bi(?:'m| am| feel| felt| was|'ve been| have been)(?: been| feeling)?(?: \w+){0,2} (?:happy|sad|proud"
            r"|angry|afraid|scared|anxious|worried|nervous|lonely|depressed|stressed|overwhelmed|exhausted|excited"
            r"|grateful|ashamed|guilty|hurt|jealous|heartbroken|hopeless|helpless|thrilled|in love|down|upset)\b"
            r"|\bi(?:'m| am) (?:in love|so sorry)\b|\bi (?:miss|cried|can't stop|am crying)\b",
        ),
        (
            0.25,
            re.I,
            r"\bi(?: really| also| just| absolutely)* (?:love|hate|adore|prefer|enjoy|dislike|can't stand)\b"
            r"|\bmy favou?rite\b|\bi(?:'m| am) (?:into|interested in|passionate about|obsessed with)\b|\bmy hobb",
        ),
        (
            0.25,
            re.I,
            r"\b(?:i(?:'m| am) (?:going to|planning|starting|moving|meeting|seeing)|i (?:plan|intend|promised?|decided)"
            r"|i(?:'ll| will) (?!\w*\s*try|consider|check|give|definitely|do my|keep|follow|be sure|look|listen|think"
            r"|take (?:a look|your|note)|let you)\w+|(?:next|this coming) (?:week|month|year|"
            + _WEEKDAY
            + r")|tomorrow"
            r"|appointment|deadline|interview|exam)\b",
        ),
        (0.2, re.I, rf"\b(?:my|our) (?:\w+ )?{_FAMILY}\b"),
        (
            0.15,
            re.I,
            rf"\b(?:{_MONTH}|{_WEEKDAY}|may \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)|(?:19|20)\d\d|yesterday|last (?:week"
            r"|month|year|night|summer|winter))\b",
        ),
        (0.1, 0, r"\d"),
        (0.15, 0, r"(?<=[a-z,] )(?!I\b)[A-Z][a-z]+"),
    )
)

_SMALL_TALK = re.compile(
    r"(?:\s|[.,!?…~:;()👋🙂😊-]|\b(?:hi+|hello|hey+|yo|there|good|morning|afternoon|evening|night|day|bye|goodbye|see"
    r"|you|ya|later|again|soon|tomorrow|thanks?|thank|thx|so|very|much|a lot|ok(?:ay)?|yes|yeah|yep|no|nope|sure|fine"
    r"|great|cool|nice|wow|haha|hm+|oh|i see|got it|alright|right|welcome|you're|you are|well|please|friend|buddy"
    r"|how are you|how have you been|how's it going|what's up|nice to meet you|take care|my friend|and|to chat)\b)*",
    re.I,
)
_WORD = re.compile(r"\w+")


def importance(text: str, role: Role) -> float:
    """How much `text`, said by `role`, deserves to be kept: 0 (passing remark) to 1 (must not be lost).

    Raised by a wish to have it remembered, events of a life, self-disclosure, feelings, tastes, plans, family,
    dates, numbers and names; lowered for greetings, bare questions and very short messages. English only: in
    other languages numbers and the length still count.
    """
    plain = text.replace("\u2019", "'").strip()
    if _SMALL_TALK.fullmatch(plain[:400]) and len(plain) <= 400:
        return SMALL_TALK
    missing = 1 - ORDINARY[role]
    for share, signal in _SIGNALS:
        if signal.search(plain):
            missing *= 1 - share
    value = 1 - missing
    if plain.endswith("?") and "." not in plain and "!" not in plain:
        value *= QUESTION_SHARE
    if len(_WORD.findall(plain)) < SHORT:
        value *= QUESTION_SHARE
    return value if role is Role.USER else value * COMPANION_SHARE
