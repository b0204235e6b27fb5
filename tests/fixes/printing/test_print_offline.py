"""Why a printer is not ready, and who does what about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Finding, Json, Platform, PrivacyClass
from selfhelp.core.text import ENGLISH, Translator
from selfhelp.fixes.printing.print_offline import PrintOffline
from selfhelp.machine import Output
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.printing.print_queue_steps import (
    AcceptJobs,
    AcceptJobsAsAdministrator,
    ResumeAsAdministrator,
    ResumeQueue,
)
from selfhelp.machine.replay import ReplayMachine

FIX = PrintOffline()
Replay = Callable[[str], ReplayMachine]
READY = {"printer-state": "3", "printer-is-accepting-jobs": "true", "device-uri": "socket://192.0.2.7"}


def printer(name: str, default: bool = False, **options: str) -> Json:
    changed = {key.replace("_", "-"): value for key, value in options.items()}
    return {"name": name, "instance": "", "default": default, "options": READY | changed}


class Computer:
    """A Linux computer with certain printers, of which some answer."""

    platform = Platform.LINUX

    def __init__(
        self,
        *printers: Json,
        door: str = "open",
        admin: bool = False,
        network: bool = True,
        jobs: Sequence[str] = (),
    ) -> None:
        self.printers, self.knocks, self.jobs = printers, 0, jobs
        self.answers: Mapping[str, Json] = {
            "print_queues.read_cups_printers": {
                "service": "running",
                "printers": list(printers),
                "jobs": Counter(job.rpartition("-")[0] for job in jobs),
            },
            "print_jobs.read_print_user": {"name": "anna", "now": "2026-11-24T17:20:15", "admin": admin},
            "connections.probe_port": door,
            "connections.has_default_route": network,
            "elevate.list_operations": [],
        }

    def read(self, source: Any) -> Json:
        self.knocks += source.name == "connections.probe_port"
        answer, host = self.answers[source.name], source.params.get("host")
        return answer[host] if isinstance(answer, dict) and host else answer

    def run(self, command: object) -> Any:
        """Answer ``lpstat`` with the user's documents, which are called queue-number."""
        assert self.jobs, "no program is asked"
        return Output(0, "".join(f"{job} anna 1024 Tue Nov 24 17:08:15 2026\n" for job in self.jobs), "")

    def change(self, command: object) -> Any:
        raise AssertionError("nothing is changed")


def found(*printers: Json, **rest: Any) -> Finding:
    finding = FIX.diagnose(Computer(*printers, **rest))
    assert finding is not None
    return finding


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("is paused", {"printer_state": "5"}),
        ("is paused.", {"printer_state_reasons": "hold-new-jobs"}),
        ("office is paused: no paper <b>", {"printer_state": "5", "printer_state_message": "no paper\n<b>"}),
        ("is paused.", {"printer_state": "5", "printer_state_message": "Paused"}),
        ("isn't accepting documents", {"printer_is_accepting_jobs": "false"}),
        ("is shown as offline", {"printer_state_reasons": "offline-report,offline"}),
        ("needs attention", {"printer_state_reasons": "media-empty-error"}),
        ("needs attention", {"printer_state_reasons": "door-open"}),
        ("driver of the printer office", {"printer_state_reasons": "cups-missing-filter-warning"}),
    ],
)
def test_what_a_queue_says_of_itself(words: str, options: dict[str, Any]) -> None:
    assert words in ENGLISH.translate(found(printer("office", **options)).summary)


@pytest.mark.parametrize(
    "reasons",
    ["none", "media-low-warning", "media-empty-warning", "toner-low-report", "cups-waiting-for-x", "<b>"],
)
def test_warnings_are_no_trouble(reasons: str) -> None:
    assert FIX.diagnose(Computer(printer("office", printer_state_reasons=reasons))) is None


def test_of_several_printers_only_the_default_is_knocked_at() -> None:
    at_home, office = printer("home", device_uri="socket://192.168.1.9"), printer("office", default=True)
    computer = Computer(at_home, office)
    assert FIX.diagnose(computer) is None
    assert computer.knocks == 1


def test_without_a_default_only_the_first_few_are() -> None:
    computer = Computer(*(printer(f"p{n}") for n in range(40)))
    assert FIX.diagnose(computer) is None
    assert computer.knocks == 5


def test_a_silent_printer_needs_a_manual_step() -> None:
    finding = found(printer("office"), door="silent")
    assert FIX.plan_steps(finding, {}) == [ByHand("printer-on"), ByHand("printer-cable")]


