"""Held documents: named to a user who complains about printing, and no fault otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.checks.can_print import CanPrint
from selfhelp.checks.print_held import PrintHeld
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import ENGLISH, Translator
from selfhelp.machine import Command, Output
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import Transcript
from selfhelp.policy.policy import Policy
from tests.people import ROOT

HELD, AUTHENTICATION = "job-hold-until-specified", "cups-held-for-authentication"


GERMAN = (
    "Ihr Dokument für den Drucker office wird zurückgehalten: Geben Sie es in der Druckerwarteschlange frei."
)


class Computer:
    """A Linux computer with two printers; one of them holds everything until someone fetches it."""

    platform = Platform.LINUX

    def __init__(self, *jobs: tuple[str, str], state: str = "3") -> None:
        self._jobs, self._state = jobs, state

    def run(self, command: Command) -> Output:
        assert command.argv[0] == "lpstat"
        date = "anna  1024  Tue 01 Dec 2026 07:00:00"
        lines = [f"{queue}-{n}  {date}\n\tAlerts: {alert}" for n, (queue, alert) in enumerate(self._jobs)]
        return Output(0, "\n".join(lines), "")

    def read(self, source: Any) -> Json:
        if source.function.__name__ == "read_print_user":
            return {"name": "anna", "now": "2026-12-01T09:00:00", "admin": False}
        plain = {"printer-state": self._state, "device-uri": "usb://HP/LaserJet"}
        office = {"name": "office", "instance": "", "default": True, "options": plain}
        badge = {
            **office,
            "name": "badge",
            "default": False,
            "options": plain | {"job-hold-until": "indefinite"},
        }
        return {"service": "running", "printers": [office, badge], "jobs": {"office": len(self._jobs)}}


@pytest.mark.parametrize(
    ("queues", "language", "sentence"),
    [
        (
            ["badge"],
            "en",
            "Your document for the printer badge is on hold: release it at the printer.",
        ),
        (
            ["office"],
            "en",
            "Your document for the printer office is on hold: release it in the print queue.",
        ),
        (
            ["office", "office"],
            "en",
            "2 of your documents for the printer office are on hold: release them in the print queue.",
        ),
        (
            ["office", "badge"],
            "en",
            "2 of your documents are on hold: release them at the printer or in the print queue.",
        ),
        (
            ["badge"],
            "fr",
            "Votre document pour l’imprimante badge est retenu\xa0: libérez-le sur l’imprimante.",
        ),
        (
            ["office"],
            "de",
            GERMAN,
        ),
    ],
)
def test_one_sentence_says_what_releases_it(queues: list[str], language: str, sentence: str) -> None:
    finding = PrintHeld().diagnose(Computer(*((queue, HELD) for queue in queues)))
    assert finding is not None
    assert Translator(language).translate(finding.summary) == sentence


def test_what_waits_for_another_reason_is_not_called_held() -> None:
    assert PrintHeld().diagnose(Computer(("office", "job-printing"))) is None
    assert PrintHeld().diagnose(Computer(("office", AUTHENTICATION))) is None
    assert PrintHeld().diagnose(Computer()) is None


def test_the_overview_does_not_call_it_a_fault() -> None:
    assert "print-held" not in Catalog(Policy(), Platform.LINUX).overview_checks
    assert CanPrint().diagnose(Computer(("office", HELD), ("badge", HELD))) is None


def test_windows_and_macos_tell_it_too() -> None:
    for name, queue in (("windows-11--held", "HP LaserJet <3>"), ("macos-15--held", "Office_2")):
        transcript = Transcript.load(ROOT / "tests" / "transcripts" / "print-held" / f"{name}.toml")
        finding = PrintHeld().diagnose(ReplayMachine(transcript))
        assert finding is not None
        assert queue in ENGLISH.translate(finding.summary)
