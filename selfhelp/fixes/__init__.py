"""Fixes, one file per problem. To add a fix, copy an existing file: nothing is registered.

A `Fix` is a check that can plan steps. Its `diagnose` only reads; the engine asks for consent, performs the
steps, and runs `diagnose` again: a fix counts as fixed only if that finds nothing.
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
    """Ticket categories; an administrator maps them to the help desk's own."""

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
        id: as the catalogue spells it.
        title: what it does for the user, three to six words.
        category: where a ticket about it goes.
        looks: what is looked at, shown while looking.
        platforms: where it is offered; each needs a broken and a healthy transcript.
        cheap: whether it may run for the health overview (under a second, no side effect).
        vital: whether it belongs to the overview although it takes longer: without it, next to nothing works.
        alone: whether it measures how busy this computer or its network is, which other checks disturb.
        only_a_note: whether a finding is something to know, and not something to hurry for.
        collectors: which sections of a snapshot a technician needs with it.
        prevention: how to avoid it next time; two sentences.
        lifetime: how long one look may take in all.
        by_hand: names in `selfhelp.machine.guidance.manual_steps` of what to try where nothing wrong can
        be seen.

    How people say it stands in ``resources/locale/*/symptoms/<id>.toml``.

    Attributes:
        limits: from when on something needs attention; the catalogue gives those of the policy.
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
        """Return the problem that was found, or None. Changes nothing.

        Raises:
            ProbeError: the state couldn't be read; the check is inconclusive.
            NotOfferedError: this computer has no such thing.
        """

    def complete_finding(self, machine: Machine, finding: Finding, progress: Progress) -> Finding:
        """Return the finding with details that take longer to read; called only for unfinished findings.

        Raises:
            ProbeError: the state couldn't be read.
            CancelledError: the user cancelled.
        """
        return finding

    def limit_to_complaint(self, seen: Sequence[CheckResult], fixed: str = "") -> Check:
        """Return the check for one complaint, limited to the subjects of the complaint's findings.

        Args:
            seen: the results of the complaint's checks.
            fixed: the ID of the fix that just ran; "" for none.
        """
        return self

    def find_success_by_workaround(self, machine: Machine) -> Finding | None:
        """Return how the user's goal was reached although the cause remains, such as by another printer.

        Called if `diagnose` finds nothing after a fix. ``data["left"]`` is true if something of the user's is
        still stuck. None: nothing is left. Changes nothing; raises what `diagnose` raises.
        """
        return None


class Fix(Check):
    """A check that can plan the steps to fix what it found.

    Class attributes a fix sets besides those of a check:
        harmless: whether it may run once a week without being asked each time: all its steps can be undone,
            need no permission and put nothing at risk (`selfhelp.app.weekly_tidy` checks each of them as
            well).
    """

    harmless: ClassVar[bool] = False

    def is_harmless(self, finding: Finding) -> bool:
        """Return whether the finding may be fixed without consent; a fix may limit this to some findings."""
        return self.harmless

    def find_offer_on_request(self, machine: Machine) -> Finding | Text | None:
        """Return an offer to run this fix without a problem, such as for adding another printer.

        Called if `diagnose` finds nothing and the user asks for this very fix. A sentence explains why there
        is nothing left to do; None: this fix only repairs. Changes nothing; raises what `diagnose` raises.
        """
        return None

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return the reason why the steps can't run now, or None; changes nothing."""
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return the questions only the user can answer; the answers are passed to `plan_steps`."""
        return ()

    def describe_later_restart(self, finding: Finding, answers: Answers) -> Text | None:
        """Return instructions for a later restart if the user chose one, else None.

        No manual step is asked for then.
        """
        return None

    @abstractmethod
    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps of the fix in order; empty if this computer can't fix the problem."""

    def is_workaround(self, finding: Finding) -> bool:
        """Return whether the steps work around the cause, which can't be fixed here."""
        return False

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Return the problem that remains after the steps, limited to the user's choices, or None.

        If the user chose some of several items, only these are checked: the others were left on purpose.
        Raises what `diagnose` raises.
        """
        return self.diagnose(machine)
