"""The colours in force, asked of the application."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QPalette

from ui.theme import DARK, LIGHT, Tokens


def shown_tokens() -> Tokens:
    """The tokens of the theme that is shown now. Main thread.

    Asked of the application and not of a widget: a stylesheet that makes a view transparent puts black into that
    view's own palette, which would look like a dark theme.
    """
    dark = QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    return DARK if dark else LIGHT
