"""The page with the verified functions of help desk systems says what was run, and when."""

from __future__ import annotations

from pathlib import Path

from tests.desks.glpi_real import RealGlpiStand
from tests.desks.stand import ROWS, title
from tools import desks

GLPI = Path(__file__).parents[2] / "docs" / "desks" / "glpi.md"


def test_a_run_by_hand_is_named_below_a_line_that_was_not_run() -> None:
    """The table said "not run" of a GLPI that its own page said had passed."""
    page = desks.page_of(desks.lines({}, desks.PAGE.read_text("utf-8")), {})
    said = (
        f"* **{title(RealGlpiStand)}** was last run by hand on {RealGlpiStand.tried_by_hand}, and passed.\n"
    )
    assert said in page
    assert said in desks.PAGE.read_text("utf-8")
    day = RealGlpiStand.tried_by_hand.partition(" with ")[0]
    assert day in GLPI.read_text("utf-8")


def test_a_line_that_was_run_needs_no_such_note() -> None:
    table = {name: dict(cells) for name, cells in desks.lines({}, desks.PAGE.read_text("utf-8")).items()}
    table[title(RealGlpiStand)] = dict.fromkeys(ROWS, "live")
    assert desks.runs_by_hand(table) == {}
