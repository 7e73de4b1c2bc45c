"""What a message tells the companion to do with its memory: keep, correct, forget, leave alone, tell what it knows.

Rules of English, no model. Precision first: what is missed is answered as any other message, what is wrongly taken for
an order would change a memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from companion.language.sentences import LONGEST_MESSAGE, Piece, lies_in, quoted_ranges, sentence_pieces
from companion.language.statements_sincerity import truths
from companion.language.words import content_words, listed
from companion.records import Truth


class Wish(StrEnum):
    """What is to be done."""

    CORRECT = "correct"
    REPLACE = "replace"
    """One word by another: "It's Ana, not Mira"."""
    REMEMBER = "remember"
    FORGET = "forget"
    MUTE = "mute"
    UNMUTE = "unmute"
    TELL = "tell"
    """Tell all that is known."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order at characters `start` to `end` of a message, whose object is `about`.

    `about` is empty where the order points back ("don't bring this up again"). `instead` is the right word of REPLACE.
    """

    wish: Wish
    start: int
    end: int
    about: str
    instead: str = ""


_SOFT = (
    r"^(?:(?:and|but|so|well|oh|ok(?:ay)?|hey|also|please|companion|listen|by the way|for the future|from now on)"
    r"[,.!:]?\s+)*"
)
_ASKING = (
    r"(?:(?:can|could|will|would) you (?:please |just )?|i(?:'d| would) (?:like|want) you to "
    r"|i want you to |i need you to |just )?"
)


def _order(pattern: str) -> re.Pattern[str]:
    return re.compile(_SOFT + _ASKING + r"(?:please )?" + pattern, re.IGNORECASE | re.DOTALL)


_END = r"[\s.!?…]*$"
_CLAUSE = (
    r"(?=(?:i|i'm|i've|i'll|i'd|my|our|we|we're|we've|he|he's|she|she's|it|it's|they|they're|his|her|their|there|on|in"
    r"|at|when|whenever|every|nobody|no one|everyone|\d+|the (?:[\w'-]+ ){1,5}(?:is|are|was|were|has|have|will|goes"
    r"|comes|lives|costs|starts|ends)|(?-i:[A-Z])[\w'-]+)\b)"
)
_REMEMBER = (
    _order(
        r"(?:always )?(?:remember|keep in mind|bear in mind|make a note|take note|note|write down|do(?:n't| not) "
        r"(?:ever )?forget|never forget)(?: this)?(?: that|\s*:)\s+" + _CLAUSE + r"(?P<about>\S.*)$"
    ),
)
_MEMORY = r"(?:from|out of|in) your (?:memory|memories|notes|record|records)"
_FORGET = (
    _order(
        rf"(?:forget|erase|delete|remove|wipe|drop)(?: {_MEMORY})? "
        r"(?:everything|anything|all|whatever|what)(?: of)?(?: that)?"
        r"(?: (?:i|i've|i have|you|you've|you have)(?: ever| just)? "
        r"(?:said|told you|mentioned|wrote|written|know|knows|remember|learned|saved|stored|noted))?"
        rf"(?: {_MEMORY})? (?:about|of|on) (?P<about>\S.*?){_END}"
    ),
    _order(rf"forget (?:what|everything|all)(?: that)? i (?:just |only )?(?:said|told you|wrote)(?: just now)?{_END}"),
    _order(r"forget that (?!i (?:said|asked|mentioned|told|exist)\b)" + _CLAUSE + rf"(?P<about>\S.*?){_END}"),
    _order(rf"(?:erase|delete|remove) (?P<about>\S.*?) {_MEMORY}{_END}"),
)
_AGAIN = r"(?:again|any ?more|any longer|ever again|ever|from now on|in (?:the )?future)"
_DONT = (
    r"(?:do(?:n't| not)(?: ever| you)?|never|let's (?:not|never)|let us (?:not|never)"
    r"|(?:can|could) we (?:please )?(?:not|never))"
)
_UNWILLING = (
    r"i (?:really )?(?:do(?:n't| not) (?:want|like) (?:you )?to|never want (?:you )?to|would rather not|'d rather not)"
)
_ING = r"(?:stop|quit|no more)(?: with)?(?: always| ever)?"
_TALK = r"(?:talk|speak|chat|hear|think) (?:to me |with me )?(?:about|of)"
_MUTE = (
    _order(rf"(?:{_DONT}|{_UNWILLING}) (?:ever )?bring (?P<about>\S.*?) up(?: {_AGAIN})?"
           rf"(?:,? (?:please|ok(?:ay)?))?{_END}"),
    _order(rf"(?:{_DONT}|{_UNWILLING}) (?:ever )?bring up (?P<about>\S.*?)(?: {_AGAIN})?(?:,? please)?{_END}"),
    _order(rf"(?:{_DONT}|{_UNWILLING}) (?:ever )?(?:{_TALK}|mention|remind me (?:of|about)|ask(?: me)? about) "
           rf"(?P<about>\S.*?) {_AGAIN}(?:,? please)?{_END}"),
    _order(rf"{_DONT} (?:ever )?(?:mention|remind me of|remind me about) (?P<about>(?!it\b)\S.*?)(?: to me)?{_END}"),
    _order(rf"{_ING} bringing (?P<about>\S.*?) up(?: {_AGAIN})?(?:,? please)?{_END}"),
    _order(rf"{_ING} (?:bringing up|mentioning|(?:talking|speaking) (?:to me |with me )?(?:about|of)"
           rf"|reminding me (?:of|about)|asking(?: me)? about) (?P<about>\S.*?)(?: {_AGAIN})?(?:,? please)?{_END}"),
    _order(rf"mute (?:the (?:topic|subject)(?: of)? |the words? )?(?P<about>\S.*?){_END}"),
)  # fmt: skip
_UNMUTE = (
    _order(rf"un-?mute (?:the (?:topic|subject)(?: of)? )?(?P<about>\S.*?){_END}"),
    _order(rf"(?:you (?:can|may)|we can|it's (?:ok(?:ay)?|fine|all right) to) (?:now )?(?:{_TALK}|mention|bring up) "
           rf"(?P<about>\S.*?) again(?: now)?{_END}"),
    _order(rf"(?:you (?:can|may)|we can|it's (?:ok(?:ay)?|fine|all right) to) (?:now )?bring (?P<about>\S.*?) up again"
           rf"(?: now)?{_END}"),
)  # fmt: skip
_TELL = (
    _order(r"what (?:else )?(?:do|did) you (?:still |actually |already )?(?:know|remember|have (?:stored|saved|noted|"
           r"written down|recorded)|have on record)(?: in your memory)? (?:about|of|on) (?P<about>\S.*?)[\s.!?]*$"),
    _order(r"(?:tell|show) me (?:everything|all|what)(?: that)? you (?:still )?(?:know|remember|have stored|have noted)"
           r" (?:about|of|on) (?P<about>\S.*?)[\s.!?]*$"),
    _order(r"what (?:have|did) i (?:ever |already )?(?:told|tell) you (?:so far )?(?:about|of) "
           r"(?P<about>\S.*?)[\s.!?]*$"),
)  # fmt: skip

_NOT_SO = (
    r"(?:no+|nope|nah|wrong|not (?:quite|exactly|true|right)|(?:sorry,? )?(?:but )?that(?:'s| is| was) "
    r"(?:not (?:right|true|correct|so|it|quite right)|wrong|incorrect|untrue|false|a mistake)"
    r"|that (?:isn't|wasn't) (?:right|true|correct|so|it)"
    r"|you(?:'re| are) (?:wrong|mistaken)|you(?:'ve| have)? (?:got|mixed|confused) (?:that|it|this|them|him|her) "
    r"(?:wrong|up)|you misremember(?:ed)?(?: that| it)?|correction|actually|small correction|to correct you)"
)
_DENIAL = re.compile(
    rf"^(?:(?:and|but|well|oh|hm+|sorry|wait|hey)[,.!]?\s+)*{_NOT_SO}(?:\s*[,.!:;–—-]+\s*|\s+)"
    r"(?:(?:it's|it is|i said|i told you|i meant|i mean|as i said)(?: that)?[,:]?\s+(?=(?:i|my|our|we)\b))?",
    re.IGNORECASE,
)
_STRONG = re.compile(rf"^(?:(?:and|but|well|oh|hm+|sorry|wait|hey)[,.!]?\s+)*{_NOT_SO}[\s.!…]*$", re.IGNORECASE)
_NOT_THAT = re.compile(
    r"^(?:(?:no|nope|wrong|sorry|actually|wait|oh)[,.!]?\s+)*(?:it's|it is|it was|her name is|his name is|their name is"
    r"|the name is|she's called|he's called|they're called|i said|i meant|that's|that is) "
    r"(?P<right>[\w'’-]+(?: [\w'’-]+){0,2}),? (?:and )?not (?P<wrong>[\w'’-]+(?: [\w'’-]+){0,2})[\s.!…]*$",
    re.IGNORECASE,
)
_BACK = listed("this that it these those them him her one here there thing things topic subject stuff again")
_NO_TOPIC = listed("yourself you me myself i us we everything anything something nothing so now like up off")
_PASSING = re.compile(
    r"\b(?:today|tonight|now|right now|for now|at the moment|this (?:morning|evening|week)|until|before|while|yet"
    r"|during|in front of|like (?:that|this)|so (?:much|often)|all the time|too much)\b",
    re.IGNORECASE,
)
_NARROWED = re.compile(r"\b(?:that|which|who|when|where|whose|and|from|with|after|before|if)\b", re.IGNORECASE)
"""What makes a topic a question about one thing."""
_YES = re.compile(
    r"^(?:(?:yes|yeah|yep|yup|sure|ok(?:ay)?|please|do it|do so|go ahead|of course|confirm(?:ed)?|correct|right|"
    r"forget (?:it|them|that|all of (?:it|them)|both)|delete (?:it|them)|that's right|all of (?:it|them)|i'm sure)"
    r"[,.!\s]*)+$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:(?:no|nope|nah|don't|do not|keep (?:it|them|that)|cancel|never ?mind|leave (?:it|them)|not (?:that|now|yet)"
    r"|stop|wait|thanks|thank you|please|better not)[,.!\s]*)+$",
    re.IGNORECASE,
)
_TELLS_NOTHING = (Wish.FORGET, Wish.MUTE, Wish.UNMUTE, Wish.TELL)
_ORDERING = re.compile(
    r"\b(?:forget|erase|delete|remove|wipe|drop|bring(?:ing)?|mention(?:ing)?|talk(?:ing)?|speak(?:ing)?|remind(?:ing)?"
    r"|un-?mute|mute|know|remember|stored|noted|told|tell|ask(?:ing)?)\b",
    re.IGNORECASE,
)
LONGEST_ORDER = 400
"""Characters of a message that is an order and nothing else."""
LEAST_WORDS = 3
"""Of a statement that corrects something."""
LONGEST_TOPIC = 80
"""Characters; what is longer is a story and no topic."""


def orders_in(text: str) -> list[Order]:
    """The orders that `text` gives in words of its own, in order. Never raises.

    What stands in quotation marks, in a joke or in a role orders nothing.
    """
    plain = text[:LONGEST_MESSAGE].replace("’", "'").replace("‘", "'")
    if truths([text])[0] is not Truth.SINCERE:
        return []
    quotes = quoted_ranges(text)
    pieces = [piece for piece in sentence_pieces(plain) if not lies_in(piece.start, piece.end, quotes)]
    found = [_in_sentence(piece) or _correction(piece, pieces, number) for number, piece in enumerate(pieces)]
    return [
        order
        for order in found
        if order is not None and not any(first < order.end and order.start < last for first, last in quotes)
    ]


def only_orders(text: str) -> bool:
    """Whether `text` is an order that tells nothing of the world: to forget, to be quiet about or to tell something.

    Made for many texts: most are passed over after a look for the verbs that such an order needs.
    """
    if len(text) > LONGEST_ORDER or not _ORDERING.search(text):
        return False
    return any(order.wish in _TELLS_NOTHING for order in orders_in(text))


def agrees(text: str) -> bool:
    """Whether `text` says yes to what was asked, and nothing else."""
    return bool(_YES.match(text.strip().replace("’", "'")))


def declines(text: str) -> bool:
    """Whether `text` says no to what was asked, and nothing else."""
    return bool(_NO.match(text.strip().replace("’", "'")))


def _in_sentence(piece: Piece) -> Order | None:
    asks = piece.asks
    polite = bool(re.match(_SOFT + r"(?:can|could|will|would) (?:you|we)\b", piece.text, re.IGNORECASE))
    for pattern in _TELL:
        if match := pattern.match(piece.text):
            return None if _NARROWED.search(match["about"]) else _topic(Wish.TELL, piece, match, points_back=False)
    if asks and not polite:
        return None
    for pattern in _REMEMBER:
        if (match := pattern.match(piece.text)) and not asks:
            return Order(Wish.REMEMBER, piece.start + match.start("about"), piece.end, match["about"].rstrip(" .!…"))
    for wish, patterns in ((Wish.FORGET, _FORGET), (Wish.MUTE, _MUTE), (Wish.UNMUTE, _UNMUTE)):
        for pattern in patterns:
            if (match := pattern.match(piece.text)) and (found := _topic(wish, piece, match)):
                return found
    return None


def _topic(wish: Wish, piece: Piece, match: re.Match[str], *, points_back: bool = True) -> Order | None:
    about = (match.groupdict().get("about") or "").strip(" ,.!?…\"'")
    words = content_words(about)
    if len(about) > LONGEST_TOPIC and wish is not Wish.FORGET:
        return None
    if wish in (Wish.MUTE, Wish.UNMUTE) and _PASSING.search(about):
        return None
    bare = about.lower().split()
    if set(bare) & _NO_TOPIC and len(words) <= len(set(words) & _NO_TOPIC):
        return None
    empty = not about or all(word in _BACK or word in ("the", "all", "of") for word in bare)
    if empty:
        return Order(wish, piece.start, piece.end, "") if points_back else None
    return Order(wish, piece.start, piece.end, about) if words else None


def _correction(piece: Piece, pieces: list[Piece], number: int) -> Order | None:
    """In the first two sentences: a statement that opens with a denial, or follows one that stands alone; or one word
    in place of another."""
    if piece.asks or number > 1:
        return None
    if (match := _NOT_THAT.match(piece.text)) and match["right"].lower() != match["wrong"].lower():
        return Order(Wish.REPLACE, piece.start, piece.end, match["wrong"], match["right"])
    if match := _DENIAL.match(piece.text):
        rest = piece.text[match.end() :]
        states = len(rest.split()) >= LEAST_WORDS
        return Order(Wish.CORRECT, piece.start + match.end(), piece.end, rest) if states else None
    if number == 1 and _STRONG.match(pieces[0].text):
        return Order(Wish.CORRECT, piece.start, piece.end, piece.text)
    return None
