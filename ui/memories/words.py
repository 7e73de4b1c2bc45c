"""How memories are named to a person: kinds, statuses, dates, flags. Plain functions, main thread."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from companion.records import Kind, Memory, Provenance, Scope, Sensitivity, Status, Truth


def _tr(text: str) -> str:
    return QCoreApplication.translate("memories", text)


def kind_name(kind: Kind, scope: Scope | None = None) -> str:
    """One word for a row, such as `Fact`; an event says what it sums up."""
    if kind is Kind.EVENT and scope is not None:
        return {
            Scope.SESSION: _tr("Conversation"),
            Scope.DAY: _tr("Day"),
            Scope.WEEK: _tr("Week"),
            Scope.STORY: _tr("Story"),
        }[scope]
    return {
        Kind.EPISODE: _tr("Said"),
        Kind.EVENT: _tr("Event"),
        Kind.FACT: _tr("Fact"),
        Kind.INTENTION: _tr("Plan"),
        Kind.LESSON: _tr("Lesson"),
    }[kind]


def kind_plural(kind: Kind) -> str:
    """The name of a filter chip."""
    return {
        Kind.EPISODE: _tr("Said"),
        Kind.EVENT: _tr("Events"),
        Kind.FACT: _tr("Facts"),
        Kind.INTENTION: _tr("Plans"),
        Kind.LESSON: _tr("Lessons"),
    }[kind]


def kind_help(kind: Kind) -> str:
    """What the kind means, for a tool tip."""
    return {
        Kind.EPISODE: _tr("Episodes: what was said, word for word"),
        Kind.EVENT: _tr("Events: summaries of conversations, days and the whole story"),
        Kind.FACT: _tr("Facts: single statements with the words they come from"),
        Kind.INTENTION: _tr("Intentions: things that are planned"),
        Kind.LESSON: _tr("Lessons: corrections, and how you wish to be treated"),
    }[kind]


def status_name(status: Status) -> str:
    return {
        Status.INBOX: _tr("New"),
        Status.ACTIVE: _tr("Active"),
        Status.DORMANT: _tr("Dormant"),
        Status.SUPERSEDED: _tr("Replaced"),
        Status.FORGOTTEN: _tr("Forgotten"),
    }[status]


def status_help(status: Status) -> str:
    """What the status means, for a tool tip."""
    return {
        Status.INBOX: _tr("Waits for your word"),
        Status.ACTIVE: _tr("Comes up by itself when it fits"),
        Status.DORMANT: _tr("Has faded: a question still finds it, and use revives it"),
        Status.SUPERSEDED: _tr("A newer memory has taken its place"),
        Status.FORGOTTEN: _tr("Taken out of memory by you"),
    }[status]


def day_text(day: dt.date) -> str:
    """A calendar day as this system writes it, such as `3 May 2026`."""
    return (
        QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)
        if (QLocale().language() is QLocale.Language.C)
        else QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")
    )


def moment_text(moment: dt.datetime) -> str:
    """An instant on this machine's clock: day and minute."""
    local = moment.astimezone()
    return f"{day_text(local.date())}, {local:%H:%M}"


def percent(share: float) -> str:
    """A share in [0, 1] as whole percent. Never rounds up to 100 or down to 0 what is not."""
    whole = round(share * 100)
    if 0.0 < share < 1.0:
        whole = min(max(whole, 1), 99)
    return _tr("{0} %").format(whole)


def source_name(memory: Memory) -> str:
    """Who said it."""
    if memory.speaker:
        return memory.speaker
    return {
        Provenance.USER: _tr("You"),
        Provenance.COMPANION: _tr("Companion"),
        Provenance.QUOTED: _tr("Quoted"),
        Provenance.IMPORTED: _tr("Imported"),
    }[memory.provenance]


def retention_text(memory: Memory, retention: float) -> str:
    """The retention as a row reads it aloud."""
    if memory.pinned:
        return _tr("Pinned, does not fade")
    return percent(retention)


def marks(memory: Memory) -> list[str]:
    """What is unusual about a memory, in words: how it was meant, how private it is, what the guard found."""
    found: list[str] = []
    if memory.truth is not Truth.SINCERE:
        found.append(
            {
                Truth.JOKE: _tr("Said as a joke"),
                Truth.ROLE_PLAY: _tr("Said in a role-play"),
                Truth.HYPOTHETICAL: _tr("Only supposed"),
            }[memory.truth]
        )
    if memory.sensitivity is Sensitivity.SENSITIVE:
        found.append(_tr("Sensitive"))
    named = {"instruction": _tr("Reads like an instruction: kept out of the portrait")}
    found.extend(named.get(flag, flag) for flag in memory.flags)
    return found


def validity_text(memory: Memory) -> str:
    """From when to when a statement holds; empty when it has no such dates."""
    since, until = memory.valid_from, memory.valid_until
    if since and until:
        return _tr("{0} to {1}").format(day_text(since), day_text(until))
    if since:
        return _tr("since {0}").format(day_text(since))
    return _tr("until {0}").format(day_text(until)) if until else ""
