"""How much the rules find and how often they are right, on labelled sentences as people write them to a companion.

A label is `+trait`, `-trait` or `facet: text`. A sentence with no labels is a trap: nothing in it is a lasting thing
about the user.
"""

from __future__ import annotations

from collections.abc import Iterable

from companion.personality.evidence import session_evidence
from tests.personality.conversations import DAY, said

PRECISION, RECALL = 0.95, 0.8

O, C, E, A, N = "openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"  # noqa: E741

TRAITS: list[tuple[str, list[str]]] = [
    ("I always check the train times twice before I leave the house.", [f"+{C}"]),
    ("I usually pack my suitcase days before a trip.", [f"+{C}"]),
    ("I tend to write everything down so that nothing gets lost.", [f"+{C}"]),
    ("I pay my bills the day they arrive.", [f"+{C}"]),
    ("I'm usually ten minutes early for everything.", [f"+{C}"]),
    ("I always read the manual first.", [f"+{C}"]),
    ("I start a hundred projects and never finish any of them.", [f"-{C}"]),
    ("I always lose track of time.", [f"-{C}"]),
    ("I never make plans, I just see what happens.", [f"-{C}"]),
    ("I tend to leave my taxes until the very last evening.", [f"-{C}"]),
    ("I get nervous in front of a camera.", [f"+{N}"]),
    ("I always get butterflies before exams.", [f"+{N}"]),
    ("I lie awake for hours when something is unsolved.", [f"+{N}"]),
    ("I replay every conversation in my head afterwards.", [f"+{N}"]),
    ("I take criticism far too personally.", [f"+{N}"]),
    ("Phone calls make me nervous.", [f"+{N}"]),
    ("I always expect the worst.", [f"+{N}"]),
    ("I don't lose sleep over small things.", [f"-{N}"]),
    ("I usually shrug it off when something breaks.", [f"-{N}"]),
    ("It takes a lot to upset me.", [f"-{N}"]),
    ("I'd rather sit in a quiet corner with a book.", [f"-{E}"]),
    ("I love silence in the morning.", [f"-{E}", "interest: silence"]),
    ("I need a day for myself after every wedding.", [f"-{E}"]),
    ("I usually leave parties early.", [f"-{E}"]),
    ("I never know what to say to strangers.", [f"-{E}"]),
    ("Big gatherings wear me out.", [f"-{E}"]),
    ("I chat with everyone at the bus stop.", [f"+{E}"]),
    ("I often invite friends over for dinner.", [f"+{E}"]),
    ("I'm always the first one on the dance floor.", [f"+{E}"]),
    ("I get bored when I'm alone for too long.", [f"+{E}"]),
    ("I often help my neighbour carry her shopping.", [f"+{A}"]),
    ("I volunteer at the food bank.", [f"+{A}"]),
    ("I always give people the benefit of the doubt.", [f"+{A}"]),
    ("I can't bear to see anyone left out.", [f"+{A}"]),
    ("I go out of my way for my friends.", [f"+{A}"]),
    ("I always say what I think, even when it hurts.", [f"-{A}"]),
    ("I snap at people easily.", [f"-{A}", f"+{N}"]),
    ("I don't care what others think of me.", [f"-{A}"]),
    ("I want to learn how to weld.", [f"+{O}", "interest: welding"]),
    ("I just started learning Portuguese.", [f"+{O}", "interest: Portuguese"]),
    ("I recently tried something completely new and loved it.", [f"+{O}"]),
    ("I can spend hours in a museum.", [f"+{O}"]),
    ("I often think about what it all means.", [f"+{O}"]),
    ("I always order the same dish.", [f"-{O}"]),
    ("I don't like it when things change.", [f"-{O}"]),
    ("I plan every week on Sunday but then I always get stressed out easily.", [f"+{C}", f"+{N}"]),
    ("I used to be shy, but now I'm quite outgoing.", [f"+{E}"]),
    ("Everyone thinks I'm calm, but I worry a lot.", [f"+{N}"]),
    ("I love quiet evenings and I hate small talk.", [f"-{E}", "interest: quiet evenings"]),
]

