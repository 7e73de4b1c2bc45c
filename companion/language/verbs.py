"""English verbs: their -ing form, and the irregular ones, so that "Who did I meet?" finds "I met".

The word index's stemmer knows the others.
The most common ones (go, get, make, say, see, take …) are left out: they would bring half the record.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

_FORMS = """
    awake awoke awoken|beat beaten|become became|begin began begun|bend bent|bite bit bitten|bleed bled|blow blew blown
    |break broke broken|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen
    |creep crept|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank drunk|drive drove driven|eat ate eaten
    |fall fell fallen|feed fed|fight fought|flee fled|fly flew flown|forget forgot forgotten
    |forgive forgave forgiven|freeze froze frozen|grow grew grown
    |hang hung|hear heard|hide hid hidden|hold held|kneel knelt|lay laid|lead led|lean leant
    |learn learnt|leave left|lend lent|lie lay lain|light lit|lose lost|mean meant|meet met|pay paid
    |ride rode ridden|ring rang rung|rise rose risen|run ran|seek sought|sell sold|send sent
    |sew sewn|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk
    |sit sat|sleep slept|slide slid|smell smelt|speak spoke spoken|spell spelt|spend spent|spill spilt|spin spun
    |stand stood|steal stole stolen|stick stuck|sting stung|strike struck|swear swore sworn|sweep swept
    |swim swam swum|swing swung|teach taught|tear tore torn|throw threw thrown
    |understand understood|wake woke woken|wear wore worn|weave wove woven|weep wept|win won|write wrote written
"""


@cache
def _families() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for family in _FORMS.split("|"):
        forms = tuple(family.split())
        found |= dict.fromkeys(forms, forms)
    return found


@lru_cache(maxsize=2_000)
def other_forms(word: str) -> tuple[str, ...]:
    """The other forms of an irregular verb, any of whose forms is `word` (lower case); empty for other words."""
    base = word.removesuffix("ing") if word.endswith("ing") else word.removesuffix("s")
    families = _families()
    forms = families.get(word) or families.get(base) or families.get(base + "e") or families.get(base[:-1], ())
    return tuple(form for form in forms if form != word)


def gerund(verb: str) -> str:
    """`verb` (base form, lower case) with -ing."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return verb[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"
