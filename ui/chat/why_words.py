"""How a reply's reasons are said to a person: levels, score parts, and what recall decided. Plain functions."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from companion.records import SMALL_TALK, Reasons

translate = QCoreApplication.translate

LEVELS = ("used", "given", "recalled")
LEAST = 0.02
"""A share of the score smaller than this says nothing."""
MOST_PARTS = 5
_VERY_SURE, _FAIRLY_SURE = 0.85, 0.65


def level_heading(level: str) -> str:
    """What a level means."""
    return {
        "used": translate("why", "Used: the reply draws on these"),
        "given": translate("why", "Given: read before answering, and not used"),
        "recalled": translate("why", "Recalled: came to mind, and was not given"),
        "near": translate("why", "Near: looked at, and not kept"),
    }[level]


def part_name(name: str) -> str:
    """A share of the score in everyday words; its own name where it is new."""
    return {
        "lexical": translate("why", "same words"),
        "meaning": translate("why", "same meaning"),
        "wording": translate("why", "tells something"),
        "subject": translate("why", "kind of thing asked for"),
        "place": translate("why", "names a place"),
        "session": translate("why", "its conversation fits"),
        "contiguity": translate("why", "said beside what fits"),
        "speaker": translate("why", "who said it"),
        "date": translate("why", "the date fits"),
        "bond": translate("why", "used together before"),
        "importance": translate("why", "how much it matters"),
        "topic": translate("why", "the topic you named"),
    }.get(name, name)


def shown_parts(parts: dict[str, float]) -> list[tuple[str, float]]:
    """The shares worth showing as (words, share), the largest first. Retention is a factor and shown by itself."""
    told = [(name, share) for name, share in parts.items() if name != "retention" and abs(share) >= LEAST]
    told.sort(key=lambda part: -abs(part[1]))
    return [(part_name(name), share) for name, share in told[:MOST_PARTS]]


def decision_sentence(reasons: Reasons) -> str:
    """What recall made of the message, and how sure it was."""
    sure = round(reasons.confidence * 100)
    if reasons.decision == SMALL_TALK:
        return translate("why", "This was small talk, so nothing was looked up.")
    if not reasons.decision:
        return translate("why", "This reply was written before Companion noted how it decides.")
    if not reasons.asked:
        return translate("why", "You told something and asked nothing. This is what came to mind.")
    if not reasons.known:
        return translate(
            "why", "You asked something, and nothing came near enough to answer it ({0}% sure). It is not known."
        ).format(sure)
    if reasons.confidence >= _VERY_SURE:
        return translate("why", "You asked something, and Companion was very sure to know it ({0}%).").format(sure)
    if reasons.confidence >= _FAIRLY_SURE:
        return translate("why", "You asked something, and Companion was fairly sure to know it ({0}%).").format(sure)
    return translate("why", "You asked something, and Companion was only just sure to know it ({0}%).").format(sure)
