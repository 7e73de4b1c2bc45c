"""Which widget is which view. Each is imported when it is first opened: opening the window does not wait for it."""

from __future__ import annotations

from collections.abc import Callable

from ui.memories.view import View


def _table() -> None:
    import ui.memories.table  # noqa: F401 - only to have it loaded


def _filters() -> None:
    import ui.memories.filters  # noqa: F401


def _listing() -> None:
    import ui.memories.listing  # noqa: F401


def _around() -> None:
    import ui.memories.around  # noqa: F401


def _detail() -> None:
    import ui.memories.detail  # noqa: F401


def _desk() -> None:
    import ui.memories.desk  # noqa: F401


LOADING: tuple[Callable[[], None], ...] = (_table, _filters, _listing, _around, _detail, _desk)
"""What the first view needs, a module or two at a time: all at once would hold the window up for 60 ms."""


def view_class(name: str) -> type[View]:
    """The class of the view called `timeline`, `map`, `inbox` or `health`, loaded now if it was not."""
    if name == "timeline":
        from ui.memories.timeline import TimelineView

        return TimelineView
    if name == "inbox":
        from ui.memories.inbox import InboxView

        return InboxView
    if name == "health":
        from ui.memories.health import HealthView

        return HealthView
    from ui.memories.map_view import MapView

    return MapView