ITEMS: list[tuple[str, list[str]]] = [
    ("I bought a second-hand banjo last week.", ["interest: banjo"]),
    ("I've just bought myself a telescope.", ["interest: astronomy"]),
    ("I signed up for a course in bookbinding.", ["interest: bookbinding", f"+{O}"]),
    ("I joined a choir in September.", ["interest: singing"]),
    ("I'm taking a pottery class.", ["interest: pottery"]),
    ("I've been reading a lot about Viking ships.", ["interest: Viking ships"]),
    ("I practise judo, calligraphy and archery.", ["interest: judo", "interest: calligraphy", "interest: archery"]),
    ("My hobbies include birdwatching and chess.", ["interest: birdwatching", "interest: chess"]),
    ("I've always loved old maps.", ["interest: old maps"]),
    ("I play the violin and collect stamps.", ["interest: violin", "interest: stamps"]),
    ("In my free time I restore old radios.", ["interest: restoring old radios"]),
    ("I took up knitting during the winter.", ["interest: knitting"]),
    ("I miss playing the drums.", ["interest: drums"]),
    ("I've been learning to bake lately.", [f"+{O}", "interest: baking"]),
    ("My favourite sport is handball.", ["interest: handball"]),
    ("We went kayaking on the lake.", ["interest: kayaking"]),
    ("I enjoy gardening, old films and Thai food.", ["interest: gardening", "interest: old films",
                                                      "interest: Thai food"]),
    ("I go running every morning.", ["interest: running", "routine: go running every morning"]),
    ("On Sundays I call my mother.", ["routine: call my mother on Sundays", "person: mother"]),
    ("After work I usually walk along the river.", ["routine: walk along the river after work"]),
    ("Each morning I drink a pot of green tea.", ["routine: drink a pot of green tea each morning"]),
    ("Every Tuesday evening we play cards with the neighbours.", [
        "routine: play cards with the neighbours every Tuesday evening"]),
    ("I usually wake up at six.", ["routine: wake up at six"]),
    ("I always read before I go to bed.", ["routine: read before I go to bed"]),
    ("My sister Anna is here. My sister bakes the best bread.", ["person: Anna (sister)"]),
    ("My brother called. I like to call him when it rains, my brother Tom.", ["person: Tom (brother)"]),
]  # fmt: skip

TRAPS = [
    "I'm tired today.",
    "I'm nervous about tomorrow.",
    "I feel anxious right now.",
    "I was so nervous in front of the class yesterday.",
    "My landlord always prepares everything in detail.",
    "She gets nervous in front of people.",
    "Do you get nervous in front of people?",
    "If I had time I would learn the cello.",
    "I wish I always prepared everything.",
    "I always lose my keys, haha.",
    "The agency says I always leave things to the last minute.",
    "I bought a bottle of milk.",
    "I bought the neighbours a guitar.",
    "I bought a drum kit for the school.",
    "I don't play chess.",
    "I never learned to swim.",
    "I was going to join a choir.",
    "He plays the cello every Tuesday evening.",
    "I used to play the piano every day.",
    "I will call the bank every hour.",
    "I like that idea.",
    "I'd like to order a pizza.",
    "I started to cry.",
    "I started working on the report.",
    "I'm learning a lot from you.",
    "I'm running late again this morning.",
    "I run a small company.",
    "I draw the line at that.",
    "I need to learn to say no.",
    "I took up a lot of your time.",
    "I signed up for the newsletter.",
    "I joined the meeting late.",
    "I want to learn how to deal with noise.",
    "I checked the weather twice.",
    "The quiet places are all closed.",
    "I prepared everything for the party.",
    "I got into an argument with the driver.",
    "I always forget how nice you are.",
    'He said "I always plan everything".',
    "*bows* I always help travellers in need.",
]


def found_in(text: str) -> set[str]:
    seen = session_evidence(said(text), DAY)
    traits = {f"{'+' if e.direction > 0 else '-'}{e.trait}" for e in seen.traits}
    return traits | {f"{o.facet}: {o.text}" for o in seen.observations}


def differences(labelled: Iterable[tuple[str, list[str]]]) -> tuple[int, list[str], list[str]]:
    right, wrong, missed = 0, list[str](), list[str]()
    for text, labels in labelled:
        found = found_in(text)
        right += len(found & set(labels))
        wrong += [f"{text} -> {x}" for x in sorted(found - set(labels))]
        missed += [f"{text} -> {x}" for x in sorted(set(labels) - found)]
    return right, wrong, missed


def test_what_is_found_is_right_and_most_is_found() -> None:
    right, wrong, missed = differences([*TRAITS, *ITEMS, *((trap, []) for trap in TRAPS)])
    assert right / (right + len(wrong)) >= PRECISION, wrong
    assert right / (right + len(missed)) >= RECALL, missed


def test_no_trap_moves_a_trait() -> None:
    assert [trap for trap in TRAPS if session_evidence(said(trap), DAY).traits] == []
