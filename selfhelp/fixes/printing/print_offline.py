"""A printer that is paused, closed, shown as offline, out of paper, or doesn't respond."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from types import MappingProxyType

from selfhelp.core.errors import NotOfferedError, ProbeError, UnavailableError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, PrivacyClass
from selfhelp.core.text import N_, NN_, Text, join_names
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Reading, Step
from selfhelp.machine.elevate import list_available_operations
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.network.connections import has_default_route
from selfhelp.machine.printing.print_jobs import OWN_JOBS
from selfhelp.machine.printing.print_queue_steps import (
    MAY_ADMINISTER,
    RESUME,
    AcceptJobs,
    AcceptJobsAsAdministrator,
    QueueRights,
    ResumeAsAdministrator,
    ResumeQueue,
)
from selfhelp.machine.printing.print_queues import (
    DESTINATIONS,
    STOPPED,
    PrintQueue,
    did_printer_answer,
    is_printer_on_internet,
    is_printer_outside_network,
    probe_printer,
    probe_printers,
    was_host_unreachable,
)

PRINTER = "printer"

NETWORK = "net-no-internet"
"""ID of the check whose finding explains that a printer outside the local network can't be reached."""

KNOCKED = 5
"""Maximum number of printers to probe without a default; an unresponsive printer takes two seconds."""

NAMED = 3
"""Maximum number of printers whose problems are explained; further ones are only counted."""

PANEL: Mapping[str, str] = MappingProxyType(
    {
        "media-empty": "printer-paper",
        "media-needed": "printer-paper",
        "media-jam": "printer-jam",
        "cover-open": "printer-cover",
        "door-open": "printer-cover",
        "interlock-open": "printer-cover",
        "input-tray-missing": "printer-cover",
        "toner-empty": "printer-toner",
        "marker-supply-empty": "printer-toner",
    }
)
"""Manual steps by IPP `printer-state-reasons` (RFC 8011, section 5.4.12)."""

DRIVER = "cups-missing-filter-warning"
"""Reason in CUPS (scheduler/printers.c) for a driver that needs a program that isn't installed."""

UNREACHABLE = frozenset({"offline", "shutdown", "timed-out"})


class PrinterProblem(StrEnum):
    """The reason why a printer doesn't print, in the order in which problems must be resolved."""

    PAUSED = "paused"
    CLOSED = "closed"
    QUOTA = "quota"
    DRIVER = "driver"
    AWAY = "away"
    SILENT = "silent"
    OFFLINE = "offline"
    PANEL = "panel"


_STOPPED_KINDS = (PrinterProblem.PAUSED, PrinterProblem.CLOSED)
"""Problems that are resolved by resuming the printer, often only by an administrator."""


@dataclass(frozen=True, slots=True)
class PrinterTrouble:
    """A problem of one printer; ``hand`` is the manual step at the device."""

    printer: PrintQueue
    kind: PrinterProblem
    hand: str = ""


