"""A wrong default printer: it is missing, unset, paperless, stopped, not ready or not approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Answers, CheckResult, ChoiceQuestion, Finding, Json, Option, PrivacyClass
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Check, Fix
from selfhelp.fixes.printing.print_offline import KNOCKED, PrinterProblem, find_queue_troubles
from selfhelp.machine import Machine, Step
from selfhelp.machine.printing.default_printer import (
    CHOICE,
    FIRST_STAYS,
    ChooseFirstPrinter,
    ChoosePrinter,
    PrinterChoice,
)
from selfhelp.machine.printing.organisation_printers import find_missing_printers, read_approved_printers
from selfhelp.machine.printing.print_queue_steps import MAY_ADMINISTER, QueueRights
from selfhelp.machine.printing.print_queues import (
    DESTINATIONS,
    STOPPED,
    PrintQueue,
    did_printer_answer,
    probe_printers,
)

PRINTER = "printer"

NAMED = 5
"""Maximum number of printers named in the sentence of an offer."""

RESUMABLE = frozenset({PrinterProblem.PAUSED, PrinterProblem.CLOSED})
"""Problems that `print-offline` fixes without the user going to the printer."""


OFFLINE = "print-offline"
"""ID of the check whose finding comes first if no printer is ready: then, no choice of a printer helps."""


class DefaultPrinterProblem(StrEnum):
    """Problem with the default printer; `FOREIGN` means that the organisation doesn't approve it."""

    GONE = "gone"
    UNSET = "unset"
    PAPERLESS = "paperless"
    FOREIGN = "foreign"
    STOPPED = "stopped"
    UNREADY = "unready"


@dataclass(frozen=True, slots=True)
class _PrinterCandidate:
    """A printer that could become the default.

    Attributes:
        name: external text.
        ready: whether its queue has no problem and the printer answered; None if it couldn't be probed.
        stopped: whether its queue is stopped.
        ours: whether it is an organisation's printer.
    """

    name: str
    ready: bool | None
    stopped: bool = False
    ours: bool = False


_NAMES: Mapping[str, PrivacyClass] = MappingProxyType(
    dict.fromkeys(("default", "proposed printer"), PrivacyClass.QUEUE)
)
"""Facts of the evidence that are the names of printers."""

_READY_RANK = {True: 0, None: 1, False: 2}


