"""The target of the answer "Do it now" to a forecast: a web page, a settings page, or a screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.core.progress import Progress
from selfhelp.ui.navigation import AskPage, Destination, FixPage, HomePage

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.foresight.lookahead import Lookahead
    from selfhelp.ui.jobs import JobRunner

PASSWORD = "password-expiry"  # noqa: S105 - an id


@dataclass(frozen=True, slots=True)
class ReminderTarget:
    """The target of a reminder: a web page; without it, a settings page; without both, a screen."""

    screen: Destination
    address: str = ""
    settings: str = ""


def find_reminder_target(app: App, id_: str) -> ReminderTarget:
    """Return the target for a forecast's ID; for an unknown ID, the home page."""
    lookahead = app.create_lookaheads().get(id_)
    if lookahead is None:
        return ReminderTarget(HomePage())
    stored = next((one for one in app.forecast_store.load().forecasts if one.id == id_), None)
    days = stored.finding.data.get("days") if stored is not None and stored.finding is not None else None
    over = isinstance(days, int) and days <= 0
    page = (
        "" if over and lookahead.opens in app.catalog.fixes else _find_available_settings_page(app, lookahead)
    )
    address = app.policy.organisation.reset_page if id_ == PASSWORD else ""
    return ReminderTarget(_choose_screen(app, lookahead, stored is not None), address, page)


def open_reminder_target(app: App, jobs: JobRunner, open_: Callable[[Destination], None], id_: str) -> None:
    """Open a reminder's target; if its settings page can't be opened, open the app's screen instead."""

    def open_page_or_find_screen(progress: Progress) -> Destination | None:
        from selfhelp.core.errors import SelfhelpError
        from selfhelp.machine.guidance.settings_pages import OpenPage, OpenWebPage

        way = find_reminder_target(app, id_)
        step = OpenWebPage(way.address) if way.address else OpenPage(way.settings) if way.settings else None
        if step is None:
            return way.screen
        try:
            step.perform(app.machine, progress)
        except SelfhelpError:
            return way.screen
        return None

    def open_screen(screen: Destination | None) -> None:
        if screen is not None:
            open_(screen)

    jobs.start_job(open_page_or_find_screen, open_screen)


def _choose_screen(app: App, lookahead: Lookahead, stored: bool) -> Destination:
    if lookahead.opens in app.catalog.fixes:
        return FixPage(lookahead.opens)
    kept = next((one for one in app.forecast_store.load().forecasts if one.id == lookahead.id), None)
    said = app.translator.translate(kept.finding.summary) if stored and kept and kept.finding else ""
    return AskPage(words=said)


def _find_available_settings_page(app: App, lookahead: Lookahead) -> str:
    """Return the name of a forecast's settings page; "" if this system doesn't have that page."""
    if not lookahead.settings:
        return ""
    from selfhelp.machine.guidance.settings_pages import has_settings_page

    return lookahead.settings if has_settings_page(lookahead.settings, app.machine.platform) else ""