class PrintOffline(Fix):
    """Resumes or opens a printer if permitted; otherwise returns manual steps at the device.

    Queue states are checked for every printer. Only the default printer (or, without a default, the first
    few) is probed, because a printer at home may be off on purpose. A USB printer reports nothing until a
    document is printed.
    """

    id = "print-offline"
    title = N_("Bring a printer back online")
    category = Category.PRINTING
    looks = N_("Checking your printers…")
    cheap = False  # it probes printers
    collectors = ("printers", "network")
    prevention = N_(
        "Leave the printer on: it goes to sleep automatically. At home, make sure the printer and computer "
        "are on the same network; a VPN can separate them."
    )
    by_hand = ("printer-again", "printer-panel", "printer-cable")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Read the queues, then probe the printer that the user probably means."""
        printers = [p for p in DESTINATIONS.read(machine) if p.state is not None and not p.paperless]
        if not printers:
            raise NotOfferedError(N_("No printer is set up on this computer."))
        troubles = _find_printer_troubles(machine, printers)
        ready = _find_ready_printer(machine, printers, troubles) if troubles else None
        return _make_finding(machine, troubles, ready)

    def describe_measured_values(self, machine: Machine) -> Text | None:
        """Return that the default printer responds; None if it couldn't be probed."""
        default = _find_ready_default(machine, DESTINATIONS.read(machine), ())
        return N_("The printer {printer} is ready.", printer=default.name) if default is not None else None

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Repeat the check for the printers that the user needs, and probe each of them."""
        if PRINTER not in answers:
            return self.diagnose(machine)
        printers = [p for p in DESTINATIONS.read(machine) if p.name in answers[PRINTER]]
        said = [trouble for printer in printers for trouble in find_queue_troubles(printer)]
        quiet = [p for p in printers if all(trouble.printer is not p for trouble in said)]
        troubles = [*said, *find_unreachable_printers(machine, quiet)]
        broken = {trouble.printer.name for trouble in troubles}
        others = (p for p in quiet if troubles and p.name not in broken)
        ready = next((p for p in others if did_printer_answer(probe_printer(machine, p))), None)
        return _make_finding(machine, troubles, ready)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run: a print server stopped the queue, or the user's quota is used up."""
        troubles: Sequence[Mapping[str, Json]] = finding.data["troubles"]
        if all(map(_is_server_problem, troubles)):
            names = list(dict.fromkeys(trouble["printer"] for trouble in troubles))
            return NN_(
                "{printer} was stopped on your organisation's print server, on purpose or because of a "
                "fault. Choose another printer, or contact the help desk.",
                "{printer} were stopped on your organisation's print server, on purpose or because of a "
                "fault. Choose another printer, or contact the help desk.",
                count=len(names),
                printer=join_names(names),
            )
        if all(trouble["kind"] == PrinterProblem.QUOTA for trouble in troubles):
            return _QUOTA
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which printer to handle, if several aren't ready.

        A printer that only an administrator can resume isn't preselected if the user can help with another.
        """
        names = list(dict.fromkeys(trouble["printer"] for trouble in finding.data["troubles"]))
        if len(names) < 2:
            return ()
        locked: Sequence[str] = finding.data["locked"]
        options = [
            Option(
                name, name, _explain_locked_printer(name) if name in locked else "", chosen=name not in locked
            )
            for name in names
        ]
        return (ChoiceQuestion(PRINTER, N_("Which printers do you need?"), options, several=True),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps for the printers, each step once, run by the user or by the privileged helper."""
        rights = QueueRights(finding.data["rights"])
        wanted = answers.get(PRINTER)
        steps = (
            step
            for trouble in finding.data["troubles"]
            if wanted is None or trouble["printer"] in wanted
            for step in _make_steps(trouble, rights)
        )
        return list(dict.fromkeys(steps))


def _find_printer_troubles(machine: Machine, printers: Sequence[PrintQueue]) -> Sequence[PrinterTrouble]:
    said = [trouble for printer in printers for trouble in find_queue_troubles(printer)]
    quiet = [
        p for p in _select_printers_to_probe(printers) if all(trouble.printer is not p for trouble in said)
    ]
    return [*said, *find_unreachable_printers(machine, quiet)]


def _find_ready_default(
    machine: Machine, printers: Sequence[PrintQueue], troubles: Sequence[PrinterTrouble]
) -> PrintQueue | None:
    """Return the default printer if it responds and its queue has no problem; otherwise None."""
    broken = {trouble.printer.name for trouble in troubles}
    default = next((printer for printer in printers if printer.default), None)
    if default is None or default.name in broken or default.state is None or default.paperless:
        return None
    return default if did_printer_answer(probe_printer(machine, default)) else None


