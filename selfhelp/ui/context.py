"""The services of every screen: app, background jobs, language and navigation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.core.text import N_, Text, Translator

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from selfhelp.app.composition import App
    from selfhelp.core.preferences import Preferences
    from selfhelp.engine.health import HealthState
    from selfhelp.ui.jobs import JobRunner
    from selfhelp.ui.navigation import Destination


class WindowLanguage:
    """The language of the window now; the user may switch it while the window is open."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator


def _do_nothing() -> None:
    """Do nothing; for tests that show a single screen."""


def _prepare_nothing(_page: type[Destination]) -> None:
    """Prepare nothing; for tests that show a single screen."""


def _ignore(_state: HealthState) -> None:
    """Ignore the state; for tests that show a single screen."""


@dataclass(frozen=True)
class Context:
    """The services every screen gets.

    Attributes:
        app: the composition root. Anything slow of it is called through ``jobs``.
        jobs: runs work elsewhere.
        language: holds the translator of the moment; use ``show`` and ``translator``.
        open: goes to another screen, see `selfhelp.ui.navigation`.
        back: goes back to the screen before.
        say: shows one sentence at the foot of the window, and reads it out.
        restyle: follows the preferences (language, look) at once.
        deliver: a ticket was saved: send it now, in the background.
        healthy: this computer was looked at; hears how it is.
        prepare: makes a screen that will be wanted, without showing it.
        put_off: the user wants to be reminded later.
        forget: all that is kept of theirs was deleted: the other screens begin empty, too.
        record: record the steps to a problem, or review those that were cut off.
    """

    app: App
    jobs: JobRunner
    language: WindowLanguage
    open: Callable[[Destination], None]
    back: Callable[[], None]
    say: Callable[[Text], None]
    restyle: Callable[[], None] = _do_nothing
    deliver: Callable[[], None] = _do_nothing
    healthy: Callable[[HealthState], None] = _ignore
    prepare: Callable[[type[Destination]], None] = _prepare_nothing
    forget: Callable[[], None] = _do_nothing
    put_off: Callable[[], None] = _do_nothing
    record: Callable[[], None] = _do_nothing

    @property
    def translator(self) -> Translator:
        """The current translator; don't keep it."""
        return self.language.translator

    def translate(self, text: Text | str) -> str:
        """Return a text in the current language."""
        return self.translator.translate(text)

    def label_for_row(self, what: str, name: str) -> str:
        """Return "Save: notes.txt": what a button does, and on which row; a language has its own colon."""
        return self.translate(N_("{what}: {name}", what=what, name=name))

    def apply_preferences(self, changed: Preferences, owner: QObject) -> None:
        """Apply the user's choices at once, and write them on another thread: a disk may be slow.

        Where that fails they are told, unless ``owner`` is gone by then, and the window with it.
        """
        app = self.app
        app.apply_preferences(changed)
        self.jobs.start_job_now(
            lambda _: app.write_preferences(), failed=lambda error: self.say(error.user_message), owner=owner
        )
