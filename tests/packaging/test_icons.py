"""The icons exist, are drawn by Qt's SVG renderer, and fill their square."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from tests.packaging.scripts import ROOT, script

ICONS = ROOT / "resources" / "icons"
INTERFACE = sorted(path.stem for path in (ICONS / "ui").glob("*.svg"))
SIZES: tuple[int, ...] = script("desktop_entry").PNG_SIZES


def drawn(svg: str, edge: int) -> QImage:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    assert renderer.isValid()
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def colours(image: QImage) -> set[str]:
    """The colours of the pixels that are fully covered."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("name", INTERFACE)
def test_an_interface_icon_takes_the_colour_it_is_given(qtbot: QtBot, name: str) -> None:
    svg = (ICONS / "ui" / f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in svg
    assert 'stroke-width="1.75"' in svg
    assert 'stroke-linecap="round"' in svg
    assert colours(drawn(svg.replace("currentColor", "#cc2200"), 96)) == {"#cc2200"}


def test_every_icon_that_a_window_names_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ICONS.parents[1] / "ui").rglob("*.py")]
    named = {name for text in sources for name in re.findall(r'\bicon(?:_for)?\([^()]*?"([a-z-]+)"', text)}
    assert len(named) > 10
    assert named <= set(INTERFACE)


@pytest.mark.parametrize("name", ["companion", "companion-small"])
def test_the_app_icon_is_drawn_with_its_moment_in_amber(qtbot: QtBot, name: str) -> None:
    image = drawn((ICONS / f"{name}.svg").read_text(encoding="utf-8"), 128)
    assert QColor("#ffc978").name() in colours(image)
    assert image.pixelColor(0, 0).alpha() == 0


@pytest.mark.parametrize(
    ("name", "light"),
    [("companion-symbolic", False), ("companion-tray-on-light", False), ("companion-tray-on-dark", True)],
)
def test_a_one_colour_icon_stands_out_from_its_panel(qtbot: QtBot, name: str, light: bool) -> None:
    (colour,) = colours(drawn((ICONS / f"{name}.svg").read_text(encoding="utf-8"), 64))
    assert (QColor(colour).lightnessF() > 0.5) is light


def test_a_symbolic_icon_is_filled_because_desktops_recolour_fills_only() -> None:
    assert "stroke" not in (ICONS / "companion-symbolic.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("edge", SIZES)
def test_every_size_is_there_and_current(qtbot: QtBot, tmp_path: Path, edge: int) -> None:
    render = script("render_icons")
    kept = QImage(str(ICONS / "png" / f"companion-{edge}.png"))
    assert (kept.width(), kept.height()) == (edge, edge)
    source = ICONS / ("companion-small.svg" if edge in render.SMALL else "companion.svg")
    render.draw(source, tmp_path / "again.png", edge)
    again = QImage(str(tmp_path / "again.png"))
    middle = kept.pixelColor(edge // 2, edge // 4), again.pixelColor(edge // 2, edge // 4)
    assert abs(middle[0].lightness() - middle[1].lightness()) <= 4
