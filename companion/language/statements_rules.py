"""How sincere statements about a person look after their subject: one regular expression per relation.

Each pattern is matched right after "I" (or "My sister Anna"). The group `value` is what the statement is about. Order
matters: the first that fits wins, so the narrow ones stand before the wide ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from companion.language.statements_words import (
    CLEAR_HABITS,
    DIETS,
    FEELINGS,
    HABITS,
    ILLNESSES,
    KIN,
    PAST,
    PETS,
    RELATIONSHIPS,
    THINGS,
    TRADES,
)


class Sort(StrEnum):
    """What a statement can become."""

    FACT = "fact"
    INTENTION = "intention"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation and the look of a predicate that states it. `needs_day`: only where a day ahead is named."""

    relation: str
    pattern: re.Pattern[str]
    sort: Sort = Sort.FACT
    needs_day: bool = False


_ADV = (
    r"(?:\s+(?:really|also|just|always|still|now|already|quite|very|so|too|often|sometimes|only|both|all|even"
    r"|kind of|sort of|a bit|a little|rather|pretty|super"
    r"|once|first|then|somewhat|bit|\w{3,}ly))*"
)
_BE = rf"(?:'m|'s|'re|\s+(?:am|is|are)){_ADV}"
_WAS = rf"\s+(?:was|were){_ADV}"
_HAVE = rf"(?:'ve|'s|\s+(?:have|has)){_ADV}"
_OWN = r"(?:'ve got|\s+(?:have|has)(?: got)?|\s+got)"
_NOT = r"(?:\s+(?:don't|doesn't|do not|does not|didn't|did not|no longer|never))"
_TO_BE_OR_GET = rf"(?:{_BE}|{_HAVE} been|\s+got|\s+just got|\s+(?:feel|felt)s?|{_WAS})"
_V = r"\s+(?P<value>\S.*)"
_MANY = r"(?:an?|one|two|three|four|five|six|some|no|\d+)"
_EVENTS = (
    r"(?:[\w'-]+ ){0,3}(?:interview|exam|appointment|meeting|test|wedding|flight|deadline|party|concert"
    r"|audition|surgery"
    r"|operation|presentation|speech|trip|race|marathon|match|date|viewing|check-?up|class|lesson|shift|recital|hearing)"
)
EVENTS = _EVENTS


def _rule(relation: str, pattern: str, sort: Sort = Sort.FACT, *, needs_day: bool = False) -> Rule:
    return Rule(relation, re.compile(pattern, re.IGNORECASE | re.DOTALL), sort, needs_day)


