"""The house that these windows are tried on."""

from tests.ui.models.house import served

__all__ = ["served"]
