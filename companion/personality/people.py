"""The people (and animals) in the user's life, each once. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from companion.language.words import listed
from companion.records import Renaming

_RELATION = (
    r"(?:best |close |old |good )?friend|girlfriend|boyfriend|wife|husband|partner|fiancée?|mother|father|mom|mum|dad"
    r"|(?:older |younger |little |big |twin )?(?:sister|brother)|son|daughter|grandmother|grandfather|grandma|grandpa"
    r"|aunt|uncle|cousin|niece|nephew|boss|manager|colleague|coworker|roommate|flatmate|neighbou?r|teacher|coach"
    r"|therapist|dog|cat"
)
_NO_NAME = listed(
    """
    I And But So He She They It We The My Is Was Has Have In On At To Monday Tuesday Wednesday Thursday Friday
    Saturday Sunday May Today Yesterday Tomorrow Hello Hi Hey Dear Thanks Yes No Well Oh Ok Okay Recently Lately
    Then Also With From When After Before Both Maybe Because Since Sometimes Usually This That Would Will Can
    What Who Whom Whose Which Where Why How Do Does Did Could Should Would Have Am Were Can Tell Remind Remember
    Morning Evening Afternoon Goodbye Bye Actually Sure Now Please Sorry Is Are For Of As Like If While Until
    """
)
_PERSON = re.compile(
    rf"\b[Mm]y (?P<relation>{_RELATION})\b"
    r"(?:(?:'s name is| is called| is named| named| called|,)? (?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)\b)?"
    rf"|\b(?P<before>(?!(?:{'|'.join(sorted(_NO_NAME))})\b)[A-Z][a-z]+),? (?:who is |is )?my (?P<of>{_RELATION})\b"
)
_NAMED = re.compile(r"(?P<name>[\w-]+) \((?P<of>[^()]+)\)")
_SAME = {
    "mom": "mother", "mum": "mother", "dad": "father", "grandma": "grandmother", "grandpa": "grandfather",
    "coworker": "colleague", "flatmate": "roommate", "neighbor": "neighbour", "fiancé": "partner", "fiancée": "partner",
}  # fmt: skip
_EXACTLY = re.compile(r"^(?:older|younger|little|big|twin|best|close|old|good) ")
_NEEDS_A_NAME = re.compile(r"\bfriend|colleague|coworker|teacher|neighbou?r", re.I)


def people(text: str) -> Iterator[str]:
    """Each person in `text`, as `Anna (sister)` or, where there is no name, as `sister`."""
    for match in _PERSON.finditer(text):
        relation, name = match["relation"] or match["of"], match["name"] or match["before"]
        if name and name not in _NO_NAME:
            yield f"{name} ({relation})"
        elif not _NEEDS_A_NAME.search(relation):
            yield relation


def called(who: str, names: Iterable[Renaming]) -> str:
    """`who` under the name that was put right: `Anna (sister)` is `Ana (sister)` since "No, her name is Ana"."""
    for one in names:
        name, kind = _parts(who)
        if name == one.old and (not one.role or kind == _parts(one.role)[1]):
            who = f"{one.new}{who[len(name) :]}"
    return who


def same_person(who: str, known: Iterable[str]) -> str:
    """How `known` calls `who`: `sister` is `Anna (sister)` where exactly one sister has a name; else `who` itself."""
    name, kind = _parts(who)
    same = {other for other in known if _parts(other)[1] == kind}
    if name:
        return next((other for other in same if _parts(other)[0] == name), who)
    named = {other for other in same if _parts(other)[0]}
    if len(named) == 1:
        return named.pop()
    return min(same - named, default=who)


def without_name(who: str, known: Iterable[str]) -> str | None:
    """The one of `known` that may be `who` (who has a name), met before the name was: `sister` for `Anna (sister)`."""
    name, kind = _parts(who)
    same = [other for other in known if _parts(other)[1] == kind and other != who]
    return same[0] if name and len(same) == 1 and not _parts(same[0])[0] else None


def _parts(who: str) -> tuple[str, str]:
    """Name (empty where there is none) and kind of relation: `older sister` is a `sister`, `mum` a `mother`."""
    named = _NAMED.fullmatch(who)
    relation = _EXACTLY.sub("", (named["of"] if named else who).casefold())
    return named["name"] if named else "", _SAME.get(relation, relation)
