"""What is covered in a picture: whatever is not the window's own program."""

from __future__ import annotations

from dataclasses import replace

from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.desktop.window_events import NearbyWindow
from selfhelp.steps.exclusions import Exclusions
from selfhelp.steps.masking import HiddenArea, find_areas_to_mask
from tests.steps.samples import window

FRONT = window("LibreOffice", handle=1, area=WindowArea(100, 50, 400, 300))
OVER = WindowArea(450, 300, 200, 200)
RULES = Exclusions(programs=("outlook",))


def test_what_another_program_has_over_it_is_covered() -> None:
    chat = NearbyWindow(window("chat", handle=2, area=OVER), above=True, same_program=False)
    assert find_areas_to_mask(FRONT, [chat], RULES) == [WindowArea(350, 250, 50, 50)]


def test_a_menu_of_its_own_is_not_covered_and_what_lies_below_cannot_be_seen() -> None:
    menu = NearbyWindow(window("LibreOffice", handle=3, area=OVER), above=True, same_program=True)
    below = NearbyWindow(window("chat", handle=4, area=OVER), above=False, same_program=False)
    aside = NearbyWindow(
        window("chat", handle=5, area=WindowArea(0, 0, 50, 40)), above=True, same_program=False
    )
    assert find_areas_to_mask(FRONT, [menu, below, aside], RULES) == []


def test_what_is_excluded_is_covered_even_below_a_window_that_it_shines_through() -> None:
    below = NearbyWindow(window("Outlook", handle=6, area=OVER), above=False, same_program=False)
    assert find_areas_to_mask(FRONT, [below], RULES) == []
    assert len(find_areas_to_mask(replace(FRONT, see_through=True), [below], RULES)) == 1


def test_a_browser_that_may_be_private_is_covered_below_a_terminal_only() -> None:
    """Most windows that could be transparent are not, and lie over a browser most of the day."""
    below = NearbyWindow(window("Chromium", handle=6, area=OVER), above=False, same_program=False)
    assert find_areas_to_mask(replace(FRONT, see_through=True), [below], RULES) == []
    assert len(find_areas_to_mask(replace(FRONT, names=("foot",), see_through=True), [below], RULES)) == 1


def test_our_bar_is_covered_though_it_may_be_of_the_same_process() -> None:
    bar = NearbyWindow(window("selfhelp", handle=8, area=OVER), above=True, same_program=True)
    assert len(find_areas_to_mask(FRONT, [bar], RULES)) == 1


def test_hidden_areas_go_with_their_window_or_stay_on_the_desktop() -> None:
    with_it = HiddenArea(1, WindowArea(10, 20, 30, 40))
    on_desktop = HiddenArea(0, WindowArea(120, 60, 30, 40))
    of_another = HiddenArea(99, WindowArea(0, 0, 500, 500))
    moved = replace(FRONT, area=WindowArea(200, 50, 400, 300))
    hidden = [with_it, on_desktop, of_another]
    assert find_areas_to_mask(FRONT, [], RULES, hidden) == [
        WindowArea(10, 20, 30, 40),
        WindowArea(20, 10, 30, 40),
    ]
    assert find_areas_to_mask(moved, [], RULES, hidden) == [WindowArea(10, 20, 30, 40)]
