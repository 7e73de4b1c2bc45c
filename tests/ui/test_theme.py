"""The theme: readable everywhere, and changed at once."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.icons import app_icon, icon, icon_file
from ui.theme import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Theme, Tokens, tokens_of
from ui.theme_style import stylesheet

READABLE, STRONG = 4.5, 7.0
VISIBLE = 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    ink = QColor(colour)
    parts = (ink.redF(), ink.greenF(), ink.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST])


@THEMES
def test_text_can_be_read_on_every_surface(tokens: Tokens) -> None:
    surfaces = (tokens.canvas, tokens.sidebar, tokens.surface, tokens.hover, tokens.selected)
    for ink, surface in product((tokens.text, tokens.muted), surfaces):
        assert contrast(ink, surface) >= READABLE, (ink, surface)
    for ink, surface in (
        (tokens.on_accent, tokens.accent),
        (tokens.on_accent, tokens.accent_hover),
        (tokens.on_accent_soft, tokens.accent_soft),
        (tokens.accent, tokens.canvas),
        (tokens.danger, tokens.danger_soft),
        (tokens.danger, tokens.canvas),
        (tokens.warning, tokens.warning_soft),
        (tokens.success, tokens.success_soft),
        *((ink, tokens.code) for ink in (tokens.text, tokens.muted, tokens.accent, tokens.warning, tokens.danger)),
    ):
        assert contrast(ink, surface) >= READABLE, (ink, surface)


@THEMES
def test_edges_of_fields_and_the_focus_can_be_seen(tokens: Tokens) -> None:
    for edge, surface in product((tokens.border_strong, tokens.accent), (tokens.canvas, tokens.surface)):
        assert contrast(edge, surface) >= VISIBLE, (edge, surface)


@pytest.mark.parametrize("tokens", [LIGHT_CONTRAST, DARK_CONTRAST])
def test_with_more_contrast_text_is_strong_and_every_line_can_be_seen(tokens: Tokens) -> None:
    for surface in (tokens.canvas, tokens.surface, tokens.sidebar):
        assert contrast(tokens.text, surface) >= 15
        assert contrast(tokens.muted, surface) >= STRONG
        assert contrast(tokens.border, surface) >= VISIBLE
    assert contrast(tokens.border_strong, tokens.surface) >= STRONG


def test_choice_dresses_the_application_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    theme, button = Theme(qapp), QPushButton("x")
    qtbot.addWidget(button)
    theme.start()
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert tokens_of(button) is DARK
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark", contrast=True)
    assert tokens_of(button) is DARK_CONTRAST
    with qtbot.waitSignal(theme.changed):
        theme.choose("light", contrast=True)
    assert tokens_of(button) is LIGHT_CONTRAST
    with qtbot.waitSignal(theme.changed):
        theme.choose("light")
    assert tokens_of(button) is LIGHT


def test_stylesheet_has_no_place_left_open() -> None:
    for tokens in (LIGHT, DARK, DARK_CONTRAST):
        assert "$" not in stylesheet(tokens)


@pytest.mark.parametrize("name", ["send", "stop", "search", "memory", "settings", "plus", "copy", "warning"])
def test_icons_are_there_and_take_the_colour(qtbot: QtBot, name: str) -> None:
    assert icon_file(name).is_file()
    image = icon(name, "#ff0000").pixmap(48, 48).toImage()
    seen = [image.pixelColor(x, y) for x, y in product(range(48), range(48)) if image.pixelColor(x, y).alpha() > 200]
    assert seen
    assert all(colour.red() > 200 and colour.green() < 60 for colour in seen)


def test_unknown_icon_is_empty_so_that_a_button_keeps_its_words(qtbot: QtBot) -> None:
    assert icon("no-such-thing", "#000000").isNull()
    assert not app_icon().isNull()
