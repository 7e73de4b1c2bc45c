"""Draw resources/icons/png/*.png from the SVG icons, with Qt's own SVG renderer. Run after a change of an SVG."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parents[1] / "resources" / "icons"
SMALL = (16, 22, 24, 32)
"""Edge lengths in pixels that are drawn from the simpler SVG with stronger lines."""
LARGE = (48, 64, 128, 256, 512)


def draw(source: Path, target: Path, edge: int) -> None:
    """Write `source` as a square PNG of `edge` pixels on a clear ground."""
    renderer = QSvgRenderer(str(source))
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    if not renderer.isValid() or not image.save(str(target)):
        raise SystemExit(f"{source.name} could not be drawn to {target}.")


def main() -> None:
    """Draw all sizes."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(sys.argv)
    (ICONS / "png").mkdir(exist_ok=True)
    for edge in SMALL + LARGE:
        source = ICONS / ("companion-small.svg" if edge in SMALL else "companion.svg")
        draw(source, ICONS / "png" / f"companion-{edge}.png", edge)
    application.quit()


if __name__ == "__main__":
    main()
