"""Runs harmless, undoable fixes once a week, if the user has given permanent consent.

The tidy-up is off until the user turns it on. It runs in the background round (``selfhelp health
--background``), but not while the computer saves power. It only runs steps that can be undone, need no
administrator and carry no risk. Each run is listed in the history.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from selfhelp.core import durable_files
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import ChoiceQuestion, FixRun
from selfhelp.core.paths import make_private_folder
from selfhelp.core.progress import Progress, Proposal, StepView
from selfhelp.fixes import Fix

if TYPE_CHECKING:
    from selfhelp.app.composition import App

log = logging.getLogger(__name__)
FILE = "tidy.json"
WEEK = timedelta(days=7)
LARGEST = 10_000
"""Maximum size in bytes of the file with the time of the last run."""


def list_harmless_fixes(app: App) -> Sequence[Fix]:
    """Return the fixes that may run unattended on this computer."""
    return [fix for fix in app.catalog.fixes.values() if fix.harmless]


def _is_weekly_tidy_enabled(app: App) -> bool:
    """Return whether the organisation offers the weekly tidy-up and the user has turned it on."""
    return app.policy.fixes.weekly_tidy and app.preferences.tidy == "yes"


def run_tidy_if_due(app: App, progress: Progress, now: datetime) -> Sequence[FixRun]:
    """Run the harmless fixes if they are due; return their runs.

    The start is recorded first. If that fails, no fix runs, because the tidy-up would otherwise run every
    hour.
    """
    if (
        not _is_weekly_tidy_enabled(app)
        or not _is_tidy_due(app, now)
        or app.is_saving_power()
        or not _record_tidy_start(app, now)
    ):
        return ()
    runs = []
    for fix in list_harmless_fixes(app):
        try:
            if _can_fix_run_unattended(app, fix, progress):
                runs.append(app.engine.run(fix, TidyConsent(), progress))
        except SelfhelpError as error:
            log.warning("the weekly tidy-up left out %s: %s", fix.id, error)
    return runs


def _can_fix_run_unattended(app: App, fix: Fix, progress: Progress) -> bool:
    """Return whether a fix has a finding, and all its steps are harmless on this computer now."""
    finding = app.engine.check(fix, progress).finding
    if finding is None or not fix.is_harmless(finding):
        return False
    proposal = app.engine.make_proposal(fix, finding)
    return isinstance(proposal, Proposal) and TidyConsent().ask_consent(proposal)


def _is_tidy_due(app: App, now: datetime) -> bool:
    try:
        with durable_files.open_regular_file(app.places.data / FILE) as file:
            last = datetime.fromisoformat(json.loads(file.read(LARGEST))["at"]).astimezone(UTC)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return True
    return not timedelta(0) <= now - last < WEEK


def _record_tidy_start(app: App, now: datetime) -> bool:
    data = json.dumps({"schema": 1, "at": now.isoformat()}).encode("ascii")
    try:
        make_private_folder(app.places.data)
        durable_files.write_private_file(app.places.data / FILE, data)
    except OSError as error:
        log.warning("the weekly tidy-up can't be noted, so it doesn't run: %r", error)
        return False
    return True


class TidyConsent:
    """The prompts of an unattended run: choose preselected options, and consent to harmless steps only."""

    def ask_consent(self, proposal: Proposal) -> bool:
        """Return whether all steps can be undone, need no administrator and carry no risk."""
        return bool(proposal.steps) and all(_is_harmless_step(step) for step in proposal.steps)

    def ask_question(self, question: ChoiceQuestion) -> Sequence[str] | None:
        """Return the preselected options, or None if there are none: then only the user can choose."""
        chosen = [option.key for option in question.options if option.chosen]
        return chosen or None

    def ask_to_do_by_hand(self, step: StepView) -> bool:
        """Return False, because the user isn't present for a manual step."""
        return False


def _is_harmless_step(step: StepView) -> bool:
    return step.undoable and step.risk is None and not step.admin and not step.by_hand
