"""Keeps the draft on the disk while she writes, and brings it back after a crash or a restart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from selfhelp.errors import SelfhelpError
from selfhelp.progress import Progress
from selfhelp.text import Text
from selfhelp.ui.context import Context

if TYPE_CHECKING:
    from selfhelp.app import App
    from selfhelp.case import Case
    from selfhelp.report.form.drafts import Draft

SOON_MS = 700
"""How long she must pause until what she wrote is kept; what a crash can take is less than this."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A draft that is back: its case, when it was kept, and what of it is not there any more."""

    case: Case
    saved: datetime | None
    gone: Sequence[Text]


class DraftKeeper(QObject):
    """Writes elsewhere, one after the other, and the latest last; on quitting it writes at once.

    Nothing is written before `look` has found what is there already: it would be written over.

    Args:
        context: what every screen is given.
        case: returns the case of the moment.
        parent: the screen.
    """

    def __init__(self, context: Context, case: Callable[[], Case | None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._case = context, case
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.keep)
        self._writing = self._again = self._looked = False
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.flush)

    def touch(self) -> None:
        """Something changed: keep it soon."""
        self._soon.start()

    def keep(self) -> None:
        """Keep it now, elsewhere."""
        self._soon.stop()
        draft = self._draft()
        if draft is None:
            return
        if self._writing or not self._looked:
            self._again = True
            return
        self._writing = True
        drafts = self._context.app.drafts
        self._context.jobs.start(lambda _progress: drafts.keep(draft), self._kept, self._not_kept, owner=self)

    def flush(self) -> None:
        """Keep it before the app ends; a disk that does not take it must not keep the app from ending."""
        if self._looked and (self._soon.isActive() or self._again):
            self._soon.stop()
            draft = self._draft()
            with suppress(SelfhelpError):
                if draft is not None:
                    self._context.app.drafts.keep(draft)

    def look(self, found: Callable[[Resumed], None]) -> None:
        """Look for a draft from before, elsewhere."""
        app = self._context.app

        def have(resumed: Resumed | None) -> None:
            self._looked = True
            if resumed is not None:
                found(resumed)
            if self._again:
                self._again = False
                self.keep()

        def failed(error: SelfhelpError) -> None:
            self._context.say(error.message)
            have(None)

        self._context.jobs.start(lambda progress: _resumed(app, progress), have, failed, owner=self)

    # -- parts -------------------------------------------------------------------------------------

    def _draft(self) -> Draft | None:
        case = self._case()
        return None if case is None or case.report else case.draft()

    def _kept(self, _nothing: None) -> None:
        self._writing = False
        if self._again:
            self._again = False
            self.keep()

    def _not_kept(self, error: SelfhelpError) -> None:
        self._writing = self._again = False
        self._context.say(error.message)


def _resumed(app: App, _progress: Progress) -> Resumed | None:
    draft = app.drafts.unsent(app.outbox)
    if draft is None:
        return None
    case = app.new_case()
    return Resumed(case, draft.saved, case.resume(draft))
