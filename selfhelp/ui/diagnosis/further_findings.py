"""Collapsed sections below an answer: other findings, hands-on tests, checks, details."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.core.model import CheckResult
from selfhelp.core.text import ENGLISH, N_
from selfhelp.diagnosis.repeated_findings import list_shown_findings
from selfhelp.diagnosis.verdict import Verdict, VerdictKind
from selfhelp.tickets.case import Case
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.diagnosis.check_lines import CheckLines
from selfhelp.ui.diagnosis.ending_panel import iter_check_details
from selfhelp.ui.parts.category_pictures import find_icon_name
from selfhelp.ui.widgets.card_list import CardContent, CardList
from selfhelp.ui.widgets.fold_line import Fold
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.status_icons import BAD, GOOD, WARN
from selfhelp.ui.widgets.tab_order import make_text_tab_stop


class FurtherFindings(QWidget):
    """Four collapsible sections; empty sections are hidden.

    Signals:
        fix_wanted: carries the ID of a fix.
        trial_wanted: carries the name of a hands-on test.
        help_wanted: a finding without a fix was chosen.
    """

    fix_wanted = Signal(str)
    trial_wanted = Signal(str)
    help_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._verdict: Verdict | None = None
        self._case: Case | None = None
        self._ids: Sequence[str] = ()
        self.others, self.trials, self.checked, self.details = Fold(), Fold(), Fold(), Fold()
        self.other_cards, self.trial_cards = CardList(), CardList()
        self.lines, self.facts = CheckLines(context), PlainLabel("", "small")
        self.facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        make_text_tab_stop(self.facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        folds = (self.others, self.trials, self.checked, self.details)
        parts = (self.other_cards, self.trial_cards, self.lines, self.facts)
        for fold, part in zip(folds, parts, strict=True):
            fold.body.addWidget(part)
            column.addWidget(fold)
        self.other_cards.chosen.connect(self._on_finding_chosen)
        self.trial_cards.chosen.connect(self.trial_wanted)
        self.hide()

    def clear_findings(self) -> None:
        """Clear and hide the sections."""
        self._verdict = None
        self.hide()

    def show_verdict(self, verdict: Verdict, case: Case | None, complaint: str = "") -> None:
        """Show the details of a verdict; expand the sections that the user should work through.

        Args:
            verdict: the answer.
            case: the user's case, with the results of earlier hands-on tests.
            complaint: the ID of a complaint chosen from a list; its hands-on tests are offered even if it has
              no checks.
        """
        self._verdict, self._case = verdict, case
        self._ids = verdict.complaints or (complaint,)
        self.retranslate()
        self.others.set_open(self._lists_all_findings())
        self.trials.set_open(self._lists_all_findings() or verdict.kind is VerdictKind.NOTHING_FOUND)
        self.checked.set_open(False)
        self.details.set_open(False)
        self.setVisible(bool(verdict.checks) or not self.trials.isHidden())

    def retranslate(self) -> None:
        """Update all text to the current language."""
        verdict, show = self._verdict, self._context.translate
        if verdict is None:
            return
        checks = self._context.app.catalog.checks
        self.other_cards.show_cards(
            [self._make_finding_card(result) for result in list_shown_findings(verdict)]
        )
        self.trial_cards.show_cards(self._make_hands_on_test_cards())
        known = {result.id: checks[result.id].looks for result in verdict.checks if result.id in checks}
        self.lines.show_all_results([result for result in verdict.checks if result.id in known], known)
        self.facts.setText("\n".join(_list_check_details(verdict.checks)))
        counts = (
            len(list_shown_findings(verdict)),
            len(self.trial_cards.list_shown_keys()),
            len(known),
            len(verdict.checks),
        )
        folds = (self.others, self.trials, self.checked, self.details)
        for fold, name, count in zip(folds, _NAMES, counts, strict=True):
            words = show(name) if fold in (self.trials, self.details) else f"{show(name)} ({count})"
            fold.set_labels(words, show(N_("Expanded")), show(N_("Collapsed")))
            fold.setVisible(bool(count))

    def _lists_all_findings(self) -> bool:
        """Return whether the complaint shows all findings, instead of the cause only."""
        known = load_troubleshooters().get(self._ids[0]) if self._ids else None
        return known is not None and known.whole

    def _make_finding_card(self, result: CheckResult) -> CardContent:
        show, check = self._context.translate, self._context.app.catalog.checks[result.id]
        summary = show(result.finding.summary) if result.finding is not None else ""
        offered = self._context.app.catalog.is_finding_fixable(result.id, result.finding)
        leads = check.title if offered else N_("Contact the help desk")
        return CardContent(
            result.id, summary, show(leads), WARN, icon=find_icon_name(check.id, check.category)
        )

    def _make_hands_on_test_cards(self) -> Sequence[CardContent]:
        from selfhelp.catalog.manual_tests import BROKEN, TRIALS, WORKS

        show, known = self._context.translate, load_troubleshooters()
        said = self._case.observations if self._case is not None else {}
        signs = {WORKS: GOOD, BROKEN: BAD}
        names = [name for id_ in self._ids if id_ in known for name in known[id_].trials]
        return [
            CardContent(
                name,
                show(TRIALS[name].title),
                show(TRIALS[name].sentence),
                signs.get(said.get(ENGLISH.translate(TRIALS[name].title), ""), ""),
                icon=find_icon_name(name, TRIALS[name].category),
            )
            for name in dict.fromkeys(names)
        ]

    def _on_finding_chosen(self, id_: str) -> None:
        checks = self._verdict.checks if self._verdict is not None else ()
        finding = next((result.finding for result in checks if result.id == id_), None)
        if self._context.app.catalog.is_finding_fixable(id_, finding):
            self.fix_wanted.emit(id_)
        else:
            self.help_wanted.emit()


_NAMES = (N_("What else we found"), N_("Try it yourself"), N_("What we checked"), N_("Technical details"))
"""Titles of the sections, from top to bottom."""


def _list_check_details(results: Sequence[CheckResult]) -> Sequence[str]:
    """Return the details of all checks for technicians, in English."""
    return [line for result in results for line in iter_check_details(result.id, result)]