def test_the_same_step_at_two_silent_printers_is_asked_once() -> None:
    """Two steps came twice, word for word."""
    finding = found(printer("office"), printer("hall"), door="silent")
    assert len(finding.data["troubles"]) == 2
    assert FIX.plan_steps(finding, {"printer": ["office", "hall"]}) == [
        ByHand("printer-on"),
        ByHand("printer-cable"),
    ]


def test_without_a_network_it_is_inconclusive() -> None:
    with pytest.raises(ProbeError, match="isn't connected"):
        FIX.diagnose(Computer(printer("office"), door="silent", network=False))
    assert found(printer("office"), door="refused", network=False)


def test_a_computer_without_printers_is_not_broken() -> None:
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Computer())
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Computer(printer("pdf", device_uri="cups-pdf:/", printer_state="5")))


def test_who_resumes_it() -> None:
    paused = printer("office", printer_state="5")
    assert FIX.plan_steps(found(paused, admin=True), {}) == [ResumeQueue("office")]
    assert FIX.plan_steps(found(paused), {}) == [ResumeAsAdministrator("office")]
    held = printer("office", printer_state_reasons="hold-new-jobs")
    assert FIX.plan_steps(found(held, admin=True), {}) == [ResumeQueue("office", holding=True)]
    closed = printer("office", printer_is_accepting_jobs="false")
    assert FIX.plan_steps(found(closed, admin=True), {}) == [AcceptJobs("office")]
    assert FIX.plan_steps(found(closed), {}) == [AcceptJobsAsAdministrator("office")]
    assert "administrator permission" in ENGLISH.translate(found(closed).meaning or "")


def test_waiting_documents_are_warned_of() -> None:
    assert ResumeQueue.risk is not None
    assert ResumeAsAdministrator.risk is not None


def test_a_printer_whose_documents_wait_for_a_badge_is_not_paused() -> None:
    """Resuming it would let out everybody's documents at once."""
    badge = printer("follow-me", printer_state_reasons="hold-new-jobs", job_hold_until="indefinite")
    assert FIX.diagnose(Computer(badge)) is None


def test_a_remote_organisation_printer_is_no_cable_problem() -> None:
    away = found(printer("office", device_uri="ipp://print.corp.example/printers/q"), door="no such name")
    assert "from this network" in ENGLISH.translate(away.summary)
    assert FIX.plan_steps(away, {}) == [ByHand("company-network")]
    at_home = found(printer("home", device_uri="ipp://EPSON12.local/ipp/print"), door="no such name")
    assert FIX.plan_steps(at_home, {}) == [ByHand("printer-on"), ByHand("printer-cable")]


def test_a_print_servers_queue_that_is_offline_is_a_matter_of_the_network() -> None:
    there: dict[str, Any] = {"printer_uri_supported": "ipp://print.example.com/printers/office"}
    offline = found(printer("office", printer_state_reasons="offline", **there))
    assert FIX.plan_steps(offline, {}) == [ByHand("company-network")]


def test_a_queue_of_a_cups_print_server_is_left_to_those_who_look_after_it() -> None:
    there: dict[str, Any] = {"printer_uri_supported": "ipp://print.example.com/printers/office"}
    for reason in ({"printer_state": "5"}, {"printer_is_accepting_jobs": "false"}):
        computer = Computer(printer("office", **{**there, **reason}), admin=True)
        finding = FIX.diagnose(computer)
        assert finding is not None
        assert "print server" in ENGLISH.translate(FIX.find_blocked_reason(computer, finding) or "")
    mine = printer("mine", printer_state="5", printer_uri_supported="ipp://localhost/printers/mine")
    both = found(printer("office", printer_state="5", **there), mine, admin=True)
    assert FIX.plan_steps(both, {}) == [ResumeQueue("mine")]


def test_a_driver_is_installed_by_the_help_desk() -> None:
    finding = found(printer("office", printer_state_reasons="cups-missing-filter-warning"), admin=True)
    assert finding.meaning is not None
    assert "Contact the help desk" in ENGLISH.translate(finding.meaning)
    assert FIX.plan_steps(finding, {}) == []


def test_the_panel_names_the_manual_step() -> None:
    finding = found(printer("office", printer_state_reasons="media-jam-error,cover-open"))
    assert FIX.plan_steps(finding, {}) == [ByHand("printer-jam"), ByHand("printer-cover")]


def test_of_several_the_chosen_one_is_resumed() -> None:
    finding = found(printer("one", printer_state="5"), printer("<b>two", printer_state="5"), admin=True)
    (question,) = FIX.list_questions(finding)
    assert [option.label for option in question.options] == ["one", "<b>two"]
    assert FIX.plan_steps(finding, {"printer": ["<b>two"]}) == [ResumeQueue("<b>two")]
    assert FIX.plan_steps(finding, {"printer": []}) == []


