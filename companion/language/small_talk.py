"""What a message wants of memory before its words are looked at: nothing (small talk), or all there is."""

from __future__ import annotations

import re

from companion.language.words import content_words, listed

GREETING = re.compile(r"^(hi|hello|hey|good (morning|evening|afternoon)|greetings)\b", re.I)
FAREWELL = re.compile(r"^(bye|goodbye|good night|see you|talk to you (later|soon))\b", re.I)
THANKS = re.compile(r"^(thanks|thank you|thx|cheers)\b", re.I)
_NOD = re.compile(r"^(ok(ay)?|yes|no|sure|great|cool|nice|fine|right|haha|lol|wow|hm+|i see|got it)\b", re.I)

_HOW_ARE_YOU = re.compile(
    r"^(?:(?:hi|hello|hey|greetings|good (?:morning|evening|afternoon)|thanks|thank you|well|and|so|ok(?:ay)?)\b"
    r"(?: (?:there|again|a lot|(?-i:[A-Z])[\w'-]+))?[,.! ]*)*"
    r"(?:how (?:are|have) (?:you|things)(?: (?:been|doing|feeling|going))?|how(?:'s| is) (?:it going|everything|life)"
    r"|how do you (?:do|feel)|what's up|are you (?:well|ok(?:ay)?|all right|fine))"
    r"(?:,? (?:today|now|these days|lately|there|then|this (?:morning|evening|afternoon)|(?-i:[A-Z])[\w'-]+))*[?!. ]*$",
    re.IGNORECASE,
)
_GREETED = re.compile(
    r"^(?:(?:hi|hello|hey|thanks|thank you|good (?:morning|afternoon|evening))\b"
    r"(?: (?:there|again|my friend|companion))?[,.! ]*)+",
    re.IGNORECASE,
)

_POLITE = listed(
    """
    hi hello hey good morning evening afternoon night greetings bye goodbye see talk later soon thanks thank thx cheers
    much lot again today tomorrow there companion ok okay yes sure great cool nice fine right haha lol wow got well
    """
)
_OTHER_WORDS = 1
_SELF_WORDS = 5


_ABOUT_SELF = re.compile(
    r"\b(know|remember|remembered|learn|learned|learnt|recall|told you|tell me)\b[^.?!]*\b(about|of) (me|myself)\b"
    r"|\bwhat (have|did) i (told|tell) you\s*(so far|already)?\s*\?|\bwho am i\s*\?",
    re.I,
)


def asks_about_self(text: str) -> bool:
    """Whether `text` asks what is known of the speaker as a whole."""
    return bool(_ABOUT_SELF.search(text)) and len(content_words(text)) <= _SELF_WORDS


def asks_how_you_are(text: str) -> bool:
    """Whether `text` only asks, out of courtesy, how the other side is."""
    return bool(_HOW_ARE_YOU.match(text.strip().replace("’", "'")))


def without_greeting(text: str) -> str:
    """`text` after the words that greet or thank at its beginning."""
    return _GREETED.sub("", text).strip()


def is_small_talk(text: str) -> bool:
    """Whether `text` only greets, thanks, nods or takes leave. A question never is, but for how the other side is."""
    plain = text.strip()
    if asks_how_you_are(plain):
        return True
    if "?" in plain or not any(pattern.search(plain) for pattern in (GREETING, FAREWELL, THANKS, _NOD)):
        return False
    return sum(word not in _POLITE for word in content_words(plain)) <= _OTHER_WORDS
