"""The one stylesheet, built from the tokens.

Widgets choose a look with the dynamic property `look`:
buttons `primary`, `quiet`, `danger`, `chip`; labels `title`, `heading`, `muted`, `caption`, `danger`,
`warning`, `badge`; frames `card`, `sidebar`, `panel`, `banner`,
`composer`, `line`. Lists and tables with `look="plain"` have no frame.
"""

from __future__ import annotations

from string import Template

from companion.paths import resources_dir
from ui.theme import Radius, Tokens, Type, type_size

_BASE = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QWidget#page { background: $canvas; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 5px 8px; }
QLabel { background: transparent; }
QLabel[look="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[look="heading"] { font-size: ${heading}px; font-weight: 600; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="caption"] { color: $muted; font-size: ${caption}px; }
QLabel[look="danger"] { color: $danger; }
QLabel[look="warning"] { color: $warning; }
QLabel[look="badge"] {
    color: $muted; background: $hover; border-radius: 7px; padding: 1px 7px; font-size: ${caption}px;
}
QFrame[look="card"] { background: $surface; border: 1px solid $border; border-radius: ${radius_m}px; }
QFrame[look="sidebar"] { background: $sidebar; border: none; border-right: 1px solid $border; }
QFrame[look="banner"] { background: $warning_soft; border: none; border-radius: ${radius_m}px; }
QFrame[look="banner"] QLabel { color: $warning; }
QFrame[look="offrecord"] { background: $text; border: none; border-radius: ${radius_m}px; }
QFrame[look="offrecord"] QLabel { color: $canvas; }
QPushButton[look="onbanner"] { background: transparent; color: $canvas; border: 1px solid $canvas; }
QPushButton[look="onbanner"]:hover { background: $muted; }
QPushButton[look="onbanner"]:focus { border: 2px solid $canvas; padding: 5px 13px; }
QWidget#page[offrecord="yes"] { background: $hover; }
QFrame[look="panel"] { background: $sidebar; border: none; border-left: 1px solid $border; }
QFrame[look="composer"] { background: $surface; border: 1px solid $border_strong; border-radius: 24px; }
QFrame[look="composer"][active="yes"] { border-color: $accent; }
QFrame[look="composer"] QPlainTextEdit { border: none; background: transparent; padding: 0; }
QFrame[look="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QSplitter::handle { background: $border; }
QScrollArea { border: none; background: transparent; }
QStatusBar { background: $sidebar; color: $muted; }
""")

_BUTTONS = Template("""
QPushButton {
    background: $surface; color: $text; border: 1px solid $border_strong; border-radius: ${radius_s}px;
    padding: 6px 14px; min-height: 20px; outline: none;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $selected; }
QPushButton:disabled { color: $muted; border-color: $border; background: $canvas; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton[look="primary"] {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[look="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[look="primary"]:focus { border: 2px solid $text; }
QPushButton[look="primary"]:disabled { background: $track; color: $muted; border-color: $track; }
QPushButton[look="danger"] { color: $danger; border-color: $danger; }
QPushButton[look="danger"]:hover { background: $danger_soft; }
QPushButton[look="quiet"] { background: transparent; border: 2px solid transparent; padding: 5px 10px; }
QPushButton[look="quiet"]:hover { background: $hover; }
QPushButton[look="quiet"]:pressed, QPushButton[look="quiet"]:checked { background: $selected; }
QPushButton[look="quiet"]:focus { border-color: $accent; }
QPushButton[look="chip"] {
    background: $surface; border: 1px solid $border; border-radius: 17px; padding: 6px 15px; min-height: 20px;
}
QPushButton[look="chip"]:hover { background: $hover; border-color: $border_strong; }
QPushButton[look="chip"]:checked { background: $accent_soft; color: $on_accent_soft; border-color: $accent; }
QPushButton[look="pill"] {
    background: $raised; border: 1px solid $border_strong; border-radius: 17px; padding: 6px 15px; min-height: 20px;
}
QPushButton[look="pill"]:hover { background: $hover; border-color: $text; }
QPushButton[look="chip"]:focus, QPushButton[look="pill"]:focus { border: 2px solid $accent; padding: 5px 14px; }
QToolButton {
    background: transparent; border: 2px solid transparent; border-radius: ${radius_s}px; padding: 4px;
    outline: none;
}
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selected; }
QToolButton:focus { border-color: $accent; }
QToolButton[look="send"] { border-radius: 18px; background: $accent; border-color: $accent; }
QToolButton[look="send"][large="yes"] { border-radius: 27px; }
QToolButton[look="send"]:hover { background: $accent_hover; border-color: $accent_hover; }
QToolButton[look="send"]:focus { border-color: $text; }
QToolButton[look="send"]:disabled { background: $track; border-color: $track; }
QPushButton[look="status"] {
    background: transparent; border: 2px solid transparent; padding: 3px 10px; color: $muted;
    font-size: ${caption}px; text-align: left;
}
QPushButton[look="status"]:hover { background: $hover; color: $text; }
QPushButton[look="status"]:focus { border-color: $accent; }
QPushButton[align="left"] { text-align: left; }
QToolButton::menu-indicator { image: none; }
""")

_FIELDS = Template("""
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox {
    background: $surface; color: $text; border: 1px solid $border_strong; border-radius: ${radius_s}px;
    padding: 6px 9px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus,
QComboBox:focus { border: 2px solid $accent; padding: 5px 8px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    color: $muted; background: $canvas; border-color: $border;
}
QLineEdit[wrong="true"], QSpinBox[wrong="true"], QDoubleSpinBox[wrong="true"] { border: 2px solid $danger; }
QTextEdit[look="plain"], QPlainTextEdit[look="plain"], QTextBrowser[look="plain"] {
    border: none; background: transparent; padding: 0;
}
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url("$styles/chevron-down-$name.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $border; outline: none; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $on_accent_soft;
}
QSpinBox::up-button, QDoubleSpinBox::up-button, QDateEdit::up-button,
QSpinBox::down-button, QDoubleSpinBox::down-button, QDateEdit::down-button {
    border: none; width: 20px; background: transparent;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QDateEdit::up-arrow {
    image: url("$styles/chevron-up-$name.svg"); width: 12px; height: 12px;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QDateEdit::down-arrow {
    image: url("$styles/chevron-down-$name.svg"); width: 12px; height: 12px;
}
QCheckBox {
    spacing: 9px; padding: 3px; border: 2px solid transparent; border-radius: ${radius_s}px; outline: none;
}
QCheckBox:focus { border-color: $accent; }
QCheckBox::indicator {
    width: 16px; height: 16px; border: 1px solid $border_strong; border-radius: 5px; background: $surface;
}
QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url("$styles/check-$name.svg");
}
QCheckBox::indicator:disabled { background: $track; border-color: $border; }
""")

_VIEWS = Template("""
QAbstractItemView {
    background: $surface; alternate-background-color: $sidebar; border: 1px solid $border;
    border-radius: ${radius_s}px; outline: none; gridline-color: $border;
    selection-background-color: $accent_soft; selection-color: $on_accent_soft;
}
QAbstractItemView[look="plain"] { background: transparent; border: none; }
QAbstractItemView:focus { border-color: $accent; }
QHeaderView { background: $canvas; border: none; }
QHeaderView::section {
    background: $canvas; color: $muted; border: none; border-bottom: 1px solid $border; padding: 7px 8px;
    font-size: ${caption}px; font-weight: 600;
}
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: $canvas; border: none; }
QMenu { background: $surface; border: 1px solid $border; border-radius: ${radius_s}px; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 12px; border-radius: 5px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $accent_soft; color: $on_accent_soft; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QTabWidget::pane { border: none; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 8px 14px; border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:focus { background: $hover; }
QProgressBar {
    background: $track; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
    color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSlider::groove:horizontal { height: 4px; background: $track; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    width: 16px; height: 16px; margin: -6px 0; border-radius: 8px; background: $surface;
    border: 2px solid $accent;
}
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; border: none; }
QScrollBar::handle { background: $scroll; border: 4px solid transparent; border-radius: 6px; }
QScrollBar::handle:vertical { min-height: 40px; margin: 0 3px; border: none; border-radius: 3px; }
QScrollBar::handle:horizontal { min-width: 40px; margin: 3px 0; border: none; border-radius: 3px; }
QScrollBar::handle:hover { background: $border_strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def stylesheet(tokens: Tokens) -> str:
    """The stylesheet of the whole application for these tokens."""
    colours = {name: getattr(tokens, name) for name in Tokens.__slots__ if name != "dark"}
    words = {
        **colours,
        "title": type_size(Type.TITLE),
        "heading": type_size(Type.HEADING),
        "caption": type_size(Type.CAPTION),
        "radius_s": Radius.S,
        "radius_m": Radius.M,
        "styles": (resources_dir() / "styles").as_posix(),
        "name": "dark" if tokens.dark else "light",
    }
    return "".join(part.substitute(words) for part in (_BASE, _BUTTONS, _FIELDS, _VIEWS))