class PrintWrongDefault(Fix):
    """Lets the user choose their default printer if the current default is probably unintended.

    If two printers work, this fix can't know which one the user wants, so the user chooses in the settings. A
    default printer is wrong while another printer answers if only an administrator can resume it, if it needs
    attention at the device, or if it doesn't respond. A printer redirected by a remote session is never
    considered wrong, and never offered: it disappears with the session.
    """

    id = "print-wrong-default"
    title = N_("Choose the default printer")
    category = Category.PRINTING
    looks = N_("Checking the default printer…")
    cheap = False  # Windows uses PowerShell, which is slow
    collectors = ("printers",)
    prevention = N_(
        "Check the printer's name in the print window before you confirm. When you come back from another "
        "office, choose your usual printer again."
    )
    by_hand = ("default-printer",)

    def __init__(self, former: str | None = None) -> None:
        self._former = former

    def limit_to_complaint(self, seen: Sequence[CheckResult], fixed: str = "") -> Check:
        """Return the check for a user who has asked to choose the default printer, and has chosen it."""
        offers = [result.finding for result in seen if result.id == self.id and result.finding is not None]
        former = next((offer.data.get("default") for offer in offers if offer.on_request), None)
        return PrintWrongDefault(former if fixed == self.id else None)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check the default printer among the printers that print on paper."""
        found = self._find_wrong_default(machine)
        chosen = self._former and found and found.data["foreign"] not in ("", self._former)
        return None if chosen else found

    def _find_wrong_default(self, machine: Machine) -> Finding | None:
        printers = DESTINATIONS.read(machine)
        on_paper = [printer for printer in printers if not printer.paperless and not printer.remote]
        if not printers:
            raise NotOfferedError(N_("No printer is set up on this computer."))
        choice = CHOICE.read(machine)
        default = next((printer for printer in printers if printer.default), None)
        ours = _filter_company_printers(machine, on_paper)
        wrong = _find_default_problem(printers, default, choice, ours) if on_paper else None
        if wrong is None and default is not None and _is_printer_stopped_for_good(machine, default):
            wrong = DefaultPrinterProblem.STOPPED
        if wrong is None:
            return _find_unready_default(machine, choice, default, on_paper, ours)
        others = _list_candidates(machine, on_paper, ours)
        if wrong is DefaultPrinterProblem.STOPPED:
            others = _select_usable_printers(others)
        lasting = default is None and FIRST_STAYS.read(machine)
        return _make_finding(wrong, choice, default, others, lasting=lasting) if others else None

    def find_offer_on_request(self, machine: Machine) -> Finding | Text | None:
        """Return an offer to make another printer the default, if at least one has no known problem."""
        printers = DESTINATIONS.read(machine)
        default = next((printer for printer in printers if printer.default), None)
        others = [p for p in printers if not (p.paperless or p.remote or p.default)]
        if default is None or all(find_queue_troubles(printer) for printer in others):
            return None
        candidates = _list_candidates(machine, others, _filter_company_printers(machine, others))
        return _make_offer(CHOICE.read(machine), default, candidates)

    def find_success_by_workaround(self, machine: Machine) -> Finding | None:
        """Return the finding that the printer that the user chose is the default now."""
        now = _find_default_name(machine)
        if self._former is None or now in ("", self._former):
            return None
        return Finding(N_("{printer} is your default printer now.", printer=now))

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check again; a printer not approved by the organisation is fine if the user has just chosen it.

        On request, only the default printer itself is checked.
        """
        chosen = answers.get(PRINTER, [finding.data["proposed"]])
        if finding.on_request:
            return None if _find_default_name(machine) in chosen else finding
        now = self.diagnose(machine)
        return None if now and now.data["foreign"] in chosen else now

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if an environment variable overrides the printer in the settings."""
        if not finding.data["variable"]:
            return None
        return N_(
            "A session setting always sends your documents to {printer}, even if you choose another "
            "printer. Contact the help desk.",
            printer=finding.data["variable"],
        )

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which printer to use, if there are several.

        On request, no printer is preselected: ``selfhelp fix --yes`` mustn't change a default that is right.
        """
        names: Sequence[str] = finding.data["printers"]
        if len(names) < 2 and not finding.on_request:
            return ()
        proposed = "" if finding.on_request else finding.data["proposed"]
        options = [Option(name, name, chosen=name == proposed) for name in names]
        return (ChoiceQuestion(PRINTER, N_("Which printer do you usually use?"), options),)

    def is_workaround(self, finding: Finding) -> bool:
        """Return whether the proposed printer responded, so that documents can be printed there."""
        return bool(finding.data["ready"])

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the step that makes the printer the default."""
        names: Sequence[Json] = answers.get(PRINTER, [finding.data["proposed"]])
        step = ChooseFirstPrinter if finding.data.get("lasting") else ChoosePrinter
        return [step(str(name)) for name in names[:1]]


def _find_default_name(machine: Machine) -> str:
    """Return the name of the default printer; "" for none."""
    return next((printer.name for printer in DESTINATIONS.read(machine) if printer.default), "")


def _filter_company_printers(machine: Machine, printers: Sequence[PrintQueue]) -> Sequence[PrintQueue]:
    """Return the printers on this computer that the organisation offers."""
    offered = [printer.address for printer in read_approved_printers(machine)]
    return [p for p in printers if len(find_missing_printers(offered, [p])) < len(offered)]


def _find_default_problem(
    printers: Sequence[PrintQueue],
    default: PrintQueue | None,
    choice: PrinterChoice,
    ours: Sequence[PrintQueue],
) -> DefaultPrinterProblem | None:
    if choice.file and choice.file not in {printer.name for printer in printers}:
        return DefaultPrinterProblem.GONE
    if default is None:
        return DefaultPrinterProblem.UNSET
    if default.remote:
        return None
    if default.paperless:
        return DefaultPrinterProblem.PAPERLESS
    return DefaultPrinterProblem.FOREIGN if ours and default not in ours else None


def _is_printer_stopped_for_good(machine: Machine, default: PrintQueue) -> bool:
    """Return whether the default printer is stopped until someone else resumes it."""
    stopped = RESUMABLE.intersection(trouble.kind for trouble in find_queue_troubles(default))
    if not stopped or default.remote:
        return False
    return default.server or MAY_ADMINISTER.read(machine) is QueueRights.ADMINISTRATORS


def _find_unready_default(
    machine: Machine,
    choice: PrinterChoice,
    default: PrintQueue | None,
    printers: Sequence[PrintQueue],
    ours: Sequence[PrintQueue],
) -> Finding | None:
    """Return the finding if the default printer isn't ready and another printer answers."""
    others = [printer for printer in printers if printer is not default]
    if default is None or default.remote or not others or _is_printer_resumable(default):
        return None
    first, *rest = _list_candidates(machine, [default, *others], ours)
    ready = [printer for printer in rest if printer.ready]
    if first.ready is not False or not ready:
        return None
    return _make_finding(DefaultPrinterProblem.UNREADY, choice, default, ready)


