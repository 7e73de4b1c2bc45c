"""Heights of rows: sums that stay right whatever is measured, put in or taken out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.chat.heights import Heights

SIZES = st.lists(st.integers(1, 500).map(float), min_size=1, max_size=40)


@given(SIZES, st.data())
def test_every_y_belongs_to_the_row_that_covers_it(sizes: list[float], data: st.DataObject) -> None:
    heights = Heights()
    heights.reset(sizes)
    at = data.draw(st.integers(0, len(sizes) - 1))
    inside = data.draw(st.floats(0, 0.99))
    assert heights.at(heights.top(at) + inside * heights.height(at)) == at
    assert heights.total == sum(sizes)


@given(SIZES, SIZES, st.data())
def test_changes_leave_the_sums_right(sizes: list[float], fresh: list[float], data: st.DataObject) -> None:
    heights = Heights()
    heights.reset(sizes)
    at = data.draw(st.integers(0, len(sizes)))
    heights.insert(at, fresh)
    wanted = sizes[:at] + fresh + sizes[at:]
    measured = data.draw(st.integers(0, len(wanted) - 1))
    heights.measure(measured, lambda _at: 7.0)
    wanted[measured] = 7.0
    first = data.draw(st.integers(0, len(wanted) - 1))
    last = data.draw(st.integers(first, len(wanted) - 1))
    heights.remove(first, last)
    del wanted[first : last + 1]
    assert len(heights) == len(wanted)
    assert heights.total == sum(wanted)


def test_a_row_is_measured_once_until_it_changes() -> None:
    heights, asked = Heights(), []

    def real(at: int) -> float:
        asked.append(at)
        return 20.0

    heights.reset([10.0, 10.0])
    heights.measure(1, real)
    heights.measure(1, real)
    assert asked == [1]
    heights.forget(1)
    heights.measure(1, real)
    assert asked == [1, 1]


def test_no_rows_cover_nothing() -> None:
    assert Heights().at(0) == -1


@given(st.lists(st.floats(0.1, 500), min_size=2, max_size=40), st.floats(0.1, 500))
def test_rows_begin_at_whole_pixels_so_that_the_distance_between_two_never_changes(
    sizes: list[float], real: float
) -> None:
    heights = Heights()
    heights.reset(sizes)
    heights.measure(0, lambda _at: real)
    assert [heights.top(at + 1) - heights.top(at) for at in range(len(sizes) - 1)] == [
        heights.height(at) for at in range(len(sizes) - 1)
    ]
    assert real <= heights.height(0) < real + 1
    assert isinstance(heights.total, int)
