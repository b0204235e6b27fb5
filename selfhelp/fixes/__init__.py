"""Fixes, one file per problem. To add a fix, copy an existing file: nothing is registered.

A `Fix` is a check that can plan steps. Its `diagnose` only reads; the engine asks for consent, performs the
steps, and runs `diagnose` again: the problem counts as fixed only if that second run finds nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from selfhelp.core.model import Answers, CheckResult, ChoiceQuestion, Finding, Platform, SuggestionKind
from selfhelp.core.text import Text
from selfhelp.policy.health import HealthLimits

if TYPE_CHECKING:  # the tray and the home page need only the categories
    from selfhelp.core.progress import Progress
    from selfhelp.machine import Machine, Step

EVERYWHERE = frozenset(Platform)


class Category(StrEnum):
    """Ticket categories, which an administrator maps to the help desk's own categories."""

    ACCOUNT = "account"
    ACCESS = "access-request"
    NETWORK = "network"
    PRINTING = "printing"
    AUDIO_VIDEO = "audio-video"
    STORAGE = "storage"
    PERFORMANCE = "performance"
    OFFICE_MAIL = "office-mail"
    BROWSER = "browser"
    UPDATES = "updates"
    DEVICES = "devices"
    HARDWARE = "hardware"
    SECURITY = "security"
    FILES = "files"
    POWER = "power"
    OTHER = "other"


class Check(ABC):
    """Base class of checks: each detects one problem.

    Class attributes a check sets:
        id: stable ID, as in the catalogue.
        title: the purpose in three to six words, for the user.
        category: the category of a ticket about the problem.
        looks: the message shown while the check runs.
        platforms: the supported platforms; each needs a broken and a healthy transcript.
        cheap: whether it may run for the health overview (under a second, no side effect).
        vital: whether it runs for the health overview although it takes longer, because the problem blocks
            nearly all work.
        alone: whether it measures the load of this computer or its network, which other checks would distort.
        only_a_note: whether a finding is only information and never urgent.
        collectors: the snapshot sections that a technician needs for this problem.
        prevention: advice on how to avoid the problem; two sentences.
        lifetime: time limit of one run.
        by_hand: manual steps to try if no problem is found, by their IDs in
            `selfhelp.machine.guidance.manual_steps`.

    The phrases that match it are in ``resources/locale/*/symptoms/<id>.toml``.

    Attributes:
        limits: thresholds above or below which something needs attention; the catalogue passes the policy's.
    """

    limits: HealthLimits = HealthLimits()
    kind: ClassVar[SuggestionKind] = SuggestionKind.FIX
    id: ClassVar[str]
    title: ClassVar[Text]
    category: ClassVar[Category]
    looks: ClassVar[Text]
    platforms: ClassVar[frozenset[Platform]] = EVERYWHERE
    cheap: ClassVar[bool] = False
    vital: ClassVar[bool] = False
    alone: ClassVar[bool] = False
    only_a_note: ClassVar[bool] = False
    collectors: ClassVar[Sequence[str]] = ()
    prevention: ClassVar[Text | None] = None
    lifetime: ClassVar[timedelta] = timedelta(seconds=30)
    by_hand: ClassVar[Sequence[str]] = ()

    @abstractmethod
    def diagnose(self, machine: Machine) -> Finding | None:
        """Return the problem that was found, or None; changes nothing.

        Raises:
            ProbeError: the state couldn't be read; the check is inconclusive.
            NotOfferedError: this computer doesn't have the device or program to check.
        """

    def complete_finding(self, machine: Machine, finding: Finding, progress: Progress) -> Finding:
        """Return the finding with details that take longer to read; called only for unfinished findings.

        Raises:
            ProbeError: the state couldn't be read.
            CancelledError: the user cancelled.
        """
        return finding

    def describe_measured_values(self, machine: Machine) -> Text | None:
        """Return a sentence with the values that `diagnose` has just measured; None without any.

        Called if `diagnose` finds nothing and the user describes this problem. The machine has cached the
        measurements, so nothing is measured again. Raises the same errors as `diagnose`.
        """
        return None

    def limit_to_complaint(self, seen: Sequence[CheckResult], fixed: str = "") -> Check:
        """Return the check for one complaint, limited to the subjects of the complaint's findings.

        Args:
            seen: the results of the complaint's checks.
            fixed: the ID of the fix that just ran; "" for none.
        """
        return self

    def make_quick_variant(self) -> Check:
        """Return the check in a form that needs less time; by default, the check itself."""
        return self

    def find_success_by_workaround(self, machine: Machine) -> Finding | None:
        """Return a finding that the user reached the goal, as with another printer, though the cause remains.

        Called if `diagnose` finds nothing after a fix. ``data["left"]`` is true if some of the user's items
        are still stuck. Returns None if no problem is left. Changes nothing; raises the same errors as
        `diagnose`.
        """
        return None


class Fix(Check):
    """A check that can plan the steps to fix the problem that it found.

    Class attributes a fix sets, in addition to a check's class attributes:
        harmless: whether it may run once a week without being asked each time: all its steps can be undone,
            need no permission and put nothing at risk (`selfhelp.app.weekly_tidy` checks each of them as
            well).
        caution: what a user loses by choosing this fix, for its card, without a period. Other suggestions
            come first.
    """

    harmless: ClassVar[bool] = False
    caution: ClassVar[Text | None] = None

    def is_harmless(self, finding: Finding) -> bool:
        """Return whether the finding may be fixed without consent; a fix may limit this to some findings."""
        return self.harmless

    def find_offer_on_request(self, machine: Machine) -> Finding | Text | None:
        """Return an offer to run this fix without a problem, such as for adding another printer.

        Called if `diagnose` finds nothing and the user asks for this fix. A returned sentence explains why
        nothing is left to do; None means that this fix only repairs. Changes nothing; raises the same errors
        as `diagnose`.
        """
        return None

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return the reason why the steps can't run now, or None; changes nothing."""
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return the questions only the user can answer; the answers are passed to `plan_steps`."""
        return ()

    def describe_later_restart(self, finding: Finding, answers: Answers) -> Text | None:
        """Return instructions for a later restart if the user chose it, else None.

        The fix then has no manual step.
        """
        return None

    @abstractmethod
    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps of the fix in order; empty if this computer can't fix the problem."""

    def is_remedy(self, finding: Finding) -> bool:
        """Return whether the steps help with a complaint; if not, they run only if the user asks for them."""
        return True

    def is_workaround(self, finding: Finding) -> bool:
        """Return whether the steps only work around a cause that can't be fixed here."""
        return False

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Return the problem that remains after the steps, limited to the user's choices, or None.

        If the user chose some of several items, only the chosen items are checked. Raises the same errors as
        `diagnose`.
        """
        return self.diagnose(machine)
