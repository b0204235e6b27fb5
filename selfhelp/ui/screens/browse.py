"""The page with all fixes, grouped by subject."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import BrowsePage, DiagnosisPage, FixPage
from selfhelp.ui.parts.category_pictures import SUBJECTS
from selfhelp.ui.widgets.card_list import CardContent
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.subject_groups import SubjectGroup, SubjectGroups

if TYPE_CHECKING:
    from selfhelp.core.text import Text

    Offered = Sequence[tuple[str, Text, Category]]

TROUBLESHOOTER = "troubleshooter"

_NOTHING_OFFERED = N_("Your organisation has turned off fixes on this computer. Contact the help desk.")


class BrowseScreen(AppScreen[BrowsePage]):
    """The screen with a group of fixes for each subject."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._offered: Offered | None = None
        self.says, self.groups = PlainLabel("", "sub"), SubjectGroups()
        self.groups.chosen.connect(self._open_choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(self.says)
        column.addWidget(self.groups)
        column.addStretch(1)

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("All fixes"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        about = N_("Each fix starts with a check, and changes nothing until you agree.")
        if self._offered is None:
            about = N_("One moment…")
        elif not self._offered:
            about = self.context.app.find_policy_mistake("fixes") or _NOTHING_OFFERED
        self.says.setText(self.context.translate(about))
        self.groups.show_groups([self._build_category_group(category) for category in Category])

    def on_shown(self, destination: BrowsePage | None) -> None:
        """Load the list of fixes when the screen is first shown."""
        if self._offered is None:
            self.context.jobs.start_job(
                self._load_fixes, self._on_fixes_loaded, self._on_fixes_failed, owner=self
            )

    def can_be_freed(self) -> bool:
        """Return True, because the screen holds no user input."""
        return True

    # -- parts -------------------------------------------------------------------------------------

    def _load_fixes(self, _progress: Progress) -> Offered:
        from selfhelp.troubleshooters.troubleshooter import load_troubleshooters

        import_module("selfhelp.tickets.form.form")  # names of the subjects
        fixes = [(f"fix:{f.id}", f.title, f.category) for f in self.context.app.catalog.fixes.values()]
        if not fixes:
            return []
        families = load_troubleshooters().items()
        return [
            *((f"{TROUBLESHOOTER}:{id_}", family.title, SUBJECTS[id_]) for id_, family in families),
            *fixes,
        ]

    def _on_fixes_loaded(self, offered: Offered) -> None:
        self._offered = offered
        self.retranslate()

    def _on_fixes_failed(self, error: SelfhelpError) -> None:
        self.context.say(error.user_message)

    def _build_category_group(self, category: Category) -> SubjectGroup:
        if not self._offered:
            return SubjectGroup(category, "", [])
        from selfhelp.tickets.form.form import OWN

        show = self.context.translate
        words = {str(known): text for known, text in OWN.items()}.get(category)
        cards = [
            CardContent(key, show(title)) for key, title, subject in self._offered if subject is category
        ]
        return SubjectGroup(category, show(words) if words is not None else "", cards)

    def _open_choice(self, key: str) -> None:
        kind, _, id_ = key.partition(":")
        self.context.open(DiagnosisPage(complaint=id_) if kind == TROUBLESHOOTER else FixPage(id_))
