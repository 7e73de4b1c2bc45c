"""Formulas in replies, set as in a book. The only file that knows ziamath."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, QRunnable, QSize, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

log = logging.getLogger(__name__)

KEPT = 400
"""Formulas whose pictures stay at hand."""
SHARPNESS = 2
"""Picture points for each point of the layout: sharp on fine screens, and smooth on others."""
LONGEST = 2_000
"""Characters of LaTeX; a longer one stays in its letters."""


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula as it is to be drawn: its LaTeX, the size of the letters around it in pixels, and their colour."""

    latex: str
    size: int
    colour: str
    display: bool
    """Whether it stands on a line of its own."""

    @property
    def name(self) -> str:
        """What its picture is called in a text document."""
        words = f"{self.size}|{self.colour}|{self.display}|{self.latex}"
        return f"formula:{hashlib.sha256(words.encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A formula drawn: `image` is `SHARPNESS` times as wide and high as `size` in pixels of the layout."""

    formula: Formula
    image: QImage
    size: QSize


class Formulas(QObject):
    """Draws formulas in the background and keeps their pictures. Main thread only; the setting is done on another.

    What cannot be read as LaTeX is never drawn: its letters stay.
    """

    ready = Signal()
    """Formulas that were asked for can be drawn now."""
    _set = Signal(object, bytes)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[Formula, Picture | None] = OrderedDict()
        self._waiting: set[Formula] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._set.connect(self._draw, Qt.ConnectionType.QueuedConnection)

    def picture(self, formula: Formula) -> Picture | None:
        """Its picture; None where there is none yet (`ready` will tell) or where it is no LaTeX."""
        if formula in self._pictures:
            self._pictures.move_to_end(formula)
            return self._pictures[formula]
        if formula not in self._waiting and 0 < len(formula.latex) <= LONGEST:
            self._waiting.add(formula)
            self._pool.start(_Setting(formula, self._set))
        return None

    def named(self, name: str) -> Picture | None:
        """The picture of this name, where it is at hand."""
        return next((p for f, p in self._pictures.items() if p is not None and f.name == name), None)

    def close(self) -> None:
        """Wait for the formula that is being set, and set no more."""
        self._pool.clear()
        self._pool.waitForDone()

    @Slot(object, bytes)
    def _draw(self, formula: Formula, svg: bytes) -> None:
        self._waiting.discard(formula)
        self._pictures[formula] = _drawn(formula, svg) if svg else None
        if len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        if not self._waiting:
            self.ready.emit()


class _Setting(QRunnable):
    """Sets one formula on a worker thread: the first takes a quarter of a second, for the font is read."""

    def __init__(self, formula: Formula, done: object) -> None:
        super().__init__()
        self._formula = formula
        self._done = done

    def run(self) -> None:
        self._done.emit(self._formula, typeset(self._formula))  # type: ignore[attr-defined]


def typeset(formula: Formula) -> bytes:
    """The formula as an SVG; empty where it is no LaTeX that can be set. Blocking, any thread."""
    try:
        # Imported here: it takes a quarter of a second, and most conversations hold no formula.
        from ziamath.config import config
        from ziamath.zmath import Latex

        config.svg2 = False  # Qt draws the letters only where each has its own path
        drawing = Latex(formula.latex, size=formula.size, color=formula.colour, inline=not formula.display)
        return str(drawing.svg()).encode()
    except Exception as error:  # noqa: BLE001 - the parser raises whatever its tables raise, and the letters still show
        log.info("a formula cannot be set (%s)", type(error).__name__)
        return b""


def _drawn(formula: Formula, svg: bytes) -> Picture | None:
    renderer = QSvgRenderer(QByteArray(svg))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        return None
    image = QImage(size * SHARPNESS, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return Picture(formula, image, size)
