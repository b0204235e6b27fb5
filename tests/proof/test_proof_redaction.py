"""No name, address or secret of a computer is in a proof, and what is left can be replayed."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import replace
from itertools import product

import pytest

from selfhelp.core.model import CheckState, Platform, PrivacyClass
from selfhelp.machine.replay import RecordingMachine, ReplayMachine
from selfhelp.machine.transcript import TranscriptEntry
from selfhelp.proof import AskedKind, ProofPart
from selfhelp.proof.proof_redaction import (
    LARGEST_PART,
    learn_names_to_redact,
    redact_entry,
    redact_part,
    redact_proof_text,
    verify_replay,
)
from selfhelp.proof.reading_machine import ReadingMachine
from selfhelp.proof.recording import create_check_subject, record_subject
from selfhelp.report.redact import Redactor
from tests.proof.computers import strings, transcripts

NAMES = {
    PrivacyClass.PERSON: ["zoe.obrien"],
    PrivacyClass.HOST: ["LAPTOP-4711"],
    PrivacyClass.DEVICE: ["Zoe's Jabra"],
}
TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def redactor() -> Redactor:
    return Redactor(NAMES, ["s3cret-by-value"])


@pytest.mark.parametrize(
    "entry",
    [
        TranscriptEntry(
            {"run": ["lpstat", "-p", "Zoe's Jabra"]}, {"code": 0, "stdout": "zoe.obrien", "stderr": TOKEN}
        ),
        TranscriptEntry({"file": "~/zoe.obrien.txt"}, {"text": "host LAPTOP-4711 password=hunter22x\n"}),
        TranscriptEntry(
            {"reading": "a.b", "params": {"device": "Zoe's Jabra"}}, {"answer": {"Zoe's Jabra": [TOKEN]}}
        ),
        TranscriptEntry(
            {"reading": "a.b"}, {"json": '{"zoe.obrien": null, "x": ["LAPTOP-4711", "s3cret-by-value"]}'}
        ),
        TranscriptEntry({"reading": "a.b"}, {"answer": {"password": "hunter22x"}}),
        TranscriptEntry({"registry": "HKCU\\X", "value": "Y"}, {"answer": "\\\\LAPTOP-4711\\zoe.obrien"}),
        TranscriptEntry({"reading": "a.b"}, {"failed": "probe", "message": "zoe.obrien has no LAPTOP-4711"}),
    ],
)
def test_names_and_secrets_go_from_questions_and_answers(entry: TranscriptEntry, redactor: Redactor) -> None:
    said = strings([redact_entry(entry, redactor)])
    for private in ("zoe.obrien", "LAPTOP-4711", "Zoe", TOKEN, "hunter22x", "s3cret-by-value"):
        assert private not in said


def test_a_question_about_a_name_keeps_fitting_the_answer_that_told_it(redactor: Redactor) -> None:
    told = redact_entry(TranscriptEntry({"run": ["lpstat", "-e"]}, {"stdout": "Zoe's Jabra"}), redactor)
    asked = redact_entry(TranscriptEntry({"run": ["lpstat", "-p", "Zoe's Jabra"]}, {}), redactor)
    assert told.answer["stdout"] == asked.question["run"][2]


PRIVATE, PUBLIC = ("192.168.1.17", "10.20.30.40", "172.20.1.9"), ("93.184.216.34",)
ADDRESSES = [
    *product((*PRIVATE, *PUBLIC), ("{}", "inet {}/24 brd", "gateway={}")),
    *product(PRIVATE, ("nameserver {}\n",)),
]
"""A public name server tells nothing about a user."""


@pytest.mark.parametrize(("address", "line"), ADDRESSES)
def test_an_address_becomes_another_address(address: str, line: str, redactor: Redactor) -> None:
    shown = redact_proof_text(redactor, "", line.format(address))
    before, after = line.split("{}")
    assert shown.startswith(before)
    assert shown.endswith(after)
    new = shown[len(before) : len(shown) - len(after)] if after else shown[len(before) :]
    assert str(ipaddress.ip_address(new)) != address


def test_equal_networks_stay_equal_and_others_do_not(redactor: Redactor) -> None:
    first, second, other = (
        redact_proof_text(redactor, "", address) for address in ("192.168.7.1", "192.168.7.99", "192.168.8.1")
    )
    network = ipaddress.ip_network(f"{first}/24", strict=False)
    assert ipaddress.ip_address(second) in network
    assert ipaddress.ip_address(other) not in network
    assert redact_proof_text(redactor, "", "192.168.7.1") == first


def test_a_hardware_address_becomes_an_unassigned_one(redactor: Redactor) -> None:
    shown = redact_proof_text(redactor, "", "link/ether 3c:52:82:aa:bb:cc brd")
    assert "3c:52:82" not in shown
    assert shown.startswith("link/ether 02:00:00:")


def test_what_this_program_asks_everywhere_stays(redactor: Redactor) -> None:
    for public in ("http://captive.apple.com/hotspot-detect.html", "pool.ntp.org", "www.msftconnecttest.com"):
        assert redact_entry(
            TranscriptEntry({"reading": "a.b", "params": {"x": public}}, {}), redactor
        ).question["params"] == {"x": public}


def test_too_much_and_too_late_is_left_out_and_said(redactor: Redactor) -> None:
    entry = TranscriptEntry({"run": ["lsblk"]}, {"code": 0, "stdout": "x" * (LARGEST_PART + 1)})
    part = ProofPart(AskedKind.CHECK, "x", CheckState.HEALTHY, 1, asked=[entry])
    large = redact_part(part, redactor, time.monotonic() + 60)
    assert (large.asked, large.left_out) == ((), "the answers are too large")
    small = replace(part, asked=[TranscriptEntry({"run": ["lsblk"]}, {"code": 0})])
    late = redact_part(small, redactor, time.monotonic() - 1)
    assert (late.asked, late.left_out) == ((), "there was no time to redact the answers")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("platform", "least"), [(Platform.LINUX, 0.95), (Platform.WINDOWS, 0.95), (Platform.MACOS, 0.88)]
)
def test_most_known_computers_can_be_replayed_from_their_redacted_answers(
    platform: Platform, least: float
) -> None:
    kept = total = 0
    for check, path, transcript in transcripts(platform):
        looked = create_check_subject(check)
        part = record_subject(RecordingMachine(ReadingMachine(ReplayMachine(transcript))), looked)
        assert part.state is transcript.expect, path
        clean = verify_replay(redact_part(part, Redactor(NAMES), time.monotonic() + 60), looked, platform)
        total, kept = total + 1, kept + bool(clean.replays)
    assert total > 90
    assert kept / total >= least


@pytest.mark.parametrize("mark", [PrivacyClass.DEVICE, PrivacyClass.QUEUE])
def test_a_name_that_a_section_marks_is_found_in_every_other_part(
    redactor: Redactor, mark: PrivacyClass
) -> None:
    """A proof is public: there, the name of a printer's queue is hidden as well, unlike in a ticket."""
    from selfhelp.core.model import Item
    from selfhelp.machine import File, Machine

    def read(machine: Machine) -> list[Item]:
        return [Item("printer", str(machine.read(File("/p"))), reveals=mark)]

    asked = [TranscriptEntry({"file": "/p"}, {"text": "Marketing-West"})]
    learn_names_to_redact(asked, read, Platform.LINUX, redactor)
    assert "Marketing-West" not in redact_proof_text(redactor, "", "job 4 on Marketing-West is held")
