"""From a sentence in English or French to one verdict, on recorded computers."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import CheckState, Finding, Json
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_, Text, Translator
from selfhelp.diagnosis.complaints import load_complaints
from selfhelp.diagnosis.diagnosis import Diagnosis, Event, EventKind
from selfhelp.diagnosis.repeated_findings import list_shown_findings
from selfhelp.diagnosis.verdict import NextStepKind, Verdict, VerdictKind, find_next_step
from selfhelp.fixes import Check
from selfhelp.fixes.network.net_wifi import NetWifi
from selfhelp.fixes.printing.print_offline import PrintOffline
from selfhelp.machine import Machine
from selfhelp.machine.transcript import Transcript, TranscriptEntry
from selfhelp.policy.policy import FixesPolicy
from tests.diagnosis.recorded_computer import TRANSCRIPTS, computer, diagnosis

PAUSED = "print-offline/debian-13--paused"
MUTED = "audio-no-sound/debian-13--muted"
MEASURED = "net-slow/debian-13--healthy"
CABLE_OUT = "net-no-internet/debian-13--cable-out"


def verdict(
    folder: Path, text: str, complaint: str, *broken: str, extra: tuple[TranscriptEntry, ...] = ()
) -> Verdict:
    machine = computer(complaint, *broken, extra=extra)
    return diagnosis(machine, folder).diagnose(text, Progress())


@pytest.mark.parametrize(
    ("text", "complaint", "broken", "cause", "fix"),
    [
        ("my printer does not print", "printing", PAUSED, "print-offline", None),
        ("mon imprimante n'imprime plus", "printing", PAUSED, "print-offline", None),
        (
            "mon document est bloqué dans la file d'impression",
            "printing",
            "print-stuck-queue/debian-13--unreachable",
            "print-offline",
            "print-offline",
        ),
        (
            "documents come out of the wrong printer",
            "wrong-printer",
            "print-wrong-default/debian-13--gone",
            "print-wrong-default",
            "print-wrong-default",
        ),
        ("no internet", "internet", CABLE_OUT, "net-no-internet", "net-no-internet"),
        ("je n'ai plus internet", "internet", CABLE_OUT, "net-no-internet", "net-no-internet"),
        (
            "pas d'internet",
            "internet",
            "net-no-internet/debian-13--portal",
            "net-captive-portal",
            "net-captive-portal",
        ),
        (
            "my browser doesn't open any website",
            "browser",
            "net-no-internet/debian-13--no-names",
            "net-dns",
            "net-dns",
        ),
        ("I do not receive mail in outlook", "mail", CABLE_OUT, "net-no-internet", "net-no-internet"),
        ("no sound from the speakers", "sound", MUTED, "audio-no-sound", "audio-no-sound"),
        ("je n'ai plus de son", "sound", MUTED, "audio-no-sound", "audio-no-sound"),
        ("pas de son dans teams", "sound", MUTED, "audio-no-sound", "audio-no-sound"),
        ("teams is silent", "sound", MUTED, "audio-no-sound", "audio-no-sound"),
        ("skype: no sound", "sound", MUTED, "audio-no-sound", "audio-no-sound"),
        ("my disk is full", "disk-space", "disk-full/debian-13--full", "disk-full", "disk-full"),
        ("l'heure est fausse", "clock", "clock-skew/debian-13--slow", "clock-skew", "clock-skew"),
        (
            "my camera stays black",
            "camera",
            "camera-not-working/debian-13--taken",
            "camera-not-working",
            "camera-not-working",
        ),
    ],
)
def test_a_complaint_ends_in_its_cause(
    text: str, complaint: str, broken: str, cause: str, fix: str | None, tmp_path: Path
) -> None:
    found = verdict(tmp_path, text, complaint, broken)
    assert found.complaints[0] == complaint
    assert found.kind is VerdictKind.CAUSE
    assert found.cause is not None
    assert found.cause.id == cause
    assert found.proposed_fix_id == fix
    assert found.ticket_first is (fix is None)
    assert found.ticket.problem == cause
    assert found.cause.finding is not None
    assert found.summary == found.cause.finding.summary


def test_the_second_of_two_troubles_is_checked_as_well(tmp_path: Path) -> None:
    healthy = "camera-not-working/debian-13--healthy"
    found = verdict(tmp_path, "my webcam is black and the sound is gone", "sound", MUTED, healthy)
    assert found.complaints == ("camera", "sound")
    assert found.cause is not None
    assert found.cause.id == "audio-no-sound"


def test_a_paused_printer_explains_the_stuck_document_and_only_it_can_name_the_help_desk(
    tmp_path: Path,
) -> None:
    found = verdict(tmp_path, "my print job is stuck", "printing", "print-stuck-queue/debian-13--paused")
    assert found.cause is not None
    assert found.cause.id == "print-offline"
    assert "print-stuck-queue" in [other.id for other in found.others]
    assert found.proposed_fix_id is None  # to cancel the document would not make the printer print
    assert found.reason is not None
    assert "administrator" in ENGLISH.translate(found.reason)
    assert found.ticket.category == "printing"
    assert find_next_step(found, ()).kind is NextStepKind.TICKET


def test_to_delete_a_document_is_no_remedy_for_a_paused_printer(tmp_path: Path) -> None:
    """Who may resume the printer is offered only that: then it prints the document."""
    me = {"name": "shtest-a", "now": "2026-11-24T19:52:54", "admin": True}
    rights = TranscriptEntry({"reading": "print_jobs.read_print_user"}, {"answer": me})
    paused = "print-stuck-queue/debian-13--paused"
    found = verdict(tmp_path, "my print job is stuck", "printing", paused, extra=(rights,))
    assert found.proposed_fix_id == "print-offline"
    assert "print-stuck-queue" not in [way.fix for way in found.ways]
    assert "print-stuck-queue" in [other.id for other in found.others]
    assert "print-stuck-queue" not in [result.id for result in list_shown_findings(found)]


def test_another_printer_that_is_ready_is_offered(tmp_path: Path) -> None:
    found = verdict(tmp_path, "my printer is paused", "printing", "print-wrong-default/debian-13--stopped")
    assert found.cause is not None
    assert found.cause.id == "print-offline"
    assert found.proposed_fix_id == "print-wrong-default"
    assert found.proposed_fix is not None
    assert ENGLISH.translate(found.proposed_fix.sentence) == "Make hall your default printer."
    assert not found.ticket_first
    assert found.reason is not None  # it names what an administrator can do, and contradicts no button
    assert ENGLISH.translate(found.reason) == (
        "Only an administrator can resume office. Another printer, hall, is ready, so you can print there "
        "in the meantime."
    )


def test_another_printer_that_does_not_answer_is_not_offered(tmp_path: Path) -> None:
    question = {"reading": "connections.probe_port", "params": {"host": "127.0.0.1", "port": 19100}}
    silent = TranscriptEntry(question, {"answer": "silent"})
    machine = computer("printing", "print-wrong-default/debian-13--stopped", extra=(silent,))
    found = diagnosis(machine, tmp_path).diagnose("my printer is paused", Progress())
    assert found.cause is not None
    assert found.cause.id == "print-offline"
    assert found.ways == []
    assert found.ticket_first


@pytest.mark.parametrize("text", ["change my default printer", "choisir l'imprimante par défaut"])
def test_who_wants_another_default_printer_is_offered_the_choice(text: str, tmp_path: Path) -> None:
    names = TranscriptEntry(*_ready_default("office", "hall", "depot"))
    machine = computer("wrong-printer", "print-wrong-default/debian-13--healthy", extra=(names,))
    found = diagnosis(machine, tmp_path).diagnose(text, Progress())
    assert (found.kind, found.proposed_fix_id) == (VerdictKind.CAUSE, "print-wrong-default")
    assert ENGLISH.translate(found.summary) == "Your default printer is office."
    assert found.proposed_fix is not None
    assert ENGLISH.translate(found.proposed_fix.sentence) == "Choose the default printer"


def test_a_button_names_no_printer_if_the_user_will_choose(tmp_path: Path) -> None:
    names = TranscriptEntry(*_ready_default("office", "hall", "depot", paused="office"))
    machine = computer("printing", "print-wrong-default/debian-13--stopped", extra=(names,))
    found = diagnosis(machine, tmp_path).diagnose("my printer is paused", Progress())
    assert found.proposed_fix is not None
    assert found.proposed_fix.fix == "print-wrong-default"
    assert found.proposed_fix.proposal is not None
    assert ENGLISH.translate(found.proposed_fix.sentence) == "Choose the default printer"


def _ready_default(*names: str, paused: str = "") -> tuple[dict[str, str], dict[str, Json]]:
    """Return the reading of these printers, the first of which is the default, and its answer."""
    printers = [
        {
            "name": name,
            "instance": "",
            "default": name == names[0],
            "options": {
                "device-uri": "socket://127.0.0.1:19100",
                "printer-state": "5" if name == paused else "3",
            },
        }
        for name in names
    ]
    return {"reading": "print_queues.read_cups_printers"}, {
        "answer": {"service": "running", "printers": printers}
    }


def test_how_much_of_the_disk_is_free_is_said(tmp_path: Path) -> None:
    found = verdict(tmp_path, "my disk is full", "disk-space")
    assert found.kind is VerdictKind.NOTHING_FOUND
    assert found.reason is not None
    said = ENGLISH.translate(found.reason).replace("\xa0", " ")
    assert said.startswith("Your disk has 67.1 MB of 67.1 MB free. The help desk can investigate further.")


@pytest.mark.parametrize(
    ("words", "complaint", "measured"),
    [
        (
            "my computer is slow",
            "slow",
            "Right now, the processor is 85% busy, and 24.5 GB of 25.3 GB of memory is free.",
        ),
        (
            "the internet is slow",
            "slow-network",
            "The internet responds in 1 ms, and downloads run at 4162 Mbit/s.",
        ),
    ],
)
def test_what_was_measured_of_the_speed_is_said(
    words: str, complaint: str, measured: str, tmp_path: Path
) -> None:
    found = verdict(tmp_path, words, complaint, "net-slow/debian-13--healthy")
    assert found.kind is VerdictKind.NOTHING_FOUND
    assert found.reason is not None
    said = ENGLISH.translate(found.reason).replace("\xa0", " ")
    assert said.startswith(f"{measured} The help desk can investigate further.")


def _paths(*lost: int) -> TranscriptEntry:
    """Return the quick measurement of the ways to a page and to the gateway, with that many lost probes."""
    stations = [["probe.example", 80], ["10.77.0.1", 80]]
    question = {
        "reading": "network_quality.measure_port_latencies",
        "params": {"stations": stations, "pause": 0.06},
    }
    return TranscriptEntry(question, {"answer": [[None] * n + [1.0] * (20 - n) for n in lost]})


@pytest.mark.parametrize(
    ("text", "complaint"), [("no internet", "internet"), ("websites don't load", "browser")]
)
def test_lost_packets_are_found_although_all_pages_arrived(text: str, complaint: str, tmp_path: Path) -> None:
    """In four of ten attempts on a link that loses 40 % of all packets, nothing was found."""
    found = verdict(tmp_path, text, complaint, MEASURED, extra=(_paths(9, 8),))
    assert found.cause is not None
    assert found.cause.id == found.proposed_fix_id == "net-slow"
    assert ENGLISH.translate(found.summary) == (
        "The connection between this computer and your network is poor."
    )
    good = verdict(tmp_path, text, complaint, MEASURED, extra=(_paths(0, 0),))
    assert good.kind is VerdictKind.NOTHING_FOUND
    assert good.checks[-1].id == "net-slow"
    assert good.checks[-1].state is CheckState.HEALTHY


def test_the_network_is_not_measured_in_addition_if_a_cause_is_found_or_in_vain(tmp_path: Path) -> None:
    cable_out = verdict(tmp_path, "no internet", "internet", CABLE_OUT, extra=(_paths(9, 8),))
    unmeasured = verdict(tmp_path, "no internet", "internet")
    for found in (cable_out, unmeasured):
        assert "net-slow" not in [result.id for result in found.checks]


def test_without_a_network_the_name_server_is_not_blamed(tmp_path: Path) -> None:
    found = verdict(tmp_path, "no internet", "internet", CABLE_OUT)
    states = {result.id: result.state for result in found.checks}
    assert states["net-dns"] is CheckState.INCONCLUSIVE
    assert found.cause is not None
    assert found.cause.id == "net-no-internet"


def test_what_two_checks_call_by_one_sentence_is_one_finding(tmp_path: Path) -> None:
    found = verdict(tmp_path, "no internet", "internet", "net-no-internet/debian-13--portal")
    assert [way.fix for way in found.ways] == ["net-captive-portal"]
    assert found.others == []


def test_nothing_is_found(tmp_path: Path) -> None:
    found = verdict(tmp_path, "I hear nothing, no sound", "sound")
    assert (found.kind, found.cause, found.proposed_fix_id) == (VerdictKind.NOTHING_FOUND, None, None)
    assert [result.state for result in found.checks] == [CheckState.HEALTHY] * 3
    assert ENGLISH.translate(found.summary) == "Nothing we checked explains this."
    assert found.ticket_first
    assert found.ticket.problem == "audio-no-sound"


def test_a_check_that_fails_is_never_healthy(tmp_path: Path) -> None:
    found = diagnosis(computer("printing", PAUSED), tmp_path).diagnose("no sound", Progress())
    assert found.kind is VerdictKind.NEEDS_A_PERSON  # nothing of the sound was recorded there
    assert found.has_no_conclusive_result
    assert ENGLISH.translate(found.summary) == "We couldn't check this computer."
    assert {result.state for result in found.checks} == {CheckState.INCONCLUSIVE}


def test_nothing_found_names_how_many_checks_failed(tmp_path: Path) -> None:
    found = diagnosis(computer("camera"), tmp_path).diagnose("no sound", Progress())
    assert [result.state for result in found.checks] == [
        CheckState.INCONCLUSIVE,
        CheckState.INCONCLUSIVE,
        CheckState.HEALTHY,
    ]
    assert ENGLISH.translate(found.summary) == "We found no cause, but 2 checks couldn't be completed."


def test_who_asks_about_wifi_is_told_that_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_fix: NetWifi, _machine: Machine) -> None:
        raise NotOfferedError(N_("This computer has no Wi-Fi."))

    monkeypatch.setattr(NetWifi, "diagnose", fail)
    found = verdict(tmp_path, "je capte pas le wifi invité", "internet")
    assert ENGLISH.translate(found.summary) == "This computer has no Wi-Fi."
    other = verdict(tmp_path, "no internet", "internet")
    assert "no cause" in ENGLISH.translate(other.summary)


@pytest.mark.parametrize("text", ["I spilt coffee on my laptop", "j'ai renversé du café sur mon clavier"])
def test_what_only_a_person_can_solve_is_answered_without_a_check(text: str, tmp_path: Path) -> None:
    heard: list[Event] = []
    found = diagnosis(computer("sound"), tmp_path).diagnose(text, Progress(), heard.append)
    assert found.kind is VerdictKind.NEEDS_A_PERSON
    assert found.ticket.topic == "liquid-spill"
    assert found.ticket_first
    assert not found.has_no_conclusive_result
    assert (found.checks, heard) == ((), [])


@pytest.mark.parametrize("text", ["qwxz", "quel temps fera-t-il demain", "you are a piece of junk"])
def test_unknown_words_lead_to_the_help_desk(text: str, tmp_path: Path) -> None:
    """What isn't understood isn't called impossible to check, and the ticket's title is the user's own."""
    found = diagnosis(computer("sound"), tmp_path).diagnose(text, Progress())
    assert found.kind is VerdictKind.NEEDS_A_PERSON
    assert ENGLISH.translate(found.summary) == "We didn't recognise a problem in your description."
    assert (found.ticket.topic, found.ticket.title) == ("", None)


def test_each_check_starts_once_and_ends_once(tmp_path: Path) -> None:
    heard: list[Event] = []
    found = diagnosis(computer("sound", MUTED), tmp_path).diagnose("no sound", Progress(), heard.append)
    ids = [result.id for result in found.checks]
    assert [event.check for event in heard if event.kind is EventKind.STARTED] == ids
    ended = {event.check: event.kind for event in heard if event.kind is not EventKind.STARTED}
    assert ended == dict.fromkeys(ids, EventKind.FINISHED) | {"audio-no-sound": EventKind.FINDING}
    assert len(heard) == 2 * len(ids)


def test_what_the_organisation_does_not_offer_is_not_checked(tmp_path: Path) -> None:
    machine = computer("sound", MUTED)
    found = diagnosis(machine, tmp_path, fixes=FixesPolicy(deny=("audio-no-sound",))).diagnose_complaint(
        "sound", Progress()
    )
    assert "audio-no-sound" not in [result.id for result in found.checks]
    assert found.kind is VerdictKind.NOTHING_FOUND


def test_a_complaint_is_found_by_a_check_too(tmp_path: Path) -> None:
    found = diagnosis(computer("printing", PAUSED), tmp_path).diagnose_complaint("can-print", Progress())
    assert found.complaints == ("printing",)


def test_the_verdict_speaks_french(tmp_path: Path) -> None:
    found = verdict(tmp_path, "pas de son", "sound")
    assert "vérifications" in Translator("fr").translate(found.summary)


# -- what the first screen found -------------------------------------------------------------------


def of_item(folder: Path, item: str, complaint: str, *broken: str) -> Verdict:
    return diagnosis(computer(complaint, *broken), folder).diagnose_complaint(item, Progress())


def test_what_the_first_screen_said_is_what_the_answer_is_about(tmp_path: Path) -> None:
    said = overview(tmp_path, "can-print", "printing", PAUSED)
    found = of_item(tmp_path, "can-print", "printing", PAUSED)
    assert found.kind is VerdictKind.CAUSE
    assert found.summary == said
    assert found.ticket.title == said
    assert found.cause is not None
    assert found.cause.id == "print-offline"  # the fix that knows why, and what to do


class TwoPrinters(PrintOffline):
    """Sees more than what the first screen said."""

    def diagnose(self, machine: Machine) -> Finding | None:
        found = super().diagnose(machine)
        return replace(found, summary=N_("Two printers are paused.")) if found is not None else None


def replace_checks(seeing: Diagnosis, others: Mapping[str, Check | None]) -> None:
    """Give the catalogue other checks, or None instead of a check."""
    checks = {**seeing._catalog.checks, **others}
    seeing._catalog.__dict__["checks"] = {id_: check for id_, check in checks.items() if check is not None}


def test_what_explains_it_is_the_reason_of_what_the_first_screen_said(tmp_path: Path) -> None:
    seeing = diagnosis(computer("printing", PAUSED), tmp_path)
    replace_checks(seeing, {"print-offline": TwoPrinters()})
    found = seeing.diagnose_complaint("can-print", Progress())
    assert found.summary == overview(tmp_path, "can-print", "printing", PAUSED)
    assert found.cause is not None
    assert found.cause.id == "print-offline"
    assert found.reason == N_("Two printers are paused.")


def test_an_item_that_nothing_else_explains_is_the_cause_itself(tmp_path: Path) -> None:
    machine = computer("printing", PAUSED)
    seeing = diagnosis(machine, tmp_path)
    replace_checks(seeing, dict.fromkeys(load_complaints()["printing"].checks))
    found = seeing.diagnose_complaint("can-print", Progress())
    assert found.kind is VerdictKind.CAUSE
    assert found.cause is not None
    assert (found.cause.id, found.proposed_fix_id) == ("can-print", None)
    assert found.summary == overview(tmp_path, "can-print", "printing", PAUSED)


def test_an_item_that_is_gone_is_not_claimed(tmp_path: Path) -> None:
    found = of_item(tmp_path, "can-print", "printing")
    assert found.kind is VerdictKind.NOTHING_FOUND


def overview(folder: Path, check: str, complaint: str, *broken: str) -> Text:
    """Return what the first screen says of a check."""
    machine = computer(complaint, *broken)
    seeing = diagnosis(machine, folder)
    result = seeing._engine.check(seeing._catalog.checks[check], Progress())
    assert result.finding is not None
    return result.finding.summary


HELD = Transcript.load(TRANSCRIPTS / "print-held" / "debian-13--badge.toml")
NONE_OFFERED = "print-wrong-default/debian-13--healthy"


def test_a_held_document_is_named_where_nothing_else_explains_the_complaint(tmp_path: Path) -> None:
    asked = (e for e in HELD.entries if e.key != PRINTER_ANSWERS.key)  # else the second to ask is refused
    entries = [replace(e, answer=copy.deepcopy(e.answer)) for e in asked]
    said = next(e.answer["answer"] for e in entries if "read_cups_printers" in e.key)
    said["printers"][0]["default"] = True
    extra = (PRINTER_ANSWERS, *entries)
    found = verdict(tmp_path, "my document isn't printed", "printing", NONE_OFFERED, extra=extra)
    assert found.cause is not None
    assert found.cause.id == "print-held"
    assert ENGLISH.translate(found.summary) == (
        "Your document for the printer secure is on hold: release it at the printer."
    )
    assert found.proposed_fix is None


def test_a_fault_comes_before_a_held_document(tmp_path: Path) -> None:
    found = verdict(tmp_path, "my document isn't printed", "printing", CABLE_OUT, extra=tuple(HELD.entries))
    assert found.cause is not None
    assert found.cause.id != "print-held"
    assert "print-held" in [result.id for result in found.others]


PRINTER_ANSWERS = TranscriptEntry(
    {"reading": "connections.probe_port", "params": {"host": "127.0.0.1", "port": 9}}, {"answer": "open"}
)
