"""Which widget is which view. Each is imported when it is first opened: opening the window does not wait for it."""

from __future__ import annotations

from ui.bridge import Bridge
from ui.memories.view import View


def make_view(name: str, bridge: Bridge) -> View:
    """The view called `timeline` or `map`."""
    if name == "timeline":
        from ui.memories.timeline import TimelineView

        return TimelineView(bridge)
    from ui.memories.map_view import MapView

    return MapView(bridge)