def _find_ready_printer(
    machine: Machine, printers: Sequence[PrintQueue], troubles: Sequence[PrinterTrouble]
) -> PrintQueue | None:
    """Return a printer that responds: the default, or another one if the default's queue has a problem.

    If the default printer was probed in vain, no others are probed, because that takes another two seconds.
    """
    default = _find_ready_default(machine, printers, troubles)
    if default is not None or any(t.kind in (PrinterProblem.SILENT, PrinterProblem.AWAY) for t in troubles):
        return default
    broken = {trouble.printer.name for trouble in troubles}
    others = [p for p in printers if p.name not in broken and not p.remote and p.door is not None][:KNOCKED]
    answers = zip(others, probe_printers(machine, others), strict=True)
    return next((printer for printer, answer in answers if did_printer_answer(answer)), None)


def _make_finding(
    machine: Machine, troubles: Sequence[PrinterTrouble], ready: PrintQueue | None
) -> Finding | None:
    if not troubles:
        return None
    rights = MAY_ADMINISTER.read(machine)
    waiting = _count_own_documents(machine, troubles)
    several = len({trouble.printer.name for trouble in troubles}) > 1
    instead = _join_sentences(_describe_documents(waiting, several), _describe_ready_printer(ready))
    return Finding(
        summary=summarise_troubles(troubles),
        meaning=_join_sentences(_make_explanation(troubles, rights), instead, apart=several),
        instead=instead,
        evidence=_collect_evidence(troubles, waiting),
        reveals={f"printer {n}": PrivacyClass.QUEUE for n in range(1, len(troubles) + 1)},
        data={
            "troubles": [_to_step_plan(trouble) for trouble in troubles],
            "rights": rights.value,
            "locked": _list_locked_printers(machine, troubles, rights),
        },
        explained_by=NETWORK if all(map(_needs_internet, troubles)) else "",
    )


def _list_locked_printers(
    machine: Machine, troubles: Sequence[PrinterTrouble], rights: QueueRights
) -> Sequence[str]:
    """Return the names of printers that only an administrator can resume, if others need none."""
    if rights is not QueueRights.ADMINISTRATORS:
        return []
    needing = {t.printer.name for t in troubles if t.kind in _STOPPED_KINDS and not t.printer.server}
    others = [trouble for trouble in troubles if trouble.printer.name not in needing]
    if not needing or not any(_make_steps(_to_step_plan(trouble), rights) for trouble in others):
        return []
    return [] if RESUME in list_available_operations(machine) else sorted(needing)


def _explain_locked_printer(name: str) -> Text:
    return N_("Only an administrator can resume {printer}.", printer=name)


def _join_sentences(what: Text | None, more: Text | None, *, apart: bool = False) -> Text | None:
    """Return two sentences as one text, or as two paragraphs if ``apart``; one of them may be missing."""
    if what is None or more is None:
        return what or more
    if apart:
        return N_("{what}\n\n{more}", what=what, more=more)
    return N_("{what} {more}", what=what, more=more)


def _count_own_documents(machine: Machine, troubles: Sequence[PrinterTrouble]) -> Mapping[str, int]:
    """Return the number of the user's documents that wait for each paused printer; empty if unknown."""
    paused = {
        trouble.printer.name: trouble.printer.state != STOPPED
        for trouble in troubles
        if trouble.kind is PrinterProblem.PAUSED and trouble.printer.jobs != 0
    }
    if not paused:
        return {}
    try:
        jobs = OWN_JOBS.read(machine)
    except UnavailableError:
        return {}
    own = [job for job in jobs if job.queue in paused and not (job.sign_in or job.trouble)]
    return Counter(job.queue for job in own if paused[job.queue] or not job.held)


def _describe_documents(waiting: Mapping[str, int], several: bool) -> Text | None:
    """Return that the user's documents aren't lost; None if none wait for a paused printer.

    ``several`` tells whether the finding is about several printers, so that the paused one must be named.
    """
    count = sum(waiting.values())
    if not count:
        return None
    if not several:
        return NN_(
            "Your document is waiting, and will be printed as soon as the printer is resumed.",
            "Your {count} documents are waiting, and will be printed as soon as the printer is resumed.",
            count=count,
        )
    return NN_(
        "Your document for {names} is waiting, and will be printed as soon as that printer is resumed.",
        "Your {count} documents for {names} are waiting, and will be printed as soon as printing is resumed.",
        count=count,
        names=join_names(list(waiting)),
    )


