"""How everything looks: colours, spacing, type and radii in one place, and the palette made from them.

A widget that paints asks `tokens_of(self)`, which reads the palette, and repaints on `QEvent.PaletteChange`.
So no widget needs to know the theme object.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as `#rrggbb`. Text reaches 4.5:1 on every surface that it is used on."""

    dark: bool
    canvas: str
    """Behind the transcript and the main pane of a window."""
    sidebar: str
    surface: str
    """Cards, fields, popups."""
    raised: str
    """What floats above text."""
    hover: str
    selected: str
    border: str
    border_strong: str
    """The edge of a field or an unchecked box: 3:1 on its surroundings."""
    text: str
    muted: str
    """Second lines, labels, times."""
    accent: str
    accent_hover: str
    on_accent: str
    """Text on a filled accent surface."""
    accent_soft: str
    """The user's bubbles, chosen rows."""
    on_accent_soft: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    success: str
    success_soft: str
    info: str
    """A fifth colour, for marks that must differ from all the others."""
    code: str
    """Behind code."""
    track: str
    """The empty part of bars and sliders."""
    scroll: str
    """The handle of a scroll bar at rest."""
    shadow: str


LIGHT = Tokens(
    dark=False,
    canvas="#fbf9f6",
    sidebar="#f3efe9",
    surface="#ffffff",
    raised="#ffffff",
    hover="#ebe5dc",
    selected="#e3dbd0",
    border="#e5ded4",
    border_strong="#978c7e",
    text="#27231e",
    muted="#675f55",
    accent="#2f6a5d",
    accent_hover="#25574c",
    on_accent="#ffffff",
    accent_soft="#e2ece6",
    on_accent_soft="#1d2f29",
    danger="#a1392b",
    danger_soft="#f9e8e4",
    warning="#7d5208",
    warning_soft="#faeed6",
    success="#2c6a48",
    success_soft="#e0efe6",
    info="#4a5fa5",
    code="#f3eee7",
    track="#e5ded4",
    scroll="#d3c9bc",
    shadow="#3a3128",
)

DARK = Tokens(
    dark=True,
    canvas="#1c1a18",
    sidebar="#161412",
    surface="#262321",
    raised="#3d3833",
    hover="#2c2926",
    selected="#38332f",
    border="#37322d",
    border_strong="#7d746a",
    text="#ece6dd",
    muted="#b0a699",
    accent="#86c3b2",
    accent_hover="#9ad2c2",
    on_accent="#12231e",
    accent_soft="#26382f",
    on_accent_soft="#e2efe9",
    danger="#ef9a8c",
    danger_soft="#402723",
    warning="#e5bd70",
    warning_soft="#3b2f1b",
    success="#8ccaa5",
    success_soft="#20362a",
    info="#a3b4f0",
    code="#242120",
    track="#3a352f",
    scroll="#4a443e",
    shadow="#000000",
)


LIGHT_CONTRAST = replace(
    LIGHT,
    canvas="#ffffff",
    sidebar="#ffffff",
    border="#6e655b",
    border_strong="#3a332b",
    text="#000000",
    muted="#37312a",
    accent="#134a3e",
    accent_hover="#0b352c",
    on_accent_soft="#000000",
    danger="#7d1c10",
    warning="#553500",
    success="#12452b",
    code="#f6f3ee",
    scroll="#6e655b",
)
DARK_CONTRAST = replace(
    DARK,
    canvas="#000000",
    sidebar="#000000",
    surface="#0d0c0b",
    border="#8d8378",
    border_strong="#cfc6ba",
    text="#ffffff",
    muted="#e2dbd0",
    accent="#a8e6d5",
    accent_hover="#c4f3e6",
    on_accent="#000000",
    on_accent_soft="#ffffff",
    danger="#ffb9ae",
    warning="#ffd98f",
    success="#aef0c8",
    code="#14120f",
    scroll="#8d8378",
)


