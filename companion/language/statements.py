"""What people say about themselves and about those close to them: statements with their exact place in a text.

English only. Rules, no model; when in doubt there is no statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from companion.language.due import names_day_ahead
from companion.language.sentences import (
    LONGEST_MESSAGE,
    Piece,
    clause_pieces,
    lies_in,
    piece_between,
    quoted_ranges,
    sentence_pieces,
)
from companion.language.statements_rules import ABOUT_MINE, EVENTS, RULES, Rule, Sort
from companion.language.statements_sincerity import why_not_stated
from companion.language.statements_wishes import reminder_in, wish_in
from companion.language.statements_words import ACQUAINTANCES, EMPTY, FEELINGS, KIN, NOT_A_KIND, PROMISES
from companion.language.words import content_words, listed, words

LONGEST_SENTENCE = 1200
"""Characters; a longer sentence is no statement of a friend."""
LONGEST = 240
"""Characters; a longer clause is a story and stays with its episode."""
SELF = "user"
"""The subject of statements in the first person."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Characters `start` to `end` of a text state `relation` of `subject` with `value`.

    `refusal` says why it must not be believed: `question`, `hypothetical`, `reported`, `request`, `quoted`, `to the
    companion`, `too long`. `needs_day`: it is a plan only with the day that it names. `ended`: it says that something
    is over.
    """

    start: int
    end: int
    text: str
    sort: Sort
    subject: str
    relation: str
    value: str
    refusal: str = ""
    needs_day: bool = False
    ended: bool = False


_INTERJECTION = re.compile(
    r"(?:(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you)(?: (?!I\b)[\w']+){0,3}"
    r"|yes|yeah|yep|no|nope|well|actually|okay|ok|oh|ah|um+|hmm*|(?:ha)+|wow|sure(?: thing)?|of course|right"
    r"|alright|great|also"
    r"|besides(?: this| that)?|anyway|by the way|btw|speaking of which|to be honest|honestly|in fact|the"
    r" fact is|you know(?: what)?"
    r"|i mean|and|but|so|because|though|although|however|plus|then|my friend|friend|exactly|absolutely"
    r"|definitely|unfortunately"
    r"|luckily|sadly|fortunately|not yet|for example|after all|please note that|remember that|i think|i"
    r" guess|i believe)"
    r"\s*[,.!:]?\s+)+",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:(?:today|tonight|yesterday|recently|lately|nowadays|these days|currently|right now|at the moment"
    r"|tomorrow|once|usually"
    r"|sometimes|often|every \w+|(?:last|this|next|on|in|since|for|over|during|at|after|before|when) [\w' ]{2,40}?"
    r"|\w+ (?:years?|months?|weeks?|days?) ago),?\s+)(?=(?:I|we|my|our)\b)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"(?:I(?: and my \w+)?|we|me and my \w+|my (?:\w+ )?\w+ and I)(?=['\s])(?!\s+(?:think|guess|believe) "
    r"(?:you|that you)\b)",
    re.IGNORECASE,
)
_MINE = re.compile(r"(?:my|our)\s+", re.IGNORECASE)
_PERSON = re.compile(
    rf"(?:my|our)\s+(?:(?:older|younger|little|big|elder|twin|late|dear|new|old|ex-?)\s+)*(?P<role>{KIN}|{ACQUAINTANCES})\b"
    r"(?:,?\s+(?-i:(?P<name>(?:(?:Mrs?|Ms|Dr|Prof)\.?\s+)?[A-Z][\w'-]*\w)),?)?(?:(?:'s name)?(?: is|'s) "
    r"(?:called |named"
    r" )?(?-i:(?P<called>[A-Z]\w+))(?=[\s.!]*$))?",
    re.IGNORECASE,
)
_EVENT_AHEAD = re.compile(rf"there(?:'s| is)\s+(?P<value>(?:an?|my)\s+{EVENTS}\b.*)", re.IGNORECASE | re.DOTALL)
_NO_LONGER = re.compile(
    r"\b(?:no longer|not\b.{1,40}\bany ?more|don't\b.{1,40}\bany ?more|quit|broke up|resigned|gave up)\b", re.IGNORECASE
)
_YOU = re.compile(
    r"\b(?:you|your|yours|yourself)\b|\bour (?:chats?|talks?|conversations?|discussions?)\b", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"^(?:(?:it|that|this|them|these(?! days)|those|him|her|there|here|such|both|either|neither|so|what|doing so"
    r"|doing that|the same)\b"
    r"|(?:\w+ ){0,2}(?:it|them|that|this)$|(?:\w+ ){0,2}(?:their|its|these(?! days)|those)\b|(?:to )?\w+ (?:\w+ )?"
    r"(?:it|him|them|that|this|these(?! days)|those|her|him|there)\b"
    r"|(?:with|about|of|by|to|from|for) (?:it|them|that|this|these(?! days)|those)\b)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\bwhich\s+$", re.IGNORECASE)
_TALKING = re.compile(
    r"^(?:to )?(?:talk|chat|share|ask|tell|discuss|speak|say|hear|know|thank|continue|be (?:honest|clear)"
    r"|listen to you|introduce)\b",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"^(?:to )?(?:(?:go|head|get) (?:to (?:bed|sleep)|now|eat|off)|sleep|bed|(?:have|eat"
    r"|cook) (?:dinner|lunch|breakfast)|eat|leave|keep|give|take a look|check)\b(?!.*\bwith\b)"
)
_PASSING = re.compile(
    rf"(?:{FEELINGS})(?:(?: and|,)(?: an?)? (?:\w+ )?(?:{FEELINGS}))*"
    r"(?: (?:today|now|right now|at the moment|about it|this \w+|tonight|again"
    r"|about (?:which|what|how|where|who|when|whether)\b.*))?",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:always|often|sometimes|usually|lately|recently|never|every|these|since|still|any ?more|all the time"
    r"|for (?:\w+ )?(?:days|weeks|months|years))\b",
    re.IGNORECASE,
)
"""How one feels at this moment is the mood of a session and no fact of a person; what lasts or recurs is."""
_JUST_NOW = re.compile(
    r"(?:\w+ly )?(?:sitting|lying|resting|relaxing|waiting|reading|watching|listening|eating|drinking|cooking|enjoying)"
    r"\b.*\b(?:at home|in bed|on (?:the|my) (?:sofa|couch|balcony|porch)|right now|at the moment|outside)\b.*",
    re.IGNORECASE,
)
"""What somebody happens to be doing while they write."""
_VERB_FIRST = ("did", "does", "habit")
"""Relations whose value begins with the verb, which alone says too little."""
_ANY_WORKPLACE = listed("company current place job firm business small big large local old several years")
_TRIM = " \t\r\n,.;:!…-–—\"”“'’)"


def statements(text: str) -> list[Statement]:
    """All statements in `text` in order, refused ones included. Never raises; offsets count characters of `text`."""
    plain = text.replace("’", "'").replace("‘", "'")
    quotes = quoted_ranges(text)
    found: list[Statement] = []
    for sentence in sentence_pieces(plain[:LONGEST_MESSAGE]):
        if len(sentence.text) > LONGEST_SENTENCE:
            continue
        wish = _wish(sentence)
        if wish is not None:
            found.append(wish)
        clauses = clause_pieces(sentence)
        for number, clause in enumerate(clauses):
            before = sentence.text[: clause.start - sentence.start]
            if _RELATIVE.search(before):
                continue
            refusal = why_not_stated(sentence.text, before, clause.text, last=number == len(clauses) - 1)
            found.extend(_refused(made, refusal) for made in _stated(clause) if wish is None or made.relation == "name")
    return [_placed(statement, text, quotes) for statement in found]


def informative(value: str) -> bool:
    """Whether `value` names something by itself: not only pronouns and filler words."""
    return not _POINTS_BACK.match(value) and any(word not in EMPTY for word in content_words(value))


def _wish(sentence: Piece) -> Statement | None:
    wish, sort = wish_in(sentence.text), Sort.LESSON
    if wish is None:
        wish, sort = reminder_in(sentence.text), Sort.INTENTION
    if wish is None:
        return None
    relation, start, end = wish
    piece = _trimmed(sentence.text, start, end)
    if piece is None:
        return None
    begin = sentence.start + piece.start
    return Statement(begin, sentence.start + piece.end, piece.text, sort, SELF, relation, piece.text)


def _stated(clause: Piece) -> list[Statement]:
    """The statements of one clause: at most one about somebody, and one that names who they are."""
    text = clause.text
    lead = _INTERJECTION.match(text)
    start = lead.end() if lead else 0
    time = _TIME.match(text, start)
    subject_at = time.end() if time else start
    found: list[Statement | None] = []
    person = _PERSON.match(text, subject_at)
    if person and " and I" not in text[person.end() : person.end() + 6]:
        name = person["name"] or person["called"]
        role = person["role"].lower()
        if name:
            found.append(_made(text, person.start(), person.end(), name, _kin_relation(role), name))
        found.append(
            _by_rules(text, start, person.end("name") if person["name"] else person.end("role"), name or role, RULES)
        )
    elif first := _FIRST.match(text, subject_at):
        found.append(_by_rules(text, start, first.end(), SELF, RULES))
    elif mine := _MINE.match(text, subject_at):
        found.append(_by_rules(text, start, mine.end(), SELF, ABOUT_MINE))
    elif ahead := _EVENT_AHEAD.match(text, subject_at):
        event = _made(text, start, len(text), SELF, "plans", ahead["value"])
        found.append(replace(event, sort=Sort.INTENTION, needs_day=True) if event else None)
    elif re.match(r"today is my birthday\b|it's my birthday\b", text[start:], re.IGNORECASE):
        found.append(_made(text, start, len(text), SELF, "birthday", "birthday"))
    return [
        replace(made, start=made.start + clause.start, end=made.end + clause.start)
        for made in found
        if made is not None
    ]


def _kin_relation(role: str) -> str:
    return f"family:{role}" if re.fullmatch(KIN, role, re.IGNORECASE) else f"knows:{role.split()[-1]}"


def _by_rules(text: str, start: int, at: int, subject: str, rules: tuple[Rule, ...]) -> Statement | None:
    for rule in rules:
        match = rule.pattern.match(text, at)
        if not match or (rule.needs_day and not names_day_ahead(text[start:])):
            continue
        value = (match.groupdict().get("value") or "").strip(_TRIM)
        relation = _relation(rule, match, value)
        if not relation or not _worth(rule, relation, subject, value):
            continue
        if relation == "feels" and _PASSING.fullmatch(value) and not _LASTING.search(text):
            continue
        if relation == "does" and _JUST_NOW.fullmatch(value) and not _LASTING.search(text):
            continue
        made = _made(text, start, len(text), subject, relation, value)
        return replace(made, sort=rule.sort, needs_day=rule.needs_day) if made else None
    return None


def _relation(rule: Rule, match: re.Match[str], value: str) -> str:
    groups = match.groupdict()
    if groups.get("kin"):
        return f"family:{groups['kin'].lower()}"
    if groups.get("thing"):
        return f"favourite:{groups['thing'].lower()}"
    if rule.relation == "works_at" and re.match(
        r"(?:an?|my|our|this|the same|some)\b(?! \w+ job)", value, re.IGNORECASE
    ):
        return "work"
    return rule.relation


def _worth(rule: Rule, relation: str, subject: str, value: str) -> bool:
    """Whether a match says enough of the world outside this talk to be kept."""
    if relation in ("age", "birthday", "name"):
        return True
    if relation == "plans" and rule.needs_day:
        return next(iter(words(value)), "") not in PROMISES or "with" in words(value)
    if _TALKING.match(value) or (relation == "plans" and _MOMENT.match(value)):
        return False
    if relation == "wants" and re.match(r"(?:that )?(?:we|i|it)\b", value, re.IGNORECASE):
        return False
    if relation == "work" and not set(content_words(value)) - EMPTY - _ANY_WORKPLACE:
        return False
    if relation == "is" and (subject == SELF or value[:2].lower() in ("a ", "an")):
        heads = words(value)[1:]
        if value.lower().startswith(("a ", "an ")) and (not heads or NOT_A_KIND.intersection(heads[:3])):
            return False
    return informative(value.partition(" ")[2] if relation in _VERB_FIRST else value)


def _made(text: str, start: int, end: int, subject: str, relation: str, value: str) -> Statement | None:
    piece = _trimmed(text, start, end)
    if piece is None:
        return None
    refusal = "to the companion" if _YOU.search(piece.text) else "too long" if len(piece.text) > LONGEST else ""
    ended = bool(_NO_LONGER.search(piece.text))
    return Statement(piece.start, piece.end, piece.text, Sort.FACT, subject, relation, value, refusal, ended=ended)


def _trimmed(text: str, start: int, end: int) -> Piece | None:
    """The piece without punctuation at its end, but with both marks of a quotation that closes it."""
    piece = piece_between(text, start, end)
    if piece is None:
        return None
    bare = piece.text.rstrip(_TRIM)
    rest = piece.text[len(bare) :]
    closing = next(
        (mark for mark, opening in (('"', '"'), ("”", "“"), (")", "(")) if mark in rest and opening in bare), ""
    )
    kept = len(bare) + (rest.index(closing) + 1 if closing else 0)
    return piece_between(text, piece.start, piece.start + kept)


def _refused(statement: Statement, refusal: str) -> Statement:
    return replace(statement, refusal=refusal or statement.refusal)


def _placed(statement: Statement, text: str, quotes: list[tuple[int, int]]) -> Statement:
    """The statement with its words as they stand in `text`, refused when they are somebody else's."""
    said = text[statement.start : statement.end]
    refusal = "quoted" if lies_in(statement.start, statement.end, quotes) else statement.refusal
    return replace(statement, text=said, refusal=refusal)