def _describe_ready_printer(ready: PrintQueue | None) -> Text | None:
    """Return where the user can print in the meantime; None if no printer is known to work."""
    if ready is None:
        return None
    if ready.default:
        return N_("Your default printer {printer} is ready, so you can print there.", printer=ready.name)
    return N_(
        "Another printer, {printer}, is ready, so you can print there in the meantime.", printer=ready.name
    )


def _needs_internet(trouble: PrinterTrouble) -> bool:
    """Return whether a printer that doesn't respond is reached over the internet, like a cloud printer.

    A printer in this network has another cause, even if the internet is down.
    """
    printer = trouble.printer
    return trouble.kind is PrinterProblem.AWAY or (
        trouble.kind is PrinterProblem.SILENT and is_printer_on_internet(printer)
    )


def find_queue_troubles(printer: PrintQueue) -> Sequence[PrinterTrouble]:
    """Return the problems that a printer's queue reports; other warnings than `DRIVER` are ignored."""
    words = [word.removesuffix("-error") for word in printer.reasons]
    found = []
    holding = (
        "hold-new-jobs" in words and not printer.holds
    )  # otherwise it holds them for release at the device
    if printer.state == STOPPED or holding:
        found.append(PrinterTrouble(printer, PrinterProblem.PAUSED))
    if not printer.accepting:
        found.append(PrinterTrouble(printer, PrinterProblem.CLOSED))
    if printer.quota_reached:
        found.append(PrinterTrouble(printer, PrinterProblem.QUOTA))
    if DRIVER in words:
        found.append(PrinterTrouble(printer, PrinterProblem.DRIVER))
    if UNREACHABLE.intersection(words):
        found.append(PrinterTrouble(printer, PrinterProblem.OFFLINE))
    hands = dict.fromkeys(PANEL[word] for word in words if word in PANEL)
    return [*found, *(PrinterTrouble(printer, PrinterProblem.PANEL, hand) for hand in hands)]


def _select_printers_to_probe(printers: Sequence[PrintQueue]) -> Sequence[PrintQueue]:
    """Return the printers to probe: the user's default, or the first few if they have none."""
    return [printer for printer in printers if printer.default] or printers[:KNOCKED]


def find_unreachable_printers(machine: Machine, printers: Sequence[PrintQueue]) -> Sequence[PrinterTrouble]:
    """Return the printers that don't respond to a probe.

    Raises:
        ProbeError: no printer responds and this computer has no network.
    """
    answers = list(zip(printers, probe_printers(machine, printers), strict=True))
    silent = [(printer, answer) for printer, answer in answers if did_printer_answer(answer) is False]
    if any(was_host_unreachable(answer) for _, answer in silent) and not machine.read(
        Reading(has_default_route)
    ):
        raise ProbeError(
            N_("This computer isn't connected to a network, so network printers can't be reached."),
            explained_by=NETWORK,
        )
    return [
        PrinterTrouble(
            p, PrinterProblem.AWAY if is_printer_outside_network(p, answer) else PrinterProblem.SILENT
        )
        for p, answer in silent
    ]


def summarise_troubles(troubles: Sequence[PrinterTrouble]) -> Text:
    """Return a message that says what is wrong with each printer, or with the first `NAMED` of many."""
    first = _select_first_troubles(troubles)
    if len(first) > 1:
        return NN_(
            "{count} printer isn't ready: {names}.",
            "{count} printers aren't ready: {names}.",
            count=len(first),
            names=_list_states(first),
        )
    printer = troubles[0].printer
    if troubles[0].kind is PrinterProblem.PAUSED and printer.message:
        return N_("The printer {printer} is paused: {message}", printer=printer.name, message=printer.message)
    return _summarise_trouble(troubles[0].kind, printer.name)