def _is_printer_resumable(printer: PrintQueue) -> bool:
    return not RESUMABLE.isdisjoint(trouble.kind for trouble in find_queue_troubles(printer))


def _list_candidates(
    machine: Machine, printers: Sequence[PrintQueue], ours: Sequence[PrintQueue]
) -> Sequence[_PrinterCandidate]:
    """Return the printers with their state; the first few are probed.

    For a printer that can't be probed, such as a USB printer, readiness is unknown.
    """
    order = sorted(printers, key=lambda printer: (not printer.default, printer not in ours))
    fit = [p for p in order if not find_queue_troubles(p) and p.state is not None][:KNOCKED]
    answers = zip(fit, probe_printers(machine, fit), strict=True)
    found = {printer.name: did_printer_answer(answer) for printer, answer in answers}
    return [
        _PrinterCandidate(
            printer.name,
            ready=False if find_queue_troubles(printer) else found.get(printer.name),
            stopped=printer.state == STOPPED,
            ours=printer in ours,
        )
        for printer in printers
    ]


def _select_usable_printers(printers: Sequence[_PrinterCandidate]) -> Sequence[_PrinterCandidate]:
    """Return the printers that responded; if no printer did, the printers with an unknown state."""
    ready = [printer for printer in printers if printer.ready]
    return ready or [printer for printer in printers if printer.ready is None]


def _propose_printer(
    wrong: DefaultPrinterProblem, printers: Sequence[_PrinterCandidate]
) -> _PrinterCandidate:
    """Return the printer to propose: a printer that responds, preferably an organisation's printer.

    If the default printer isn't the organisation's, an organisation's printer is proposed, even if it doesn't
    respond.
    """
    foreign = wrong is DefaultPrinterProblem.FOREIGN
    return min(printers, key=lambda p: (foreign and not p.ours, _READY_RANK[p.ready], p.stopped, not p.ours))


def _make_finding(
    wrong: DefaultPrinterProblem,
    choice: PrinterChoice,
    default: PrintQueue | None,
    printers: Sequence[_PrinterCandidate],
    *,
    lasting: bool = False,
) -> Finding:
    proposed, name = _propose_printer(wrong, printers), default.name if default else ""
    summary, meaning = _make_summary(wrong, choice, name, proposed.name), _make_explanation(wrong)
    if wrong is DefaultPrinterProblem.STOPPED:
        summary, meaning = _describe_other_printer(summary, name, proposed)
    if wrong is DefaultPrinterProblem.UNREADY:
        meaning = N_(
            "You can print on {other} now. We can make it your default printer.", other=proposed.name
        )
    return Finding(
        summary=summary,
        meaning=meaning,
        evidence={
            "default": name or "none",
            "problem": _describe_problem(wrong, choice),
            "proposed printer": proposed.name,
        },
        reveals=_NAMES,
        data={
            "printers": [printer.name for printer in printers],
            "proposed": proposed.name,
            "ready": proposed.ready is True,
            "variable": choice.variable,
            "default": name,
            "foreign": name if wrong is DefaultPrinterProblem.FOREIGN else "",
            "lasting": lasting,
        },
        explained_by=OFFLINE if all(printer.stopped for printer in printers) else "",
    )


