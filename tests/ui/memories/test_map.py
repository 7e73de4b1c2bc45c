"""The map of meanings: every point is drawn, found by the mouse, caught by the lasso, and said in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from companion.records import Cluster, Kind, MemoryQuery
from tests.ui.memories.house import PATIENCE, House
from ui.memories.map_canvas import drawn_in
from ui.memories.map_view import LIST_WIDTH, MapView
from ui.memories.scatter import disc, inside, scatter
from ui.theme import Space


def test_points_have_the_colour_of_their_kind(qapp: object) -> None:
    spots = np.array([[10.0, 10.0], [30.0, 12.0], [500.0, 10.0]], np.float32)
    image = scatter(60, 40, spots, np.array([0, 1, 0]), ["#ff0000", "#0000ff"], 3.0)
    assert image.pixelColor(10, 10).name() == "#ff0000"
    assert image.pixelColor(30, 12).name() == "#0000ff"
    assert image.pixelColor(20, 30).alpha() == 0


def test_a_disc_is_round() -> None:
    cover = disc(3.0)
    assert cover[len(cover) // 2, len(cover) // 2] == 1.0
    assert cover[0, 0] == 0.0
    assert np.array_equal(cover, cover.T)


@given(arrays(np.float32, (40, 2), elements=st.floats(-20, 20, width=32)))
def test_a_lasso_round_a_square_catches_what_lies_in_it(spots: np.ndarray) -> None:
    square = np.array([[-10, -10], [10, -10], [10, 10], [-10, 10]], np.float32)
    off_the_edge = (np.abs(np.abs(spots) - 10) > 1e-3).all(axis=1)
    expected = (np.abs(spots) < 10).all(axis=1)
    assert np.array_equal(inside(square, spots)[off_the_edge], expected[off_the_edge])
    assert not inside(square[:2], spots).any()


def test_a_name_at_the_edge_is_whole_and_one_outside_stays_away() -> None:
    frame = QRectF(0, 0, 100, 60)
    assert drawn_in(QRectF(-15, 20, 40, 10), frame) == QRectF(0, 20, 40, 10)
    assert drawn_in(QRectF(90, 55, 40, 10), frame) == QRectF(60, 50, 40, 10)
    assert drawn_in(QRectF(30, 20, 40, 10), frame) == QRectF(30, 20, 40, 10)
    assert drawn_in(QRectF(-50, 20, 40, 10), frame) == QRectF(-50, 20, 40, 10)


@pytest.fixture
def view(house: House, qtbot: QtBot) -> Iterator[MapView]:
    house.talk("My sister Mara lives in Porto.", "I am allergic to peanuts.", "I play the cello every Tuesday.")
    made = MapView(house.bridge)
    qtbot.addWidget(made)
    made.resize(800, 560)
    made.show()
    qtbot.waitUntil(lambda: made.canvas.map is not None, timeout=PATIENCE)
    made.grab()
    yield made
    made.close()


def spot(view: MapView, row: int) -> QPoint:
    return QPointF(*(float(v) for v in view.canvas.spots()[row])).toPoint()


def test_every_memory_has_a_place_and_a_click_chooses_it(view: MapView, house: House, qtbot: QtBot) -> None:
    found = view.canvas.map
    assert found is not None
    assert len(found.ids) == house.run(house.engine.count_memories())
    with qtbot.waitSignal(view.memory_wanted) as wanted:
        QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=spot(view, 0))
    assert wanted.args is not None
    near = int(np.flatnonzero(found.ids == wanted.args[0])[0])
    assert (spot(view, near) - spot(view, 0)).manhattanLength() < 20


def test_a_lasso_lists_what_it_went_round(view: MapView, qtbot: QtBot) -> None:
    QTest.keyClick(view.canvas, Qt.Key.Key_L)
    assert view.lasso.isChecked()
    edge = [QPoint(2, 2), QPoint(view.canvas.width() - 3, 2)]
    edge += [QPoint(view.canvas.width() - 3, view.canvas.height() - 3), QPoint(2, view.canvas.height() - 3)]
    with qtbot.waitSignal(view.only_wanted) as caught:
        QTest.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=edge[0])
        for corner in edge[1:]:
            QTest.mouseMove(view.canvas, corner)
        QTest.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=edge[-1])
    assert caught.args is not None
    assert view.canvas.map is not None
    assert set(caught.args[0]) == set(view.canvas.map.ids.tolist())
    assert not view.lasso.isChecked()


def test_groups_are_a_list_that_leads_to_the_memories(view: MapView, qtbot: QtBot) -> None:
    found = view.canvas.map
    assert found is not None
    assert view.clusters.count() == len(found.clusters) > 0
    assert "memories" in view.clusters.item(0).text() or "memory" in view.clusters.item(0).text()
    view.clusters.setCurrentRow(0)
    with qtbot.waitSignal(view.only_wanted) as wanted:
        QTest.keyClick(view.clusters, Qt.Key.Key_Return)
    assert wanted.args is not None
    assert set(wanted.args[0]) == set(found.ids[found.groups == 0].tolist())
    assert str(len(found.ids)) in view.canvas.accessibleDescription()


def size_of(view: MapView, words: str) -> int:
    """The largest size of letters, in pixels, at which `words` stand in one line of the list, whatever the font."""
    font, room = view.clusters.font(), LIST_WIDTH - 2 * Space.L
    for size in range(48, 3, -1):
        font.setPixelSize(size)
        if QFontMetrics(font).horizontalAdvance(words) <= room:
            return size
    raise AssertionError("no size is small enough")


def test_the_name_of_a_group_is_never_cut_and_leaves_room_for_its_count(view: MapView) -> None:
    found = view.canvas.map
    assert found is not None
    long = Cluster(("lighthouses", "fishermen", "accordions"), 28, 0.0, 0.0)
    view.show_map(replace(found, clusters=(long, Cluster(("eel", "oar", "net"), 1, 0.0, 0.0))))
    view.setStyleSheet(f"QListWidget {{ font-size: {size_of(view, 'lighthouses, fishermen')}px }}")
    name, count = view.clusters.item(0).text().split("\n")
    assert (name, count) == ("lighthouses, fishermen", "28 memories")
    assert view.clusters.fontMetrics().horizontalAdvance(name) < view.clusters.viewport().width()
    assert "accordions" in view.clusters.item(0).toolTip()
    assert "accordions, 28" in view.clusters.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert view.clusters.item(1).text() == "eel, oar, net\n1 memory"
    view.setStyleSheet(f"QListWidget {{ font-size: {size_of(view, 'lighthouses')}px }}")
    assert view.clusters.item(0).text() == "lighthouses\n28 memories"


def test_keys_zoom_and_move(view: MapView) -> None:
    before = view.canvas.spots().copy()
    QTest.keyClick(view.canvas, Qt.Key.Key_Plus)
    assert view.canvas.zoom_now > 1.0
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert not np.allclose(view.canvas.spots(), before)
    QTest.keyClick(view.canvas, Qt.Key.Key_0)
    assert np.allclose(view.canvas.spots(), before)


def test_colours_can_mean_retention(view: MapView) -> None:
    QTest.mouseClick(view.by_retention, Qt.MouseButton.LeftButton)
    assert "fading" in view.legend.text()
    QTest.mouseClick(view.by_kind, Qt.MouseButton.LeftButton)
    assert "Facts" in view.legend.text()


def test_what_is_new_gets_a_place(view: MapView, house: House, qtbot: QtBot) -> None:
    house.talk("My brother Jonas is a baker.")
    facts = house.run(house.engine.memories(MemoryQuery(kinds=(Kind.FACT,), text="Jonas")))
    qtbot.waitUntil(
        lambda: view.canvas.map is not None and facts[0].memory.id in view.canvas.map.ids.tolist(), timeout=PATIENCE
    )


def test_an_empty_map_says_what_will_come(house: House, qtbot: QtBot) -> None:
    made = MapView(house.bridge)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.state.heading.text() == "The map is still empty", timeout=PATIENCE)
