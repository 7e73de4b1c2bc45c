"""The small words around a statement about oneself: what they do to it. Data, and one step of normalising. English."""

from __future__ import annotations

import re

from companion.language.words import listed

NEGATIONS = listed("not never rarely seldom hardly barely scarcely")
STRONG = listed("always constantly very extremely really absolutely totally incredibly super terribly deeply truly")
WEAK = listed("try trying sometimes somewhat slightly fairly rather occasionally")
FREQUENT = listed("always constantly usually often frequently generally")
LASTING = listed("always constantly")
PASSING = listed("feel feeling get getting")
"""What is felt or got passes; what somebody is stays."""
WISHED = listed("try trying")
LINKING = PASSING | listed("am be been being consider describe call myself as")
WALKED = (
    NEGATIONS
    | STRONG
    | WEAK
    | FREQUENT
    | LINKING
    | listed(
        """
        do also normally mostly just genuinely definitely certainly honestly clearly quite pretty so too such more most
        tend to can have a an still even easily quickly all the time naturally actually by nature basically both keep
        well real true total typical born complete huge natural just recently lately currently only then
        """
    )
)
"""What may stand between `I` and the word that counts."""
JOINING = listed("and , or nor but yet though")
TURNING = listed("but yet though")
MAY_FOLLOW = listed(
    """
    about with when whenever in at by around enough too lately because so that as most all and , or but nor yet though
    for on towards to sometimes even these usually almost especially . ! ? ; : ) ( — – often than while since like
    really which always
    """
)
"""What may stand behind a describing word; a noun there means that something else is described."""
CAUSE = listed("about because before for of that to by with so since")
"""A feeling followed by one of these has a cause, and passes with it."""
OCCASION = listed("about for with of around towards on")
THIS_ONE = listed("the this that these those our his her him it them a an what how you your")
EVERYBODY = listed("people others everyone everybody anyone strangers animals my")
HARMLESS = listed(
    """
    be honest honestly well yes yeah yep no ok okay actually frankly usually often sometimes always generally normally
    lately recently still both admittedly sadly unfortunately luckily hi hello hey i think guess know feel like believe
    say admit must have to of course in general by nature at work home school deep down inside with friends strangers
    the truth is thing problem fact my these days for me oh ah um hmm most people mornings whenever see myself
    personally overall mostly basically do then now nowadays today truth
    """
)
"""What may stand before `I` in its clause without making it somebody else's statement."""

_KIND_OF_PERSON = r"\bi am (?:the|a|that) (?:kind|type|sort) of \w+ (?:who|that) ((?:always |never |often |usually )?)"
_PLAIN_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bi'm\b", "i am"),
        (r"\bi've\b", "i have"),
        (r"\bi'd\b", "i would"),
        (r"\bi'll\b", "i will"),
        (r"\bcan(?:'t|not)\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"\b(?:no longer|anything but|far from(?: being)?|nowhere near|by no means|the opposite of)\b", "not"),
        (r"\bnot (?:only|just|merely|simply)\b", "also"),
        (r"\b(?:hardly|almost|practically) (?:ever|never)\b", "rarely"),
        (r"\bi would (?:(?:describe|call|consider) myself(?: as)?|say (?:that )?i am)\b", "i am"),
        (rf"{_KIND_OF_PERSON}(\w+)ies\b", r"i \1\2y"),
        (rf"{_KIND_OF_PERSON}(\w+?)s\b", r"i \1\2"),
        (r"\b(?:kind|sort) of\b|\ba (?:little )?bit(?: of)?\b", "somewhat"),
        (r"\bi have ((?:\w+ )?)(love|hate|adore|crave|avoid|enjoy|like|prefer|dislike|dread)(?:r?ed|d)\b", r"i \1\2"),
        (r"\bi would rather (?:be )?", "i prefer to "),
        (r"\bfeel(?:ing)? like\b", "feel that"),
        (r"\s+", " "),
    )
)


def plain(sentence: str) -> str:
    """`sentence` in lower case, without contractions and turns of phrase, ending in a space."""
    text = sentence.lower()
    for pattern, words in _PLAIN_WORDS:
        text = pattern.sub(words, text)
    return text.strip() + " "
