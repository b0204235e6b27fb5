"""What a diagnosis found stands first in the ticket: it says what the user was told."""

from __future__ import annotations

from pathlib import Path

from selfhelp.core.model import Item, Json, Snapshot, SnapshotSection
from selfhelp.core.progress import Progress
from selfhelp.diagnosis.verdict import Verdict
from selfhelp.machine.transcript import TranscriptEntry
from selfhelp.report.findings import find_key_findings
from selfhelp.report.report_files import render_html
from selfhelp.report.ticket_context import TicketContext
from selfhelp.tickets.case import Case
from selfhelp.tickets.review.edits import RemovedLine
from tests.diagnosis.recorded_computer import computer, diagnosis
from tests.report.polyglots import NOW
from tests.tickets.test_case import tools

WAY_OUT = SnapshotSection("network", True, 1, [Item("default gateway present", False)])


def stuck(folder: Path) -> Verdict:
    machine = computer("printing", "print-stuck-queue/debian-13--paused")
    return diagnosis(machine, folder).diagnose("my print job is stuck", Progress())


def two_paused(folder: Path) -> Verdict:
    printers: list[Json] = [
        {
            "name": name,
            "instance": "",
            "default": name == "office",
            "options": {"printer-state": "5", "device-uri": f"socket://{name}.example"},
        }
        for name in ("office", "hall")
    ]
    answer = {"answer": {"service": "running", "printers": printers}}
    queues = TranscriptEntry({"reading": "print_queues.read_cups_printers"}, answer)
    machine = computer("printing", "print-offline/debian-13--paused", extra=(queues,))
    return diagnosis(machine, folder).diagnose("my printer is paused", Progress())


def test_answer_and_ticket_name_both_printers_that_only_an_administrator_may_resume(tmp_path: Path) -> None:
    verdict = two_paused(tmp_path)
    assert str(verdict.reason) == "Only an administrator can resume office and hall."
    case = Case(tools(tmp_path), "my printers are paused")
    case.add_diagnosis(verdict)
    lines = told(case.build_letter().body, "Key findings:")
    assert lines[0] == "- 2 printers aren't ready: office (paused), hall (paused)."


def told(text: str, heading: str) -> list[str]:
    _, _, rest = text.partition(f"{heading}\n")
    return rest.partition("\n\n")[0].split("\n")


def test_the_ticket_says_what_the_diagnosis_said(tmp_path: Path) -> None:
    case = Case(tools(tmp_path), "my print job is waiting")
    case.add_diagnosis(stuck(tmp_path))
    assert case.message.category == "printing"
    assert case.message.problem == "print-offline"
    assert case.message.subject == "my print job is waiting"
    lines = told(case.build_letter().body, "Key findings:")
    assert lines[:2] == [
        "- The printer paused is paused.",
        "- Your document for the printer paused is waiting.",
    ]
    assert "no problem found" in case.build_letter().body


def test_a_check_says_in_the_ticket_what_it_cannot_see(tmp_path: Path) -> None:
    """The window said that an image can't be checked from here, the ticket that there's no problem."""
    verdict = diagnosis(computer("screen"), tmp_path).diagnose("my second screen is flickering", Progress())
    unseen = "A display's image and cable can't be checked from here."
    assert str(verdict.summary) == unseen
    case = Case(tools(tmp_path), "my second screen is flickering")
    case.add_diagnosis(verdict)
    (line,) = [one for one in told(case.build_letter().body, "Checked:") if "external-display" in one]
    assert line.endswith(f"no problem found. {unseen}")


def test_a_finding_is_told_once(tmp_path: Path) -> None:
    case = Case(tools(tmp_path), "my print job is stuck")
    case.add_diagnosis(stuck(tmp_path))
    assert case.build_letter().body.count("The printer paused is paused.") == 1


def test_without_words_the_cause_is_the_subject(tmp_path: Path) -> None:
    case = Case(tools(tmp_path))
    case.add_diagnosis(stuck(tmp_path))
    assert case.message.subject == "The printer paused is paused."


def test_check_results_come_before_the_snapshot(tmp_path: Path) -> None:
    found = find_key_findings(Snapshot(NOW, [WAY_OUT], redacted=True), "printing", stuck(tmp_path).checks)
    assert found[0].text == "The printer paused is paused."
    assert found[-1].section == "network"
    assert [notice.text for notice in found].count("The printer paused is paused.") == 1


def test_the_page_shows_the_same_and_leads_to_the_checks(tmp_path: Path) -> None:
    html = render_html(
        Snapshot(NOW, [WAY_OUT], redacted=True), TicketContext(looks=stuck(tmp_path).checks)
    ).decode()
    out = html[html.index('id="notices"') :]
    assert "The printer paused is paused." in out.partition("</section>")[0]
    assert 'href="#tried"' in out.partition("</section>")[0]


def test_a_line_that_the_user_took_out_does_not_come_back(tmp_path: Path) -> None:
    case = Case(tools(tmp_path), "stuck")
    case.add_diagnosis(stuck(tmp_path))
    case.review.apply_edits(RemovedLine("- The printer paused is paused."))
    assert "The printer paused is paused." not in case.build_letter().body
    assert "- [left out]" not in case.build_letter().body