class Space:
    """Distances in device-independent pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 40


class Radius:
    """Corner radii in device-independent pixels."""

    S = 6
    M = 10
    L = 16
    PILL = 999


class Type:
    """Text sizes in device-independent pixels at the system's usual font size; see `type_size`."""

    CAPTION = 12
    BODY = 14
    READING = 15
    """The transcript at 100 % text size."""
    HEADING = 17
    TITLE = 22


READING_WIDTH = 740
"""The widest a column of running text becomes, in pixels at 100 % text size."""
USUAL_POINTS = 10.0
"""The system font size at which the sizes in `Type` hold as they are."""


def type_size(size: int) -> int:
    """`size` (from `Type`) in pixels for this system: larger where the user chose a larger system font."""
    app = QApplication.instance()
    points = app.property("systemPoints") if app is not None else None
    factor = min(max(float(points or USUAL_POINTS) / USUAL_POINTS, 1.0), 2.0)
    return round(size * factor)


def tokens_of(_widget: QWidget) -> Tokens:
    """The tokens that fit what `widget` shows now.

    They are read from the application's palette: a stylesheet changes a widget's own in ways that mislead.
    """
    palette = QGuiApplication.palette()
    canvas, border = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Mid)
    dark = canvas.lightness() < 128
    plain, strong = (DARK, DARK_CONTRAST) if dark else (LIGHT, LIGHT_CONTRAST)
    return strong if (canvas.name(), border.name()) == (strong.canvas, strong.border) else plain


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set a dynamic property that the stylesheet reads, and style the widget anew when it differs."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def palette_of(tokens: Tokens) -> QPalette:
    """The palette for everything that the stylesheet does not reach."""
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: tokens.canvas,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.sidebar,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.surface,
        role.Midlight: tokens.hover,
        role.Mid: tokens.border,
        role.Dark: tokens.border_strong,
        role.Shadow: tokens.shadow,
        role.Accent: tokens.accent,
    }
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    faded = QColor(tokens.muted)
    faded.setAlphaF(0.6)
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, faded)
    return palette


class Theme(QObject):
    """Dresses the application and keeps it in step with the system. Main thread only."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = "system"
        self._contrast = False
        self._hints = app.styleHints()
        self.tokens = LIGHT

    def start(self) -> None:
        """Set the style and the font once, then dress the application."""
        style = QStyleFactory.create("Fusion")
        if style is not None:
            self._app.setStyle(style)
        font = QFont(self._app.font())
        if self._app.property("systemPoints") is None:  # else the font is our own already
            self._app.setProperty("systemPoints", QFontInfo(font).pointSizeF())
        font.setPixelSize(type_size(Type.BODY))
        font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        self._app.setFont(font)
        self._hints.colorSchemeChanged.connect(self._follow)
        self._hints.accessibility().contrastPreferenceChanged.connect(self._dress)
        self._dress()

    def choose(self, choice: str, *, contrast: bool = False) -> None:
        """`system`, `light` or `dark`: the `theme` setting; and that of more `contrast`."""
        if (choice, contrast) != (self._choice, self._contrast):
            self._choice, self._contrast = choice, contrast
            self._dress()

    @Slot(Qt.ColorScheme)
    def _follow(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            self._dress()

    @Slot()
    def _dress(self) -> None:
        from ui.theme_style import stylesheet  # it reads the tokens that this file defines

        scheme = self._hints.colorScheme()
        dark = self._choice == "dark" or (self._choice == "system" and scheme == Qt.ColorScheme.Dark)
        wanted = self._hints.accessibility().contrastPreference()
        if self._contrast or wanted is Qt.ContrastPreference.HighContrast:
            self.tokens = DARK_CONTRAST if dark else LIGHT_CONTRAST
        else:
            self.tokens = DARK if dark else LIGHT
        self._app.setPalette(palette_of(self.tokens))
        self._app.setStyleSheet(stylesheet(self.tokens))
        self.changed.emit()
