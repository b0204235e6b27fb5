"""Where the window goes, in numbers: beside the icon at every edge, whole on every screen."""

from __future__ import annotations

import pytest

from selfhelp.ui.placement import (
    GAP,
    Area,
    compute_area_beside_icon,
    compute_centred_area,
    compute_fitted_area,
    compute_resized_area,
    find_screen_of,
    is_on_taskbar,
)

WHOLE = Area(0, 0, 1366, 768)
LEFT = Area(-1920, 0, 1920, 1080)
"""A second display to the left of the main one has negative numbers."""


def is_whole(window: Area, screen: Area) -> bool:
    return (
        screen.left <= window.left
        and screen.top <= window.top
        and window.right <= screen.right
        and window.bottom <= screen.bottom
    )


@pytest.mark.parametrize(
    ("icon", "free", "left", "top"),
    [
        # a taskbar at the bottom, with the icon near its right end
        (Area(1250, 740, 24, 24), Area(0, 0, 1366, 738), 1366 - GAP - 400, 738 - GAP - 560),
        # a bar at the top, with the icon in the middle of it
        (Area(700, 2, 20, 20), Area(0, 24, 1366, 744), 710 - 200, 24 + GAP),
        # a bar at the right
        (Area(1330, 600, 24, 24), Area(0, 0, 1320, 768), 1320 - GAP - 400, 768 - GAP - 560),
        # a bar at the left
        (Area(10, 300, 24, 24), Area(48, 0, 1318, 768), 48 + GAP, 312 - 280),
        # a bar that hides itself takes no room
        (Area(1300, 745, 20, 20), WHOLE, 1366 - GAP - 400, 768 - GAP - 560),
    ],
    ids=["bottom", "top", "right", "left", "hidden"],
)
def test_it_opens_at_the_edge_where_the_icon_is(icon: Area, free: Area, left: int, top: int) -> None:
    window = compute_area_beside_icon(icon, free, 400, 560)
    assert window == Area(left, top, 400, 560)
    assert is_whole(window, free)


def test_the_icon_of_a_second_display_is_opened_there() -> None:
    free = Area(-1920, 0, 1920, 1040)
    window = compute_area_beside_icon(Area(-60, 1050, 24, 24), free, 400, 560)
    assert window == Area(-GAP - 400, 1040 - GAP - 560, 400, 560)


def test_a_display_that_is_too_small_makes_it_smaller() -> None:
    window = compute_area_beside_icon(Area(300, 350, 20, 20), Area(0, 0, 320, 340), 400, 560)
    assert window == Area(GAP, GAP, 320 - 2 * GAP, 340 - 2 * GAP)


def test_without_a_place_it_is_in_the_middle() -> None:
    assert compute_centred_area(WHOLE, 400, 560) == Area(483, 104, 400, 560)


def test_growing_keeps_the_corner_at_the_edge_and_comes_back() -> None:
    panel = compute_area_beside_icon(Area(1250, 740, 24, 24), Area(0, 0, 1366, 738), 400, 560)
    free = Area(0, 0, 1366, 738)
    grown = compute_resized_area(panel, free, 920, 720)
    assert (grown.right, grown.bottom) == (panel.right, panel.bottom)
    assert is_whole(grown, free)
    assert compute_resized_area(grown, free, 400, 560) == panel


def test_growing_at_the_top_left_goes_down_and_right() -> None:
    panel = Area(20, 30, 400, 560)
    assert compute_resized_area(panel, WHOLE, 920, 700) == Area(20, 30, 920, 700)


def test_a_window_on_a_display_that_was_unplugged_comes_back() -> None:
    lost = Area(-900, 200, 400, 560)
    assert find_screen_of(lost, [WHOLE, LEFT]) == LEFT
    assert find_screen_of(lost, [WHOLE]) == WHOLE
    assert is_whole(compute_fitted_area(lost, WHOLE), WHOLE)


@pytest.mark.parametrize("x", range(-200, 1600, 150))
@pytest.mark.parametrize("y", range(-200, 1000, 150))
def test_nothing_is_ever_off_the_screen(x: int, y: int) -> None:
    for size in ((400, 560), (920, 720), (5000, 5000)):
        assert is_whole(compute_area_beside_icon(Area(x, y, 24, 24), WHOLE, *size), WHOLE)
        assert is_whole(compute_resized_area(Area(x, y, 400, 560), WHOLE, *size), WHOLE)


def test_a_click_tells_where_the_icon_is_only_on_the_bar() -> None:
    free = Area(0, 0, 1366, 738)
    assert is_on_taskbar(1250, 750, WHOLE, free)
    assert not is_on_taskbar(600, 400, WHOLE, free), "a menu or a link was clicked there"
    assert not is_on_taskbar(1400, 750, WHOLE, free), "another display"