def _make_offer(choice: PrinterChoice, default: PrintQueue, printers: Sequence[_PrinterCandidate]) -> Finding:
    printers = sorted(printers, key=lambda p: (_READY_RANK[p.ready], p.stopped, not p.ours))
    proposed = printers[0]
    return Finding(
        summary=N_("Your default printer is {printer}.", printer=default.name),
        meaning=NN_(
            "We can make {names} your default printer.",
            "You can choose another default printer: {names}.",
            count=len(printers),
            names=", ".join([*(p.name for p in printers[:NAMED]), *(["…"] if len(printers) > NAMED else [])]),
        ),
        evidence={"default": default.name, "problem": "none, on request", "proposed printer": proposed.name},
        reveals=_NAMES,
        data={
            "printers": [printer.name for printer in printers],
            "proposed": proposed.name,
            "ready": proposed.ready is True,
            "variable": choice.variable,
            "default": default.name,
            "foreign": "",
        },
        on_request=True,
    )


def _describe_other_printer(summary: Text, default: str, other: _PrinterCandidate) -> tuple[Text, Text]:
    """Return summary and meaning of the finding if the default is stopped and another printer exists."""
    if other.ready:
        summary = N_(
            "Your default printer {printer} is stopped, but {other} is ready.",
            printer=default,
            other=other.name,
        )
        meaning = N_(
            "Only an administrator can resume {printer}. We can make {other} your default printer.",
            printer=default,
            other=other.name,
        )
        return summary, meaning
    meaning = N_(
        "Only an administrator can resume the stopped printer. We can make {other} "
        "your default printer, but we couldn't check whether that printer is turned on.",
        other=other.name,
    )
    return summary, meaning


def _make_summary(wrong: DefaultPrinterProblem, choice: PrinterChoice, name: str, other: str) -> Text:
    match wrong:
        case DefaultPrinterProblem.GONE:
            return N_("Your default printer {printer} is no longer available.", printer=choice.file)
        case DefaultPrinterProblem.UNSET:
            return N_("No default printer is set.")
        case DefaultPrinterProblem.PAPERLESS:
            return N_("Your default printer {printer} doesn't print on paper.", printer=name)
        case DefaultPrinterProblem.FOREIGN:
            return N_(
                "Your default printer {printer} isn't one of your organisation's printers.", printer=name
            )
        case DefaultPrinterProblem.STOPPED:
            return N_("Your default printer {printer} is stopped.", printer=name)
        case DefaultPrinterProblem.UNREADY:
            return N_(
                "Your default printer {printer} isn't ready, but {other} is.", printer=name, other=other
            )


def _make_explanation(wrong: DefaultPrinterProblem) -> Text:
    if wrong is DefaultPrinterProblem.UNSET:
        return N_("Apps that don't ask which printer to use can't print. You can choose a default printer.")
    if wrong is DefaultPrinterProblem.GONE:
        return N_(
            "Apps that don't ask which printer to use can't print. We can choose another default printer."
        )
    return N_(
        "Apps that don't ask which printer to use will use this printer. We can choose "
        "another default printer."
    )


def _describe_problem(wrong: DefaultPrinterProblem, choice: PrinterChoice) -> str:
    words = [str(wrong)]
    words += [f"own file names {choice.file}"] if choice.file else []
    words += [f"a variable names {choice.variable}"] if choice.variable else []
    return ", ".join(words)
