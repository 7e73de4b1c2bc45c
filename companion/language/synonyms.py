"""Everyday words that stand for each other, so that a question finds its answer in other words.

General English, by hand. Only words with a subject of their own: a common verb would bring half the record.
"""

from __future__ import annotations

from functools import cache

_ALIKE = """
    mother mom mum mama|father dad papa|parents mom mum dad mother father|grandmother grandma granny
    |grandfather grandpa granddad|wife spouse|husband spouse|film movie|picture photo photograph|vacation holiday
    |car vehicle|bicycle bike|motorbike motorcycle|physician doctor|sofa couch|flat apartment|autumn fall
    |supermarket grocery groceries|colleague coworker|boss manager supervisor|salary wage pay
    |gift present|kid child|kids children|illness sickness disease|ill sick unwell|exercise workout gym
    |purchase buy bought|begin start|finish complete|injury hurt injured|job occupation profession career
    |career job|university college|pupil student|airplane plane flight|phone mobile cellphone|computer laptop pc
    |wedding married marry|marriage married wedding divorce|married wedding wife husband|birthplace born|born birth
    |die died death|died death dead|dead died death|alive died death|favourite favorite|favorite favourite
    |colour color|color colour|neighbour neighbor|neighbor neighbour|theatre theater|theater theatre
    |hometown grew|childhood grew|residence live lives moved|relocate move moved|hobby hobbies|destress relax relaxing
    |scared afraid fear|afraid scared fear|frightened afraid scared|angry mad upset|glad happy|sad unhappy|tired
    exhausted|anxious nervous worried|nervous anxious worried|worried anxious nervous|woods forest|ocean sea
    |sea ocean|store shop|shop store|stressed stress overwhelmed|alcohol drinking beer wine|instrument piano
    guitar violin|dessert cake|pastry cake|automobile car|infant baby|baby pregnant newborn|pregnancy pregnant baby
"""
_KINDS = """
    sibling brother sister|siblings brother sister|spouse husband wife|child kid son daughter
    |children kids sons daughters|kid son daughter|relative aunt uncle cousin|pet dog cat puppy kitten
    |pets dog cat puppy kitten
"""


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in (*_ALIKE.split("|"), *_KINDS.split("|")):
        first, *others = line.split()
        found[first] = tuple(dict.fromkeys((*found.get(first, ()), *others)))
    return found


def alike(word: str) -> tuple[str, ...]:
    """Words that an answer may use where a question says `word` (lower case); most words have none."""
    return _table().get(word, ())
