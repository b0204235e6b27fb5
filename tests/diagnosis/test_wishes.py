"""A wish for another printer or drive: found by its words, proposed though nothing is wrong, told by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import CheckResult, CheckState, Finding, FixRun, Json, Outcome, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_
from selfhelp.diagnosis.complaints import interpret_suggestions
from selfhelp.diagnosis.diagnosis import Diagnosis
from selfhelp.diagnosis.verdict import NextStepKind, VerdictKind
from selfhelp.machine.transcript import Transcript, TranscriptEntry
from selfhelp.policy.policy import Policy
from tests.diagnosis.recorded_computer import TRANSCRIPTS, computer, diagnosis

POLICY = "organisation.read_policy_values"
COLOUR = "ipp://print.example.com/printers/colour2|name=Colour|building=North|floor=2"
CATALOG = Catalog(Policy(), Platform.LINUX)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def told(transcript: str, reading: str, **values: Json) -> TranscriptEntry:
    """Return what a recorded computer answers to a reading, with other values."""
    entries = Transcript.load(TRANSCRIPTS / f"{transcript}.toml").entries
    (entry,) = [one for one in entries if reading in one.key]
    return replace(entry, answer={"answer": {**entry.answer["answer"], **values}})


def room(folder: Path, *, admin: bool = True) -> Diagnosis:
    """A computer that has one approved printer and could have another."""
    has = "ipp://localhost:8631/ipp/print"
    extra = (
        told("print-missing/debian-13--healthy", "print_queues.read_cups_printers"),
        told("print-missing/debian-13--healthy", POLICY, printers=[has, COLOUR]),
        told("print-missing/debian-13--missing", "print_jobs.read_print_user", admin=admin),
    )
    return diagnosis(computer("new-printer", extra=extra), folder)


@pytest.mark.parametrize(
    "text", ["I need the printer on the second floor", "ajouter une imprimante", "Drucker hinzufügen"]
)
def test_a_wish_for_a_printer_proposes_to_add_one(text: str, tmp_path: Path) -> None:
    verdict = room(tmp_path).diagnose(text, Progress())
    assert (verdict.kind, verdict.proposed_fix_id) == (VerdictKind.CAUSE, "print-missing")
    assert ENGLISH.translate(verdict.summary) == "You can add 1 more printer from your organisation: Colour."
    assert verdict.proposed_fix is not None
    assert verdict.proposed_fix.proposal is not None
    assert ENGLISH.translate(verdict.proposed_fix.sentence) == "Add a printer", "no printer was named yet"


def test_who_may_not_add_it_still_chooses_so_that_the_ticket_names_it(tmp_path: Path) -> None:
    verdict = room(tmp_path, admin=False).diagnose("ajouter une imprimante", Progress())
    assert verdict.proposed_fix is not None
    assert (verdict.proposed_fix.fix, verdict.proposed_fix.proposal) == ("print-missing", None)


def test_a_printer_that_does_not_print_is_no_wish_for_another(tmp_path: Path) -> None:
    verdict = room(tmp_path).diagnose_complaint("printing", Progress())
    assert verdict.proposed_fix_id != "print-missing"


def failed(message: str, *, on_request: bool) -> FixRun:
    finding = Finding(N_("You can add more printers."), on_request=on_request)
    before = CheckResult("print-missing", CheckState.FOUND, finding)
    return FixRun("r", "print-missing", Outcome.REFUSED, before, (), None, NOW, NOW, N_(message))


def test_what_was_refused_is_the_prepared_ticket(tmp_path: Path) -> None:
    looks = room(tmp_path)
    verdict = looks.diagnose("I need the printer on the second floor", Progress())
    refused = "The printer Colour (North, floor 2) needs the driver X."
    step = looks.verify_fix(verdict, failed(refused, on_request=True), (), Progress())
    assert step.kind is NextStepKind.TICKET
    assert (ENGLISH.translate(step.sentence), ENGLISH.translate(step.verdict.ticket.title)) == (
        refused,
        refused,
    )
    assert (step.verdict.ticket.category, step.verdict.ticket.problem) == ("printing", "print-missing")
    assert step.verdict.ticket_first


def test_a_fault_keeps_its_own_ticket(tmp_path: Path) -> None:
    looks = room(tmp_path)
    verdict = looks.diagnose("I need the printer on the second floor", Progress())
    step = looks.verify_fix(verdict, failed("It didn't work.", on_request=False), (), Progress())
    assert ENGLISH.translate(step.verdict.ticket.title) != "It didn't work."


@pytest.mark.parametrize(
    "text",
    [
        "je voudrais un casque audio pour les réunions",
        "I need a headset for meetings",
        "ich brauche ein Headset für Besprechungen",
        "i'd like a webcam for video calls",
        "il me faudrait une webcam pour les visios",
        "ich hätte gern eine Webcam",
        "je voudrais une souris",
        "I need a mouse",
        "ich brauche eine Maus",
        "i need a docking station",
        "il me faut une station d'accueil",
        "ich brauche eine Dockingstation",
        "je voudrais un téléphone",
        "I need a phone",
        "ich möchte ein Telefon",
    ],
)
def test_a_wish_for_equipment_is_an_order_and_no_diagnosis(text: str) -> None:
    """The headset for meetings led to the sound's checks."""
    meant = interpret_suggestions(CATALOG.suggest(text))
    assert meant.ticket_first
    assert meant.topic in ("new-hardware", "new-phone")
