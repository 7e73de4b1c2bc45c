"""How memories are named to a person: kinds, statuses, dates, flags. Plain functions, main thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from companion.records import Kind, Memory, MemoryView, Provenance, Scope, Sensitivity, Status, Truth

translate = QCoreApplication.translate

Caption = Callable[[MemoryView], str]
"""What stands below a memory in a row."""


def kind_name(kind: Kind, scope: Scope | None = None) -> str:
    """One word for a row, such as `Fact`; an event says what it sums up."""
    if kind is Kind.EVENT and scope is not None:
        return {
            Scope.SESSION: translate("memories", "Conversation"),
            Scope.DAY: translate("memories", "Day"),
            Scope.WEEK: translate("memories", "Week"),
            Scope.STORY: translate("memories", "Story"),
        }[scope]
    return {
        Kind.EPISODE: translate("memories", "Said"),
        Kind.EVENT: translate("memories", "Event"),
        Kind.FACT: translate("memories", "Fact"),
        Kind.INTENTION: translate("memories", "Plan"),
        Kind.LESSON: translate("memories", "Lesson"),
    }[kind]


def kind_plural(kind: Kind) -> str:
    """The name of a filter chip."""
    return {
        Kind.EPISODE: translate("memories", "Said"),
        Kind.EVENT: translate("memories", "Events"),
        Kind.FACT: translate("memories", "Facts"),
        Kind.INTENTION: translate("memories", "Plans"),
        Kind.LESSON: translate("memories", "Lessons"),
    }[kind]


def kind_help(kind: Kind) -> str:
    """What the kind means, for a tool tip."""
    return {
        Kind.EPISODE: translate("memories", "Episodes: what was said, word for word"),
        Kind.EVENT: translate("memories", "Events: summaries of conversations, days and the whole story"),
        Kind.FACT: translate("memories", "Facts: single statements with the words they come from"),
        Kind.INTENTION: translate("memories", "Intentions: things that are planned"),
        Kind.LESSON: translate("memories", "Lessons: corrections, and how you wish to be treated"),
    }[kind]


def status_name(status: Status) -> str:
    return {
        Status.INBOX: translate("memories", "New"),
        Status.ACTIVE: translate("memories", "Active"),
        Status.DORMANT: translate("memories", "Dormant"),
        Status.SUPERSEDED: translate("memories", "Replaced"),
        Status.FORGOTTEN: translate("memories", "Forgotten"),
    }[status]


def status_help(status: Status) -> str:
    """What the status means, for a tool tip."""
    return {
        Status.INBOX: translate("memories", "Waits for your word"),
        Status.ACTIVE: translate("memories", "Comes up by itself when it fits"),
        Status.DORMANT: translate("memories", "Has faded: a question still finds it, and use revives it"),
        Status.SUPERSEDED: translate("memories", "A newer memory has taken its place"),
        Status.FORGOTTEN: translate("memories", "Taken out of memory by you"),
    }[status]


def day_text(day: dt.date) -> str:
    """A calendar day with the month's name in the system's language, such as `3 May 2026`."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


def long_day_text(day: dt.date) -> str:
    """A calendar day with its weekday, such as `Sunday, 3 May 2026`."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "dddd, d MMMM yyyy")


def month_text(day: dt.date) -> str:
    """The month of a day, such as `May 2026`."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "MMM yyyy")


def moment_text(moment: dt.datetime) -> str:
    """An instant on this machine's clock: day and minute."""
    local = moment.astimezone()
    return f"{day_text(local.date())}, {local:%H:%M}"


def percent(share: float) -> str:
    """A share in [0, 1] as whole percent. Never says 0 of what is still there."""
    whole = max(round(share * 100), 1 if share > 0 else 0)
    return translate("memories", "{0}%").format(whole)


def times_text(uses: int) -> str:
    """How often a memory was used."""
    if uses == 0:
        return translate("memories", "not yet")
    return translate("memories", "once") if uses == 1 else translate("memories", "{0} times").format(uses)


