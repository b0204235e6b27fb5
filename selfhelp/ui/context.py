"""The services of every screen: app, background jobs, language and navigation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.core.secret_placeholders import make_secrets_readable
from selfhelp.core.text import N_, Text, Translator

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from selfhelp.app.composition import App
    from selfhelp.core.preferences import Preferences
    from selfhelp.engine.health import HealthState
    from selfhelp.ui.jobs import JobRunner
    from selfhelp.ui.navigation import Destination


class WindowLanguage:
    """The window's current language, which the user may change while the window is open."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator


def _do_nothing() -> None:
    """Do nothing; for tests that show a single screen."""


def _ignore_text(_text: Text) -> None:
    """Do nothing; for tests that show a single screen."""


def _ignore_page(_page: type[Destination]) -> None:
    """Do nothing; for tests that show a single screen."""


def _ignore_health(_state: HealthState) -> None:
    """Do nothing; for tests that show a single screen."""


@dataclass(frozen=True)
class Context:
    """The services that every screen receives.

    Attributes:
        app: the composition root; call its slow methods through ``jobs``.
        jobs: runs functions on pool threads.
        language: holds the current translator; use `translate` and `translator`.
        open: opens a page, see `selfhelp.ui.navigation`.
        back: returns to the previous page.
        say: shows a sentence at the foot of the window, and announces it.
        restyle: applies changed preferences (language, theme).
        deliver: starts sending in the background; call this after a ticket was saved.
        healthy: reports the computer's health after checks.
        prepare: builds a screen that is likely to be opened, without showing it.
        put_off: reports that the user postponed a reminder.
        forget: resets the other screens after the user's data was deleted.
        record: starts recording steps, or reviews an interrupted recording.
        withdraw: hides a sentence if it is still shown at the foot of the window.
    """

    app: App
    jobs: JobRunner
    language: WindowLanguage
    open: Callable[[Destination], None]
    back: Callable[[], None]
    say: Callable[[Text], None]
    restyle: Callable[[], None] = _do_nothing
    deliver: Callable[[], None] = _do_nothing
    healthy: Callable[[HealthState], None] = _ignore_health
    prepare: Callable[[type[Destination]], None] = _ignore_page
    forget: Callable[[], None] = _do_nothing
    put_off: Callable[[], None] = _do_nothing
    record: Callable[[], None] = _do_nothing
    withdraw: Callable[[Text], None] = _ignore_text

    @property
    def translator(self) -> Translator:
        """The translator for the window's current language."""
        return self.language.translator

    def translate(self, text: Text | str) -> str:
        """Return a text in the window's current language, with a readable form of removed secrets."""
        return make_secrets_readable(self.translator.translate(text), self.translator)

    def make_row_button_label(self, what: str, name: str) -> str:
        """Return an accessible name for a button in a row, such as "Save: notes.txt"."""
        return self.translate(N_("{what}: {name}", what=what, name=name))

    def apply_preferences(self, changed: Preferences, owner: QObject) -> None:
        """Apply changed preferences now, and write them on a pool thread.

        An error is shown unless ``owner`` was deleted in the meantime.
        """
        app = self.app
        app.apply_preferences(changed)
        self.jobs.start_job_now(
            lambda _: app.write_preferences(), failed=lambda error: self.say(error.user_message), owner=owner
        )