def test_each_of_several_printers_is_explained() -> None:
    paused, empty = printer("hall", printer_state="5"), printer("lab", printer_state_reasons="media-empty")
    finding = found(paused, empty, printer("office", default=True), door="silent", admin=True)
    states = "hall (paused), lab (needs attention), office (not responding)"
    assert ENGLISH.translate(finding.summary) == f"3 printers aren't ready: {states}."
    meaning = ENGLISH.translate(finding.meaning or "")
    assert meaning.startswith(
        "hall: Nothing will print until the printer is resumed. We can do that.\n\nlab: "
    )
    assert "\n\nlab: Someone needs to go to the printer." in meaning
    assert "\n\noffice: The printer may be off or asleep." in meaning


def test_of_many_printers_three_are_explained_and_the_others_counted() -> None:
    many = [printer(f"p{n}", printer_state="5", printer_is_accepting_jobs="false") for n in range(5)]
    finding = found(*many, admin=True)
    states = "p0 (paused), p1 (paused), p2 (paused), and 2 more"
    assert ENGLISH.translate(finding.summary) == f"5 printers aren't ready: {states}."
    said = "Nothing will print until the printers are resumed. We can do that."
    assert ENGLISH.translate(finding.meaning or "") == said, "what holds for all is said once"


def test_all_printers_that_only_an_administrator_may_resume_are_named() -> None:
    """The answer named the first of two."""
    paused = [printer(name, printer_state="5") for name in ("office", "hall")]
    told = "Nothing will print until the printers are resumed, and that needs administrator permission."
    assert ENGLISH.translate(found(*paused).meaning or "") == told
    there: dict[str, Any] = {"printer_state": "5", "printer_uri_supported": "ipp://print.example/printers/q"}
    computer = Computer(printer("office", **there), printer("hall", **there))
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert "stopped these printers" in ENGLISH.translate(finding.meaning or "")
    refusal = ENGLISH.translate(FIX.find_blocked_reason(computer, finding) or "")
    assert refusal.startswith("office and hall were stopped on your organisation's print server")


def test_the_silent_one_is_handled_where_only_an_administrator_can_resume_the_other() -> None:
    """The paused printer alone was spoken of, and nothing was offered for the silent one."""
    computer = Computer(printer("hall", printer_state="5"), printer("office", default=True), door="silent")
    finding = FIX.diagnose(computer)
    assert finding is not None
    meaning = ENGLISH.translate(finding.meaning or "")
    assert meaning.startswith("hall: Nothing will print until the printer is resumed, and that needs admin")
    assert "\n\noffice: The printer may be off or asleep." in meaning
    (question,) = FIX.list_questions(finding)
    assert [(option.key, option.chosen) for option in question.options] == [("hall", False), ("office", True)]
    assert "Only an administrator" in ENGLISH.translate(question.options[0].detail)
    assert FIX.plan_steps(finding, {"printer": ["office"]}) == [ByHand("printer-on"), ByHand("printer-cable")]
    computer.answers = {**computer.answers, "elevate.list_operations": ["resume-print-queue"]}
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert all(option.chosen for option in FIX.list_questions(finding)[0].options), "the helper resumes it"


def test_no_help_is_promised_for_the_one_that_a_server_stopped() -> None:
    there: dict[str, Any] = {"printer_uri_supported": "ipp://print.example.com/printers/office"}
    both = found(
        printer("office", printer_state="5", **there), printer("mine", printer_state="5"), admin=True
    )
    assert ENGLISH.translate(both.meaning or "") == (
        "office: Your organisation's print server stopped this printer. Contact the help desk.\n\n"
        "mine: Nothing will print until the printer is resumed. We can do that."
    )


def test_a_name_that_would_be_an_option_is_left_to_the_desk() -> None:
    assert FIX.plan_steps(found(printer("-x", printer_state="5"), admin=True), {}) == []


def test_windows_is_led_to_its_own_window(replay: Replay) -> None:
    finding = FIX.diagnose(replay("print-offline/windows-11--use-offline"))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == [
        ByHand("printer-on"),
        OpenPage("printers"),
        ByHand("printer-online"),
    ]


def test_a_queue_paused_on_the_server_is_left_alone(replay: Replay) -> None:
    machine = replay("print-offline/windows-11--server-paused")
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert "print server" in ENGLISH.translate(FIX.find_blocked_reason(machine, finding) or "")
    mine = replay("print-offline/windows-11-french--paused")
    finding = FIX.diagnose(mine)
    assert finding is not None
    assert FIX.find_blocked_reason(mine, finding) is None


