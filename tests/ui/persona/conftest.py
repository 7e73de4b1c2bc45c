"""The house that these windows are tried on."""

from tests.ui.memories.house import house

__all__ = ["house"]