def status_pinned() -> str:
    """What stands in place of a retention that does not move."""
    return translate("memories", "Pinned")


def muted() -> str:
    """What a memory is called that keeps from coming up by itself."""
    return translate("memories", "Muted")


def source_name(memory: Memory) -> str:
    """Who said it."""
    if memory.speaker:
        return memory.speaker
    return {
        Provenance.USER: translate("memories", "You"),
        Provenance.COMPANION: translate("memories", "Companion"),
        Provenance.QUOTED: translate("memories", "Quoted"),
        Provenance.IMPORTED: translate("memories", "Imported"),
    }[memory.provenance]


def retention_text(memory: Memory, retention: float) -> str:
    """The retention as a row reads it aloud."""
    if memory.pinned:
        return translate("memories", "Pinned, does not fade")
    return percent(retention)


def marks(memory: Memory) -> list[str]:
    """What is unusual about a memory, in words: how it was meant, how private it is, what the guard found."""
    found: list[str] = []
    if memory.truth is not Truth.SINCERE:
        found.append(
            {
                Truth.JOKE: translate("memories", "Said as a joke"),
                Truth.ROLE_PLAY: translate("memories", "Said in a role-play"),
                Truth.HYPOTHETICAL: translate("memories", "Only supposed"),
            }[memory.truth]
        )
    if memory.sensitivity is Sensitivity.SENSITIVE:
        found.append(translate("memories", "Sensitive"))
    named = {"instruction": translate("memories", "Reads like an instruction: kept out of the portrait")}
    found.extend(named.get(flag, flag) for flag in memory.flags)
    return found


def validity_text(memory: Memory) -> str:
    """From when to when a statement holds; empty when it has no such dates."""
    since, until = memory.valid_from, memory.valid_until
    if since and until:
        return translate("memories", "{0} to {1}").format(day_text(since), day_text(until))
    if since:
        return translate("memories", "since {0}").format(day_text(since))
    return translate("memories", "until {0}").format(day_text(until)) if until else ""


def use_name(use: str) -> str:
    """What brought a memory up, in a word."""
    return {
        "used": translate("memories", "Used"),
        "confirmed": translate("memories", "Confirmed"),
        "corrected": translate("memories", "Corrected"),
    }.get(use, use)


def relation_name(relation: str) -> str:
    """What another memory is to this one."""
    return {
        "replaces": translate("memories", "Replaces"),
        "replaced by": translate("memories", "Replaced by"),
        "from": translate("memories", "Comes from"),
        "taught": translate("memories", "Taught"),
        "part of": translate("memories", "Part of"),
        "holds": translate("memories", "Holds"),
        "contradicts": translate("memories", "Contradicts"),
        "same subject": translate("memories", "About the same"),
    }.get(relation, relation.capitalize())


def author_name(by: str) -> str:
    """Who changed a text."""
    return {
        "user": translate("memories", "changed by you"),
        "consolidation": translate("memories", "changed by what was said later"),
        "merge": translate("memories", "changed by a merge"),
        "split": translate("memories", "changed by a split"),
    }.get(by, translate("memories", "changed by {0}").format(by))


def truth_name(truth: Truth) -> str:
    """How a statement was meant."""
    return {
        Truth.SINCERE: translate("memories", "Sincerely"),
        Truth.JOKE: translate("memories", "As a joke"),
        Truth.ROLE_PLAY: translate("memories", "In a role-play"),
        Truth.HYPOTHETICAL: translate("memories", "Only supposed"),
    }[truth]


def when_text(view: MemoryView) -> str:
    """The kind of a memory, and the day on which it happened."""
    return f"{kind_name(view.memory.kind, view.memory.scope)} · {day_text(view.memory.day)}"


def fading_text(view: MemoryView) -> str:
    """How much is left of a memory, and when it will be dormant."""
    until = view.memory.fades_at
    left = translate("memories", "{0} left").format(percent(view.retention))
    if until is None:
        return left
    return f"{left} · " + translate("memories", "dormant from {0}").format(day_text(until.astimezone().date()))
