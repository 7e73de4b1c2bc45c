"""The columns of the memory table: what each is called, sorts by, shows and says. One row per memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from companion.records import MemoryView, Status
from ui.memories import words

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` is a sort key of `MemoryQuery`; `falling` says whether its first click sorts from high to low."""

    heading: Callable[[], str]
    sort: str
    text: Callable[[MemoryView], str]
    spoken: Callable[[MemoryView], str]
    falling: bool = False


def _kind(view: MemoryView) -> str:
    return words.kind_name(view.memory.kind, view.memory.scope)


def _spoken_text(view: MemoryView) -> str:
    """The text, and what its looks say: the status, the pin."""
    said = [view.memory.text]
    if view.memory.status is not Status.ACTIVE:
        said.append(words.status_name(view.memory.status))
    if view.memory.pinned:
        said.append(translate("memories", "Pinned"))
    if view.muted:
        said.append(words.muted())
    return ". ".join(said)


def _retention(view: MemoryView) -> str:
    return words.retention_text(view.memory, view.retention)


COLUMNS: tuple[Column, ...] = (
    Column(lambda: translate("memories", "Kind"), "kind", _kind, _kind),
    Column(lambda: translate("memories", "Memory"), "text", lambda v: v.memory.text, _spoken_text),
    Column(
        lambda: translate("memories", "When"),
        "occurred",
        lambda v: words.day_text(v.memory.day),
        lambda v: words.day_text(v.memory.day),
        True,
    ),
    Column(
        lambda: translate("memories", "Retention"),
        "retention",
        _retention,
        lambda v: translate("memories", "Retention: {0}").format(_retention(v)),
        True,
    ),
    Column(
        lambda: translate("memories", "Importance"),
        "importance",
        lambda v: words.percent(v.memory.importance),
        lambda v: translate("memories", "Importance: {0}").format(words.percent(v.memory.importance)),
        True,
    ),
    Column(
        lambda: translate("memories", "Uses"),
        "uses",
        lambda v: str(v.memory.decay.uses),
        lambda v: translate("memories", "Used: {0}").format(words.times_text(v.memory.decay.uses)),
        True,
    ),
    Column(
        lambda: translate("memories", "Source"),
        "source",
        lambda v: words.source_name(v.memory),
        lambda v: words.source_name(v.memory),
    ),
)

KIND, TEXT, WHEN, RETENTION, IMPORTANCE, USES, SOURCE = range(len(COLUMNS))
