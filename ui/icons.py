"""Stroke icons from `resources/icons/ui`, drawn in a colour of the theme and sharp at every scale."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from companion.paths import resources_dir
from ui.theme import tokens_of


class StrokeIcon(QIconEngine):
    """Draws one SVG in one colour, and paler when disabled."""

    def __init__(self, svg: str, colour: str) -> None:
        super().__init__()
        self._svg = svg
        self._colour = colour
        self._renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        painter.save()
        painter.setOpacity(painter.opacity() * (0.45 if mode == QIcon.Mode.Disabled else 1.0))
        side = min(rect.width(), rect.height())
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(rect).center())
        self._renderer.render(painter, box)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():
            return QPixmap()  # a button that has no size yet, since its row is being laid out
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return QPixmap.fromImage(image)

    def clone(self) -> QIconEngine:
        return StrokeIcon(self._svg, self._colour)


def icon_file(name: str) -> Path:
    """Where the icon of this name lies."""
    return resources_dir() / "icons" / "ui" / f"{name}.svg"


def icon(name: str, colour: str) -> QIcon:
    """The icon `name` in `colour`. Empty where there is no such file, so that a button keeps its words."""
    svg = _svg(name)
    return QIcon(StrokeIcon(svg, colour)) if svg else QIcon()


@cache
def _svg(name: str) -> str:
    """What is in the file of this icon, read once; empty where there is none."""
    path = icon_file(name)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def icon_for(widget: QWidget, name: str) -> QIcon:
    """The icon `name` in the text colour of what `widget` shows now; ask again on `PaletteChange`."""
    return icon(name, tokens_of(widget).text)


def app_icon() -> QIcon:
    """The icon of the application."""
    return QIcon(str(resources_dir() / "icons" / "companion.svg"))