RULES: tuple[Rule, ...] = (
    _rule("allergic_to", rf"{_BE}\s+allergic to{_V}"),
    _rule("allergic_to", rf"{_OWN}\s+an?\s+(?P<value>[\w-]+(?: \w+)? allergy)\b"),
    _rule("diet", rf"{_BE}\s+(?:an?\s+)?(?P<value>{DIETS})\b"),
    _rule("diet", r"\s+(?:don't|doesn't|do not|does not|can't|cannot|never)\s+(?P<value>(?:eat|drink)\s+\S.*)"),
    _rule("relationship", rf"{_TO_BE_OR_GET}\s+(?P<value>(?:{RELATIONSHIPS})\b.*)"),
    _rule("relationship", rf"(?:{_BE}|{_HAVE} been)?\s+(?P<value>(?:dating|broke up with|broken up with)\s.*)"),
    _rule(
        "age",
        rf"(?:{_BE}(?:\s+turning)?|\s+(?:just\s+)?turned)\s+(?P<value>\d{{1,3}}(?=\s*(?:$|[.,!]"
        rf"|years?\b)).*)",
    ),
    _rule("born_on", rf"{_WAS}\s+born(?: on)?\s+(?P<value>(?:on|in)?\s*(?=.*\d).+)"),
    _rule("born_in", rf"{_WAS}\s+born(?: and raised)? in{_V}"),
    _rule("lives_in", rf"{_ADV}\s+lives?{_ADV}\s+(?:in|at|near|outside|on){_V}"),
    _rule("lives_in", rf"(?:{_BE}|{_HAVE} been)\s+(?:living|based|staying)\s+(?:in|at|near|outside){_V}"),
    _rule("lives_in", rf"(?:{_HAVE})?{_ADV}\s+moved\s+(?:back\s+)?(?:from [\w ]{{2,30}} )?(?:in)?to{_V}"),
    _rule("lived_in", rf"(?:{_HAVE})?{_ADV}\s+lived\s+(?:in|at|near){_V}"),
    _rule("comes_from", rf"(?:{_BE}|\s+comes?)\s+from\s+(?-i:(?P<value>[A-Z].*))"),
    _rule("works_as", rf"(?:{_ADV}\s+works?|{_BE}\s+(?:working|employed)|{_HAVE}\s+(?:been working|worked))\s+as{_V}"),
    _rule(
        "works_at",
        rf"(?:{_ADV}\s+works?|{_BE}\s+(?:working|employed)|{_HAVE}\s+(?:been working|worked))"
        rf"\s+(?:at|for|by){_V}",
    ),
    _rule(
        "works_at",
        rf"(?:{_HAVE})?{_ADV}\s+(?:started|got|found|accepted)\s+(?:working|a (?:new )?job|an?"
        rf" \w+ job)\s+(?:at|with|in){_V}",
    ),
    _rule(
        "works_at",
        rf"(?:{_HAVE})?{_ADV}\s+(?P<value>(?:quit|left|resigned from|lost|was fired from) my "
        rf"(?:\w+ )?job\b.*)",
    ),
    _rule("works_in", rf"(?:{_ADV}\s+works?|{_BE}\s+working|{_HAVE}\s+(?:been working|worked))\s+(?:in|on|with){_V}"),
    _rule("works_as", rf"{_BE}\s+(?:an?|the)\s+(?P<value>(?:{TRADES})\b(?!'s).*)"),
    _rule(
        "works_as",
        rf"{_BE}\s+(?P<value>(?:retired|unemployed|self-employed|between jobs|on (?:maternity"
        rf"|paternity|sick) leave)\b.*)",
    ),
    _rule(
        "studies_at",
        rf"(?:{_ADV}\s+(?:study|studies|goes? to (?:school|university|college))|{_BE}"
        rf"\s+studying)\s+(?:at|in){_V}",
    ),
    _rule("studies", rf"(?:{_BE}|{_HAVE} been)\s+(?:studying|learning){_V}"),
    _rule("studies", rf"{_ADV}\s+(?:study|studies|learn|learns|started (?:learning|studying|to learn)){_V}"),
    _rule("speaks", rf"{_ADV}\s+speaks?\s+(?:fluent\s+|some\s+|a little\s+)?(?-i:(?P<value>[A-Z].*))"),
    _rule(
        "has_pet",
        rf"(?:{_OWN}|\s+owns?|\s+adopted|{_HAVE} adopted)\s+(?P<value>{_MANY}\s+(?:[\w-]+"
        rf"\s+){{0,3}}(?:{PETS})\b.*)",
    ),
    _rule(
        "family",
        rf"{_OWN}\s+(?P<value>{_MANY}\s+(?:(?:older|younger|little|big|elder|baby|twin|step"
        rf"|grown-up)\s+)*(?P<kin>{KIN})s?\b.*)",
    ),
    _rule(
        "health",
        rf"(?:{_OWN}|\s+suffers?\s+from|{_BE}\s+(?:suffering from|down with))\s+(?P<value>"
        rf"(?:{ILLNESSES})\b.*)",
    ),
    _rule("health", rf"(?:{_WAS}|{_HAVE} been|\s+got)\s+diagnosed with{_V}"),
    _rule(
        "health",
        rf"{_BE}\s+(?P<value>(?:diabetic|pregnant|asthmatic|epileptic|autistic|dyslexic"
        rf"|colou?r-?blind|deaf|blind|left-handed)\b.*)",
    ),
    _rule("plans", rf"{_OWN}\s+(?:to\b|(?:an?|my)\s+{_EVENTS}\b)(?P<value>.*)", Sort.INTENTION, needs_day=True),
    _rule("owns", rf"(?:\s+owns?|{_OWN}\s+(?=(?:an?|two|my own)\s+(?:[\w-]+\s+){{0,3}}(?:{THINGS})\b)){_V}"),
    _rule("dislikes", rf"{_NOT}{_ADV}\s+(?:like|enjoy|love|care for){_V}"),
    _rule(
        "dislikes",
        rf"{_ADV}\s+(?:(?:hate|dislike|detest|loathe|despise)[sd]?|can't stand|cannot stand"
        rf"|can't bear){_V}",
    ),
    _rule(
        "dislikes",
        rf"{_BE}\s+(?:not|no longer){_ADV}\s+(?:a (?:big |huge )?fan of|into|fond of|keen on"
        rf"|interested in){_V}",
    ),
    _rule("fears", rf"(?:{_BE}|{_HAVE} been)\s+(?:afraid|scared|terrified|frightened) of{_V}"),
    _rule("fears", rf"(?:\s+fears?|{_OWN}\s+a fear of){_V}"),
    _rule("likes", rf"(?:{_HAVE})?{_ADV}\s+(?:like|love|enjoy|adore|prefer)(?:s|d|ed|red)?\b{_V}"),
    _rule(
        "likes",
        rf"(?:{_BE}|{_HAVE} been)\s+(?:into|fond of|keen on|an? (?:big |huge )?fan of|passionate"
        rf" about|interested in|obsessed with|crazy about|mad about){_V}",
    ),
    _rule("wants", rf"{_HAVE}\s+(?:wanted|dreamed of|dreamt of){_V}"),
    _rule(
        "plans",
        rf"{_BE}\s+(?:going|planning|preparing|about|hoping|getting ready)\s+(?:to|for|on)\b{_V}",
        Sort.INTENTION,
    ),
    _rule("plans", rf"{_BE}\s+(?:planning|preparing)(?=\s+(?:an?|my|our)\s){_V}", Sort.INTENTION),
    _rule(
        "plans",
        rf"(?:{_HAVE} been planning|(?:{_HAVE})?{_ADV}\s+(?:plan|plans|decided|made up my mind"
        rf"|booked|signed up))\s+(?:to|for|a|an|on)\b{_V}",
        Sort.INTENTION,
    ),
    _rule("plans", rf"(?:'ll|\s+will|\s+need|\s+needs|\s+must|\s+should)(?: to)?{_V}", Sort.INTENTION, needs_day=True),
    _rule(
        "plans",
        rf"{_BE}\s+(?P<value>(?!feeling|thinking|being|(?:.*\b(?:today|this morning)\b))\w+ing\b.*)",
        Sort.INTENTION,
        needs_day=True,
    ),
    _rule("wants", rf"{_ADV}\s+(?:want|wants|hope|hopes|dream of|would like|would love|would also like){_V}"),
    _rule("wants", rf"'d{_ADV}\s+(?:like|love){_V}"),
    _rule("wants", rf"(?:{_BE}|{_HAVE}\s+been)\s+(?:looking|hoping|trying|dreaming)\s+(?:to|of)(?=\s+\S+\s){_V}"),
    _rule(
        "considers",
        rf"(?:{_BE}|{_HAVE}\s+been)\s+(?:thinking|considering)(?:\s+(?:of|about))?(?:"
        rf"\s+whether(?: or not)?(?: to)?)?{_V}",
    ),
    _rule(
        "struggles_with",
        rf"(?:{_BE}|{_HAVE}\s+been)\s+(?:having\s+(?:some\s+)?(?:trouble|difficult(?:y"
        rf"|ies)|a hard time|problems)|struggling)(?:\s+(?:with|to))?{_V}",
    ),
    _rule(
        "struggles_with",
        rf"(?:{_ADV}\s+(?:struggle|struggles)\s+(?:with|to)|\s+(?:have|has) (?:trouble"
        rf"|difficulty)|\s+find it (?:hard|difficult) to(?=\s+\S+\s)){_V}",
    ),
    _rule(
        "feels",
        rf"(?:{_ADV}\s+(?:feel|feels|felt)|{_HAVE}\s+been(?:\s+feeling)?|{_BE}(?:\s+feeling)?"
        rf"|{_WAS}){_ADV}\s+(?P<value>(?:{FEELINGS})\b.*)",
    ),
    _rule(
        "feels",
        rf"(?:{_ADV}\s+(?:feel|feels|felt)|{_BE}\s+feeling|{_HAVE}\s+been\s+feeling)\s+like"
        rf"\s+(?P<value>.*)",
    ),
    _rule("used_to", rf"{_ADV}\s+used to{_V}"),
    _rule(
        "visited",
        rf"(?:{_HAVE})?{_ADV}\s+(?:went|gone|travel?led|drove|driven|flew|flown|been|took a"
        rf" trip)\s+(?:back\s+)?to"
        rf"(?!\s+(?:see|watch|look|pick|get|buy|meet|visit|play|eat|bed|sleep|work|have|do)\b){_V}",
    ),
    _rule("visited", rf"(?:{_HAVE})?{_ADV}\s+visited{_V}"),
    _rule(
        "habit",
        rf"\s+(?:usually|often|always|sometimes|regularly|mostly|normally|generally|never|rarely)"
        rf"\s+(?P<value>(?:{HABITS})(?:e?s)?\b.*)",
    ),
    _rule("did", rf"(?:{_HAVE})?{_ADV}\s+(?P<value>(?:{PAST})\b.*)"),
    _rule(
        "does",
        rf"(?:{_BE}|{_HAVE}\s+been)\s+(?P<value>(?!feeling|thinking|looking|wondering|hoping|going"
        rf"|wanting|being|having|talking|asking|sure|interesting|amazing|boring|demanding|annoying|exciting"
        rf"|charming|caring|loving|trying to)[a-z]+ing\b.*)",
    ),
    _rule("habit", rf"{_ADV}\s+(?P<value>(?:{CLEAR_HABITS})(?:e?s)?\b.*)"),
    _rule(
        "is",
        rf"{_BE}\s+(?P<value>(?:introverted|extroverted|shy|left-handed|bilingual|religious|an only"
        rf" child|dyslexic)\b.*)",
    ),
    _rule("is", rf"{_BE}\s+(?P<value>an?\s+\S.*)"),
)
"""Predicates of "I", "we" and of people the user names."""