def _select_first_troubles(troubles: Sequence[PrinterTrouble]) -> Sequence[PrinterTrouble]:
    """Return each printer's first problem, which must be resolved before its others."""
    first: dict[str, PrinterTrouble] = {}
    for trouble in troubles:
        first.setdefault(trouble.printer.name, trouble)
    return list(first.values())


def _list_states(first: Sequence[PrinterTrouble]) -> Text:
    named = [
        N_("{printer} ({state})", printer=trouble.printer.name, state=_STATES[trouble.kind])
        for trouble in first[:NAMED]
    ]
    states = reduce(lambda some, one: N_("{some}, {one}", some=some, one=one), named)
    left = len(first) - NAMED
    return N_("{some}, and {number} more", some=states, number=left) if left > 0 else states


_STATES: Mapping[PrinterProblem, Text] = MappingProxyType(
    {
        PrinterProblem.PAUSED: N_("paused"),
        PrinterProblem.CLOSED: N_("not accepting documents"),
        PrinterProblem.QUOTA: N_("print quota used up"),
        PrinterProblem.DRIVER: N_("driver incomplete"),
        PrinterProblem.AWAY: N_("can't be reached from this network"),
        PrinterProblem.SILENT: N_("not responding"),
        PrinterProblem.OFFLINE: N_("shown as offline"),
        PrinterProblem.PANEL: N_("needs attention"),
    }
)


def _summarise_trouble(kind: PrinterProblem, printer: str) -> Text:
    match kind:
        case PrinterProblem.PAUSED:
            return N_("The printer {printer} is paused.", printer=printer)
        case PrinterProblem.CLOSED:
            return N_("The printer {printer} isn't accepting documents.", printer=printer)
        case PrinterProblem.QUOTA:
            return N_("Your print quota on the printer {printer} is used up.", printer=printer)
        case PrinterProblem.DRIVER:
            return N_("The driver of the printer {printer} is incomplete.", printer=printer)
        case PrinterProblem.AWAY:
            return N_("The printer {printer} can't be reached from this network.", printer=printer)
        case PrinterProblem.SILENT:
            return N_("The printer {printer} isn't responding.", printer=printer)
        case PrinterProblem.OFFLINE:
            return N_("The printer {printer} is shown as offline.", printer=printer)
        case PrinterProblem.PANEL:
            return N_("The printer {printer} needs attention.", printer=printer)


def _make_explanation(troubles: Sequence[PrinterTrouble], rights: QueueRights) -> Text:
    """Return what the problems mean for the user, with the printers' names if it isn't the same for all."""
    named: dict[Text, list[str]] = {}
    for trouble in _select_first_troubles(troubles)[:NAMED]:
        named.setdefault(_explain_trouble(trouble, rights), []).append(trouble.printer.name)
    about = {_put_in_number(meaning, len(names)): names for meaning, names in named.items()}
    if len(about) == 1:
        return next(iter(about))
    told = [N_("{what}: {name}", what=", ".join(names), name=meaning) for meaning, names in about.items()]
    return reduce(lambda what, more: N_("{what}\n\n{more}", what=what, more=more), told)


def _put_in_number(meaning: Text, printers: int) -> Text:
    """Return a meaning for one or several printers."""
    return replace(meaning, values={"count": printers}) if meaning.plural else meaning


def _explain_trouble(trouble: PrinterTrouble, rights: QueueRights) -> Text:
    waits = trouble.kind in _STOPPED_KINDS
    if waits and trouble.printer.server:
        return NN_(
            "Your organisation's print server stopped this printer. Contact the help desk.",
            "Your organisation's print server stopped these printers. Contact the help desk.",
            count=1,
        )
    if waits and rights is QueueRights.ADMINISTRATORS:
        return NN_(
            "Nothing will print until the printer is resumed, and that needs administrator permission.",
            "Nothing will print until the printers are resumed, and that needs administrator permission.",
            count=1,
        )
    return _MEANINGS[trouble.kind]


_QUOTA = N_(
    "This printer refuses your documents for now. Print on another printer, or ask the help desk to raise "
    "your quota."
)

