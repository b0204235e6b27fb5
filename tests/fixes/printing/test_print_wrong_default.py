"""When a default printer cannot be meant, and which one is proposed instead."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import CheckResult, CheckState, Finding, Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.printing import print_wrong_default
from selfhelp.fixes.printing.print_wrong_default import PrintWrongDefault
from selfhelp.machine import Probe
from selfhelp.machine.printing.default_printer import FIRST_STAYS, ChooseFirstPrinter, ChoosePrinter
from selfhelp.machine.replay import ReplayMachine

FIX = PrintWrongDefault()
Replay = Callable[[str], ReplayMachine]


def printer(name: str, default: bool = False, device: str = "", state: str = "3") -> Json:
    options = {"printer-state": state, "device-uri": device or f"socket://{name}.example"}
    return {"name": name, "instance": "", "default": default, "options": options}


class Computer:
    """A Linux computer with certain printers, and what its owner chose."""

    platform = Platform.LINUX

    def __init__(
        self,
        *printers: Json,
        file: str = "",
        variable: str = "",
        offered: tuple[str, ...] = (),
        silent: tuple[str, ...] = (),
    ) -> None:
        self.silent = silent
        self.answers = {
            "print_jobs.read_print_user": {"name": "anna", "now": "2026-12-01T09:00:00", "admin": False},
            "print_queues.read_cups_printers": {"service": "running", "printers": list(printers)},
            "default_printer.read_chosen_printer": {"file": file, "variable": variable},
            "organisation.read_policy_values": {"printers": list(offered)},
        }

    def read(self, source: Any) -> Json:
        if source.name == "connections.probe_port":
            return "silent" if source.params["host"].partition(".")[0] in self.silent else "open"
        return self.answers[source.name]

    def run(self, command: object) -> Any:
        raise AssertionError("no program is asked")

    change = run


def found(*printers: Json, **rest: Any) -> Finding:
    finding = FIX.diagnose(Computer(*printers, **rest))
    assert finding is not None
    return finding


def test_a_working_default_is_healthy_despite_preferences() -> None:
    assert FIX.diagnose(Computer(printer("a", default=True), printer("b"))) is None
    assert FIX.diagnose(Computer(printer("a", default=True), file="a")) is None


@pytest.mark.parametrize(
    ("words", "computer"),
    [
        ("is no longer available", Computer(printer("a"), file="<b>old")),
        ("is no longer available", Computer(printer("a", default=True), file="old")),
        ("No default printer is set", Computer(printer("a"))),
        ("doesn't print on paper", Computer(printer("a"), printer("pdf", default=True, device="cups-pdf:/"))),
        (
            "isn't one of your organisation's",
            Computer(printer("a"), printer("home", default=True), offered=("socket://a.example",)),
        ),
    ],
)
def test_a_default_that_cannot_be_meant(words: str, computer: Computer) -> None:
    finding = FIX.diagnose(computer)
    assert finding is not None
    assert words in ENGLISH.translate(finding.summary)
    assert FIX.list_questions(finding) == () or len(finding.data["printers"]) > 1


def test_without_a_default_printer_there_is_no_other_to_choose() -> None:
    """The finding offered "another default printer" where none was set."""
    meaning = found(printer("a"), printer("b")).meaning
    assert meaning is not None
    assert ENGLISH.translate(meaning).endswith("You can choose a default printer.")
    gone = found(printer("a"), printer("b"), file="old").meaning
    assert gone is not None
    assert ENGLISH.translate(gone).endswith("We can choose another default printer.")


def test_that_no_printer_is_ready_comes_first() -> None:
    """With two paused printers and no default printer, the answer was to choose one of them."""
    assert found(printer("a", state="5"), printer("b", state="5")).explained_by == "print-offline"
    assert found(printer("a", state="5"), printer("b")).explained_by == ""


def test_a_missing_organisation_printer_is_no_fault() -> None:
    offered = ("ipp://elsewhere.example/printers/x",)
    assert FIX.diagnose(Computer(printer("home", default=True), offered=offered)) is None


def test_where_only_files_can_be_made_nothing_is_wrong() -> None:
    assert FIX.diagnose(Computer(printer("pdf", default=True, device="cups-pdf:/"))) is None
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Computer())


def test_what_is_proposed() -> None:
    one = found(printer("a"))
    assert FIX.list_questions(one) == ()
    assert FIX.plan_steps(one, {}) == [ChoosePrinter("a")]
    several = found(printer("a", state="5"), printer("b"), printer("c"))
    (question,) = FIX.list_questions(several)
    assert [option.key for option in question.options if option.chosen] == ["b"]
    assert FIX.plan_steps(several, {"printer": ["c"]}) == [ChoosePrinter("c")]
    company = found(printer("a"), printer("b"), offered=("ipp://b.example/ipp/print",))
    assert company.data["proposed"] == "b"


def test_a_first_default_that_stays_is_not_promised_to_be_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FIRST_STAYS.rows[Platform.WINDOWS](Computer())
    rows = {Platform.LINUX: FIRST_STAYS.rows[Platform.WINDOWS]}
    monkeypatch.setattr(print_wrong_default, "FIRST_STAYS", Probe("", rows))
    assert FIX.plan_steps(found(printer("a")), {}) == [ChooseFirstPrinter("a")]
    instead = found(STOPPED, printer("hp"))
    assert FIX.plan_steps(instead, {}) == [ChoosePrinter("hp")], "the former default can be restored"


def test_a_variable_comes_before_every_choice() -> None:
    assert FIX.find_blocked_reason(Computer(), found(printer("a"))) is None
    refusal = FIX.find_blocked_reason(Computer(), found(printer("a"), variable="<b>old"))
    assert "documents to <b>old" in ENGLISH.translate(refusal or "")


def test_a_remote_sessions_printer_is_never_offered(replay: Replay) -> None:
    assert FIX.diagnose(replay("print-wrong-default/windows-11--remote")) is None
    finding = FIX.diagnose(replay("print-wrong-default/windows-11--pdf"))
    assert finding is not None
    assert finding.data["printers"] == ["HP LaserJet <3>"]


def test_a_personal_default_printer_is_right_if_chosen() -> None:
    home, company = printer("home", default=True), printer("a")
    finding = found(printer("a"), home, offered=("socket://a.example",))
    computer = Computer(company, home, offered=("socket://a.example",))
    assert FIX.verify_outcome(computer, finding, {"printer": ["home"]}) is None
    assert FIX.verify_outcome(computer, finding, {"printer": ["a"]}) is not None


STOPPED = printer("canon", default=True, state="5")


def test_another_printer_is_ready_only_if_it_answers() -> None:
    finding = found(STOPPED, printer("hp"))
    assert ENGLISH.translate(finding.summary) == "Your default printer canon is stopped, but hp is ready."
    assert ENGLISH.translate(finding.meaning or "") == (
        "Only an administrator can resume canon. We can make hp your default printer."
    )
    assert FIX.is_workaround(finding)
    assert FIX.diagnose(Computer(STOPPED, printer("hp"), silent=("hp",))) is None


def test_of_several_only_those_that_answer_are_offered() -> None:
    finding = found(STOPPED, printer("hp"), printer("xerox"), printer("old", state="5"), silent=("hp",))
    assert finding.data["printers"] == ["xerox"]
    assert "xerox is ready" in ENGLISH.translate(finding.summary)


def test_a_silent_default_is_exchanged_only_for_a_printer_that_answers() -> None:
    canon, cable = printer("canon", default=True), printer("desk", device="usb://HP/LaserJet")
    finding = found(canon, printer("hp"), printer("old"), cable, silent=("canon", "old"))
    assert ENGLISH.translate(finding.summary) == "Your default printer canon isn't ready, but hp is."
    assert ENGLISH.translate(finding.meaning or "") == (
        "You can print on hp now. We can make it your default printer."
    )
    assert FIX.is_workaround(finding)
    assert FIX.plan_steps(finding, {}) == [ChoosePrinter("hp")]
    for others, silent in (
        ((), ("canon",)),
        ((cable,), ("canon",)),
        ((printer("hp"),), ("canon", "hp")),
        ((printer("hp"),), ()),
    ):
        assert FIX.diagnose(Computer(canon, *others, silent=silent)) is None


@pytest.mark.parametrize(
    ("state", "reasons", "exchanged"),
    [
        ("3", "media-jam-error", True),
        ("3", "offline-report,offline", True),
        ("3", "toner-low-warning", False),
        ("5", "paused", False),
    ],
)
def test_a_default_that_needs_someone_at_the_printer_is_exchanged(
    state: str, reasons: str, exchanged: bool
) -> None:
    """One that is paused is resumed from here instead."""
    canon = printer("canon", default=True, state=state)
    canon["options"]["printer-state-reasons"] = reasons
    computer = Computer(canon, printer("hp"))
    computer.answers["print_jobs.read_print_user"] = {"name": "anna", "now": "", "admin": True}
    assert (FIX.diagnose(computer) is not None) is exchanged


def test_another_printer_than_the_organisations_is_right_if_it_was_proposed() -> None:
    hall, home = printer("hall", default=True), printer("home")
    offered = ("socket://hall.example",)
    finding = found(hall, home, offered=offered, silent=("hall",))
    changed = Computer(printer("hall"), printer("home", default=True), offered=offered, silent=("hall",))
    assert FIX.verify_outcome(changed, finding, {}) is None


def test_a_printer_that_cannot_be_probed_is_not_called_ready() -> None:
    cable = printer("desk", device="usb://HP/LaserJet")
    finding = found(STOPPED, cable)
    assert ENGLISH.translate(finding.summary) == "Your default printer canon is stopped."
    assert "couldn't check whether" in ENGLISH.translate(finding.meaning or "")
    assert not FIX.is_workaround(finding)
    assert found(STOPPED, cable, printer("hp")).data["printers"] == ["hp"]


def test_without_a_default_the_one_that_answers_is_proposed() -> None:
    finding = found(printer("a"), printer("b"), silent=("a",))
    assert finding.data["printers"] == ["a", "b"]
    assert finding.data["proposed"] == "b"
    assert FIX.is_workaround(finding)
    assert not FIX.is_workaround(found(printer("a"), silent=("a",)))


def test_silent_printers_are_probed_at_the_same_time() -> None:
    class Slow(Computer):
        def read(self, source: Any) -> Json:
            if source.name == "connections.probe_port":
                time.sleep(0.3)
            return super().read(source)

    begun = time.monotonic()
    finding = FIX.diagnose(Slow(STOPPED, *map(printer, "abcde"), silent=("a", "b", "c", "d")))
    assert finding is not None
    assert finding.data["printers"] == ["e"]
    assert time.monotonic() - begun < 1.2


def offered(*printers: Json, **rest: Any) -> Finding:
    finding = FIX.find_offer_on_request(Computer(*printers, **rest))
    assert isinstance(finding, Finding)
    assert finding.on_request
    return finding


PAUSED = {**STOPPED, "options": {**STOPPED["options"], "printer-state-reasons": "paused"}}


def test_who_asks_may_choose_although_the_default_is_right() -> None:
    usual, other = printer("canon", default=True), printer("hp")
    finding = offered(usual, other, printer("pdf", device="cups-pdf:/"))
    assert ENGLISH.translate(finding.summary) == "Your default printer is canon."
    assert ENGLISH.translate(finding.meaning or "") == "We can make hp your default printer."
    (question,) = FIX.list_questions(finding)
    assert [(option.key, option.chosen) for option in question.options] == [("hp", False)]
    assert FIX.plan_steps(finding, {"printer": ["hp"]}) == [ChoosePrinter("hp")]
    several = offered(usual, printer("old"), other, printer("x", state="5"), silent=("old",))
    assert [option.key for option in FIX.list_questions(several)[0].options] == ["hp", "old", "x"]
    assert several.data["proposed"] == "hp"
    assert "another default printer: hp, old, x." in ENGLISH.translate(several.meaning or "")


def test_who_asks_may_leave_a_paused_default_even_for_a_silent_printer() -> None:
    finding = offered(PAUSED, printer("hp"), silent=("hp",))
    assert finding.data["printers"] == ["hp"]


@pytest.mark.parametrize("others", [(), (printer("x", state="5"),), (printer("pdf", device="cups-pdf:/"),)])
def test_without_another_usable_printer_nothing_is_offered(others: tuple[Json, ...]) -> None:
    assert FIX.find_offer_on_request(Computer(printer("a", default=True), *others)) is None


def test_what_was_chosen_is_read_back() -> None:
    finding = offered(printer("canon", default=True), printer("hp"), printer("kyo"))
    assert FIX.verify_outcome(Computer(printer("canon", default=True)), finding, {}) is not None
    now = Computer(printer("canon"), printer("kyo", default=True), silent=("kyo",))
    assert FIX.verify_outcome(now, finding, {"printer": ["hp"]}) is not None
    assert FIX.verify_outcome(now, finding, {"printer": ["kyo"]}) is None


def test_after_the_choice_the_new_default_is_named() -> None:
    canon, home = printer("canon", default=True), printer("home")
    finding = offered(canon, home, offered=("socket://canon.example",))
    seen = [CheckResult(FIX.id, CheckState.FOUND, finding)]
    now = Computer(printer("canon"), printer("home", default=True), offered=("socket://canon.example",))
    goal = FIX.limit_to_complaint(seen, FIX.id)
    assert goal.diagnose(now) is None, "a printer that the user has just chosen isn't wrong"
    told = goal.find_success_by_workaround(now)
    assert told is not None
    assert ENGLISH.translate(told.summary) == "home is your default printer now."
    assert FIX.limit_to_complaint(seen).find_success_by_workaround(now) is None
    assert FIX.find_success_by_workaround(now) is None
