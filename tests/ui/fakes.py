"""A machine that answers nothing, and a printer that a test breaks and repairs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Check, Fix
from selfhelp.machine import Command, Machine, Output, Reading, Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.system import name_and_address

HOSTILE = "Büro <b>&amp; $(rm -rf)\u202e\x07" + "x" * 10_000


class SilentMachine:
    """A computer that only knows its name."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def run(self, command: Command) -> Output:
        raise ProbeError(N_("It cannot be asked."))

    def read(self, source: Any) -> Json:
        if isinstance(source, Reading) and source.function is name_and_address.read_name_and_address:
            return {"name": "pc-1234", "address": "192.0.2.7"}
        raise ProbeError(N_("It cannot be asked."))

    def change(self, action: Any) -> Json:
        raise AssertionError("nothing may be changed here")


@dataclass
class Printer:
    """What is wrong, whether the step helps, and what was done."""

    stuck: bool = True
    helps: bool = True
    stays_paused: bool = False
    name: str = "Office"
    ask: bool = False
    by_hand: bool = False
    only_by_hand: bool = False
    wait: threading.Event = field(default_factory=threading.Event)
    look: threading.Event = field(default_factory=threading.Event)
    asked: list[Answers] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wait.set()
        self.look.set()

    def fix(self) -> Fix:
        _Cancel.printer = self
        return _PrintFix(self)


@dataclass(frozen=True)
class _Cancel(Step):
    """Cancel the documents; its way back prints them again."""

    name: ClassVar[str] = "fake-cancel"
    risk: ClassVar[Text | None] = N_("Documents that wait are not printed")
    duration: ClassVar[timedelta] = timedelta(seconds=20)
    printer: ClassVar[Printer]
    back: bool = False

    def describe_action(self) -> Text:
        return N_("Print them again") if self.back else N_("Cancel your documents")

    def make_undo_step(self, machine: Machine) -> Step:
        return _Cancel(back=True)

    def perform(self, machine: Machine, progress: Progress) -> str:
        progress.report(self.describe_action(), 0.5)
        while not self.printer.wait.wait(0.02):
            progress.check()
        self.printer.done.append("back" if self.back else "cancel")
        self.printer.stuck = self.back or not self.printer.helps
        return "one job"


@dataclass(frozen=True)
class _SwitchOn(Step):
    name: ClassVar[str] = "fake-switch-on"
    by_hand: ClassVar[bool] = True

    def describe_action(self) -> Text:
        return N_("Switch the printer on")


class _PrintFix(Fix):
    id = "print-stuck-queue"
    title = N_("Cancel stuck print jobs")
    category = Category.PRINTING
    looks = N_("Looking at your documents")
    cheap = True
    prevention = N_("Switch the printer on before you print.")

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def diagnose(self, machine: Machine) -> Finding | None:
        assert self._printer.look.wait(30)
        if not self._printer.stuck:
            return None
        summary = N_("A document waits for {printer}.", printer=self._printer.name)
        return Finding(summary, N_("Nothing comes out."), {"queue": self._printer.name})

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        options = [Option("a", "Office", chosen=True), Option("b", self._printer.name)]
        return (
            (ChoiceQuestion("queue", N_("Which printers?"), options, several=True),)
            if self._printer.ask
            else ()
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        self._printer.asked.append(answers)
        if self._printer.only_by_hand:
            return ByHand("printer-on"), ByHand("printer-cable")
        return (_Cancel(), _SwitchOn()) if self._printer.by_hand else (_Cancel(),)


class CanPrint(Check):
    """The goal of a complaint about printing: whether the made-up printer prints."""

    id = "can-print"
    title = N_("Check that you can print")
    category = Category.PRINTING
    looks = N_("Checking that you can print…")

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def diagnose(self, machine: Machine) -> Finding | None:
        return Finding(N_("{printer} is paused.", printer="Office")) if self._printer.stays_paused else None


class Broken(Fix):
    """A check with a bug."""

    id = "broken"
    title = N_("A check with a bug")
    category = Category.OTHER
    looks = N_("Looking")

    def diagnose(self, machine: Machine) -> Finding | None:
        raise ProbeError(N_("It cannot be seen."))

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        return ()