_MEANINGS: Mapping[PrinterProblem, Text] = MappingProxyType(
    {
        PrinterProblem.QUOTA: _QUOTA,
        PrinterProblem.PAUSED: NN_(
            "Nothing will print until the printer is resumed. We can do that.",
            "Nothing will print until the printers are resumed. We can do that.",
            count=1,
        ),
        PrinterProblem.CLOSED: NN_(
            "Nothing will print until the printer accepts documents again. We can fix that.",
            "Nothing will print until the printers accept documents again. We can fix that.",
            count=1,
        ),
        PrinterProblem.DRIVER: N_(
            "Documents may not be printed until the driver is installed again. Contact the help desk."
        ),
        PrinterProblem.AWAY: N_(
            "The printer's name can't be resolved on this network. Connect to your organisation's network "
            "or VPN."
        ),
        PrinterProblem.SILENT: N_(
            "The printer may be off or asleep. Your organisation's printers can only be "
            "reached on your organisation's network or VPN."
        ),
        PrinterProblem.OFFLINE: N_(
            "Your documents are waiting to be printed. Checking the printer and its queue usually helps."
        ),
        PrinterProblem.PANEL: N_("Someone needs to go to the printer. We can show you what to do there."),
    }
)


def _collect_evidence(troubles: Sequence[PrinterTrouble], waiting: Mapping[str, int]) -> Mapping[str, str]:
    """Return each printer's name and, as a separate fact, its problem and the user's waiting documents."""
    evidence = {}
    for number, trouble in enumerate(troubles, 1):
        printer, count = trouble.printer, waiting.get(trouble.printer.name, 0)
        words = [f"state {printer.state}", *printer.reasons, printer.message, printer.device]
        words += [f"the user's waiting documents: {count}"] if count else []
        evidence[f"printer {number}"] = printer.name
        evidence[f"problem {number}"] = f"{trouble.kind}; {', '.join(word for word in words if word)}"
    return evidence


def _to_step_plan(trouble: PrinterTrouble) -> Json:
    return {
        "printer": trouble.printer.name,
        "kind": trouble.kind.value,
        "hand": trouble.hand,
        "holding": trouble.printer.state != STOPPED,
        "server": trouble.printer.server,
    }


def _is_server_problem(trouble: Mapping[str, Json]) -> bool:
    """Return whether a print server holds or rejects the documents."""
    return bool(trouble["server"]) and trouble["kind"] in _STOPPED_KINDS


def _make_steps(trouble: Mapping[str, Json], rights: QueueRights) -> Sequence[Step]:
    name, kind = trouble["printer"], PrinterProblem(trouble["kind"])
    if _is_server_problem(trouble) or kind in (PrinterProblem.DRIVER, PrinterProblem.QUOTA):
        return ()
    if kind is PrinterProblem.AWAY or (trouble["server"] and kind is PrinterProblem.OFFLINE):
        return (ByHand("company-network"),)
    if kind is PrinterProblem.PANEL:
        return (ByHand(trouble["hand"]),)
    if kind is PrinterProblem.SILENT:
        return ByHand("printer-on"), ByHand("printer-cable")
    if rights is QueueRights.SETTINGS:
        return ByHand("printer-on"), OpenPage("printers"), ByHand("printer-online")
    if kind is PrinterProblem.OFFLINE:
        return ByHand("printer-again"), ByHand("printer-cable")
    if rights is QueueRights.USER:
        return _list_manual_steps(name, kind, trouble["holding"])
    return (
        ResumeAsAdministrator(name) if kind is PrinterProblem.PAUSED else AcceptJobsAsAdministrator(name),
    )


def _list_manual_steps(name: str, kind: PrinterProblem, holding: bool) -> Sequence[Step]:
    if name.startswith("-"):
        return ()  # CUPS commands would read this name as an option
    return (ResumeQueue(name, holding) if kind is PrinterProblem.PAUSED else AcceptJobs(name),)