_POINT = r"(?:'s| is| are| was| were)"
ABOUT_MINE: tuple[Rule, ...] = (
    _rule(
        "name",
        rf"(?:full |first |real )?name{_POINT}(?: actually)?\s+(?-i:(?P<value>[A-Z][\w'’-]*(?:"
        rf" [A-Z][\w'’-]+){{0,2}}))",
    ),
    _rule("birthday", rf"(?P<value>birthday){_POINT}\s+(?:on\s+|in\s+)?(?=(?:the )?\d|\w+ (?:the )?\d).+"),
    _rule("birthday", rf"birthday{_POINT}\s+(?:on|in)\s+(?P<value>.+)"),
    _rule("likes", rf"(?:all-?time )?favou?rites?(?: (?:one|ones|part|parts))?{_POINT}{_V}"),
    _rule("favourite", rf"(?:all-?time )?favou?rite (?P<thing>[\w-]+(?: [\w-]+)?){_POINT}{_V}"),
    _rule("likes", rf"(?:main |biggest |other )?(?:hobby|hobbies|passions?|interests?)(?: is| are| include){_V}"),
    _rule("comes_from", rf"(?:home ?town|home country){_POINT}{_V}"),
    _rule("works_as", rf"(?:job|profession|occupation){_POINT}\s+(?P<value>(?:an?\s+)?(?:{TRADES})\b.*)"),
    _rule("work", rf"(?:(?:current |new |old )?job|work(?: schedule)?){_POINT}{_V}"),
    _rule("contact", rf"(?:phone number|e-?mail(?: address)?|address){_POINT}{_V}"),
    _rule("plans", rf"{_EVENTS}{_POINT}(?P<value>\s.*)", Sort.INTENTION, needs_day=True),
    _rule("plans", rf"(?:[\w-]+ ){{0,3}}plans?{_POINT} to{_V}", Sort.INTENTION),
    _rule("has_pet", rf"(?P<value>(?:{PETS})(?:'s name is| is called| is named|,)\s+(?-i:[A-Z]\w+))"),
    _rule("has_pet", rf"(?P<value>(?:{PETS})\s+(?-i:[A-Z]\w+))\b"),
    _rule("lives_in", rf"(?:new |current )?(?:home|flat|apartment|house){_POINT}\s+in\s+(?P<value>.+)"),
    _rule("dream", rf"(?:biggest |greatest )?(?:dream|goal|ambition){_POINT}{_V}"),
)
"""What may follow "my"."""