def test_final_check_covers_the_needed_printer() -> None:
    one, two = printer("one", printer_state="5"), printer("two", printer_state="5")
    finding = found(one, two, admin=True)
    after = Computer(printer("one"), two, admin=True)
    assert FIX.verify_outcome(after, finding, {"printer": ["one"]}) is None
    left = FIX.verify_outcome(after, finding, {"printer": ["two"]})
    assert left is not None
    assert ENGLISH.translate(left.summary) == "The printer two is paused."
    both = FIX.verify_outcome(after, finding, {"printer": ["one", "two"]})
    assert both is not None
    ready = "Another printer, one, is ready, so you can print there in the meantime."
    assert ENGLISH.translate(both.meaning or "").endswith(ready), "each printer's state is told"


def test_final_check_probes_each_needed_printer_not_only_the_default() -> None:
    """The second one vanished from the result, although it was as silent as before."""
    one, two = printer("one", default=True, printer_state="5"), printer("two", printer_state="5")
    finding = found(one, two, admin=True)
    after = Computer(printer("one", default=True), printer("two"), door="silent")
    left = FIX.verify_outcome(after, finding, {"printer": ["one", "two"]})
    assert left is not None
    said = "2 printers aren't ready: one (not responding), two (not responding)."
    assert ENGLISH.translate(left.summary) == said


def test_a_used_up_quota_is_told_and_no_step_is_promised() -> None:
    """The print service refuses each document, and reports the printer as ready."""
    computer = Computer({**printer("hall", default=True), "quota": True})
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "Your print quota on the printer hall is used up."
    assert FIX.plan_steps(finding, {}) == []
    reason = FIX.find_blocked_reason(computer, finding)
    assert reason == finding.meaning
    assert "raise your quota" in ENGLISH.translate(reason or finding.summary)


WAITS = "Your document is waiting, and will be printed as soon as the printer is resumed."


def test_a_document_at_a_paused_printer_is_not_lost() -> None:
    finding = found(printer("office", printer_state="5"), jobs=["office-7"])
    assert ENGLISH.translate(finding.instead or "") == WAITS  # shown even if only IT can resume it
    assert ENGLISH.translate(finding.meaning or "").endswith(WAITS)
    several = found(printer("office", printer_state="5"), jobs=["office-7", "office-8"], admin=True)
    assert "Your 2 documents are waiting" in ENGLISH.translate(several.meaning or "")
    assert several.evidence["printer 1"] == "office"
    assert several.reveals["printer 1"] is PrivacyClass.QUEUE
    assert several.evidence["problem 1"].endswith("the user's waiting documents: 2")


def test_of_several_printers_the_one_with_the_document_is_named() -> None:
    finding = found(printer("one", printer_state="5"), printer("two", printer_state="5"), jobs=["two-7"])
    assert "Your document for two is waiting" in ENGLISH.translate(finding.meaning or "")
    both = found(
        printer("one", printer_state="5"), printer("two", printer_state="5"), jobs=["one-6", "two-7"]
    )
    assert "Vos 2 documents pour one et two sont en attente" in Translator("fr").translate(both.meaning or "")


def test_where_nothing_waits_or_nothing_is_paused_no_document_is_mentioned() -> None:
    assert found(printer("office", printer_state="5")).instead is None
    closed = found(printer("office", printer_is_accepting_jobs="false"), jobs=["office-7"])
    assert "document" not in ENGLISH.translate(closed.meaning or "").replace("accepts documents", "")


def test_another_printer_that_answers_is_named() -> None:
    paused = printer("office", default=True, printer_state="5")
    ready, far = printer("hall"), printer("far", device_uri="socket://192.0.2.99")
    doors = {"192.0.2.7": "open", "192.0.2.99": "silent"}
    computer = Computer(paused, far, ready)
    computer.answers = {**computer.answers, "connections.probe_port": doors}
    finding = FIX.diagnose(computer)
    assert finding is not None
    said = "Another printer, hall, is ready, so you can print there in the meantime."
    assert ENGLISH.translate(finding.instead or "") == said
    usb = printer("usb", device_uri="usb://HP/LaserJet")  # whether it works isn't known
    assert found(paused, usb).instead is None
    assert found(paused, printer("hall", printer_state="5")).instead is None


def test_a_paused_windows_printer_prints_what_waits_once_it_is_resumed(replay: Replay) -> None:
    finding = FIX.diagnose(replay("print-offline/windows-11-french--paused"))
    assert finding is not None
    assert "Your 2 documents are waiting" in ENGLISH.translate(finding.meaning or "")
    server = FIX.diagnose(replay("print-offline/windows-11--server-paused"))
    assert server is not None
    assert ENGLISH.translate(server.instead or "") == WAITS
