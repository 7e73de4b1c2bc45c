"""The portrait in words: what a chart shows is also said, for the eye that skims and the ear that listens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from companion.records import LedgerEntry, Mood, TraitScore
from ui.memories.words import day_text

translate = QCoreApplication.translate

CLEARLY = 0.5
"""From here a score is called high or low without more."""
RATHER = 0.15
"""Below this a score is called in between."""
SURE_WIDTH = 0.5
"""An interval at most this wide is called well supported."""
UNSURE_WIDTH = 1.2
"""An interval wider than this is called a first guess."""
TREND = 0.1
"""The least difference of mood, between halves and between ends, that is called a change."""

TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
FACETS = ("interest", "person", "routine", "style")


def trait_name(name: str) -> str:
    """The name of an OCEAN trait; any other part of the portrait, such as `interest: hiking`, as it is."""
    return {
        "openness": translate("portrait", "Openness"),
        "conscientiousness": translate("portrait", "Conscientiousness"),
        "extraversion": translate("portrait", "Extraversion"),
        "agreeableness": translate("portrait", "Agreeableness"),
        "neuroticism": translate("portrait", "Neuroticism"),
    }.get(name, name[:1].upper() + name[1:])


def trait_ends(name: str) -> tuple[str, str]:
    """What the two ends of a trait's scale mean, low and high."""
    return {
        "openness": (translate("portrait", "likes the familiar"), translate("portrait", "seeks the new")),
        "conscientiousness": (translate("portrait", "spontaneous"), translate("portrait", "organised")),
        "extraversion": (translate("portrait", "quiet"), translate("portrait", "outgoing")),
        "agreeableness": (translate("portrait", "blunt"), translate("portrait", "warm")),
        "neuroticism": (translate("portrait", "even"), translate("portrait", "easily worried")),
    }.get(name, (translate("portrait", "low"), translate("portrait", "high")))


def level(score: float) -> str:
    """A score in [-1, 1] as a word."""
    if score >= CLEARLY:
        return translate("portrait", "high")
    if score >= RATHER:
        return translate("portrait", "rather high")
    if score > -RATHER:
        return translate("portrait", "in between")
    return translate("portrait", "rather low") if score > -CLEARLY else translate("portrait", "low")


def sureness(trait: TraitScore) -> str:
    """How far the evidence carries."""
    if trait.evidence == 0:
        return translate("portrait", "nothing known yet")
    width = trait.high - trait.low
    if width <= SURE_WIDTH:
        return translate("portrait", "well supported")
    if width <= UNSURE_WIDTH:
        return translate("portrait", "some support")
    return translate("portrait", "a first guess")


def observations(count: int) -> str:
    """A number of observations."""
    if count == 1:
        return translate("portrait", "1 observation")
    return translate("portrait", "{0} observations").format(count)


def trait_sentence(trait: TraitScore) -> str:
    """A trait as one line, such as `Openness: rather high, 6 observations, some support`."""
    if trait.evidence == 0:
        said = translate("portrait", "{0}: {1}").format(trait_name(trait.name), sureness(trait))
    else:
        said = translate("portrait", "{0}: {1}, {2}, {3}").format(
            trait_name(trait.name), level(trait.score), observations(trait.evidence), sureness(trait)
        )
    return said + (translate("portrait", ", locked") if trait.locked else "")


def facet_name(facet: str) -> str:
    """The heading of a group of items."""
    return {
        "interest": translate("portrait", "Interests"),
        "person": translate("portrait", "People"),
        "routine": translate("portrait", "Routines"),
        "style": translate("portrait", "How to speak to you"),
    }.get(facet, facet.capitalize())


def facet_hint(facet: str) -> str:
    """What may be written there."""
    return {
        "interest": translate("portrait", "Something that you like to do or to know about."),
        "person": translate("portrait", "Somebody in your life, such as “Anna (sister)”."),
        "routine": translate("portrait", "What you do again and again, such as “swim every Friday”."),
        "style": translate("portrait", "How the companion should speak to you, such as “Use plain words.”"),
    }.get(facet, "")


def mood_level(valence: float) -> str:
    """A valence in [-1, 1] as a word."""
    if valence >= CLEARLY:
        return translate("portrait", "bright")
    if valence >= RATHER:
        return translate("portrait", "rather bright")
    if valence > -RATHER:
        return translate("portrait", "even")
    return translate("portrait", "rather low") if valence > -CLEARLY else translate("portrait", "low")


def mood_sentence(moods: Sequence[Mood]) -> str:
    """The course of the mood as a sentence. `moods` are in time order."""
    if not moods:
        return translate("portrait", "No conversation has ended yet.")
    last = moods[-1]
    said = translate("portrait", "In the last conversation, on {0}, the mood was {1}.").format(
        day_text(last.day), mood_level(last.valence)
    )
    if len(moods) < 4:
        return said
    half = len(moods) // 2
    before = sum(m.valence for m in moods[:half]) / half
    after = sum(m.valence for m in moods[half:]) / (len(moods) - half)
    halves, ends = after - before, last.valence - moods[0].valence
    if min(halves, ends) > TREND:
        course = translate("portrait", "Over the last {0} conversations it has risen.")
    elif max(halves, ends) < -TREND:
        course = translate("portrait", "Over the last {0} conversations it has sunk.")
    else:
        course = translate("portrait", "Over the last {0} conversations it has hardly changed.")
    return f"{said} {course.format(len(moods))}"


def change_text(entry: LedgerEntry) -> str:
    """The size and direction of one change of a trait, with its sign; empty for other parts of the portrait."""
    if entry.trait not in TRAITS:
        return ""
    return f"{entry.after - entry.before:+.2f}".replace("-", "−")


def entry_day(entry: LedgerEntry) -> dt.date:
    """The day of the words behind a row, or of the change."""
    return entry.day or entry.at.astimezone().date()


def ledger_sentence(entry: LedgerEntry) -> str:
    """One line of the ledger as it is read aloud."""
    day, name = day_text(entry_day(entry)), trait_name(entry.trait)
    if entry.trait in TRAITS:
        said = translate("portrait", "{0}: {1} from {2} to {3}. {4}").format(
            day, name, f"{entry.before:.2f}", f"{entry.after:.2f}", entry.reason
        )
    else:
        said = translate("portrait", "{0}: {1}. {2}").format(day, name, entry.reason)
    return f"{said} “{entry.quote}”" if entry.quote else said
