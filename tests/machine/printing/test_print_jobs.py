"""What CUPS prints, read without being led astray by names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Action, Command, Output, Source
from selfhelp.machine.printing import print_jobs
from selfhelp.machine.printing.print_jobs import WAITING, CancelJobs, PrintJob
from selfhelp.machine.printing.print_queue_steps import PauseQueue, ResumeQueue

WHEN = "Tue Nov 24 17:08:15 2026"
IDLE = {"job-hold-until": "no-hold", "printer-state": "3", "printer-state-reasons": "none"}


class Cups:
    """A small print service: the jobs that wait, and what each command was."""

    platform = Platform.LINUX
    printers = "office\n"

    def __init__(
        self, jobs: str, options: Mapping[str, str] = IDLE, connection: str = "open", service: str = "running"
    ) -> None:
        self.jobs, self.options, self.connection = jobs, options, connection
        self.service = service
        self.cancel_works = True
        self.asked: list[tuple[str, ...]] = []

    def run(self, command: Command) -> Output:
        self.asked.append(command.argv)
        if command.argv == ("lpstat", "-e"):
            return Output(0, self.printers)
        return Output(0, self.jobs)

    def read(self, source: Source) -> Json:
        if source.name == "print_jobs.read_print_user":  # type: ignore[union-attr]
            return {"name": "anna", "now": "2026-11-24T17:20:15", "admin": False}
        if source.name == "print_queues.read_cups_printers":  # type: ignore[union-attr]
            names = ["a", *(entry.rpartition("-")[0] for entry in self.jobs.split() if "-" in entry)]
            printers = [{"name": n, "instance": "", "default": False, "options": self.options} for n in names]
            return {"service": self.service, "printers": printers}
        return self.connection

    def change(self, action: Action) -> Json:
        assert isinstance(action, Command)
        self.asked.append(action.argv)
        if self.cancel_works and action.argv[0] == "cancel":
            lines = self.jobs.splitlines(keepends=True)
            self.jobs = "".join(line for line in lines if f"-{int(action.argv[1])} " not in line)
        return Output(0 if self.cancel_works else 1, "", "" if self.cancel_works else "Forbidden")


def line(queue: str, number: int, user: str = "anna") -> str:
    return (
        f"{queue + '-' + str(number):23} {user:13} {1024:8}   {WHEN}\n\tAlerts: none\n\tqueued for {queue}\n"
    )


def jobs_of(text: str) -> Sequence[PrintJob]:
    return WAITING.read(Cups(text)).jobs


@pytest.mark.parametrize(
    "queue", ["office", "a-1", "-rf", "$(reboot)", "x;y", "<b>x</b>", "étage-2", "q" * 127]
)
def test_names_of_queues_are_taken_whole(queue: str) -> None:
    (job,) = jobs_of(line(queue, 17))
    assert (job.queue, job.number) == (queue, 17)
    assert job.age == timedelta(minutes=12)


@pytest.mark.parametrize("user", ["unknown", "bob", "annabel", "Anna", "anna b", "b anna"])
def test_other_users_are_never_taken_for_this_one(user: str) -> None:
    assert jobs_of(line("office", 1, user)) == []


def test_only_own_jobs_are_listed() -> None:
    text = line("a", 1) + line("a", 2, "unknown") + line("b", 3) + line("a", 4, "bob")
    assert [job.number for job in jobs_of(text)] == [1, 3]


@pytest.mark.parametrize("text", ["", "\n", "garbage\n\tmore\n", "lpstat: \x00\x1b[2J\n", "x" * 10_000])
def test_what_is_no_job_is_no_job(text: str) -> None:
    assert jobs_of(text) == []


def test_the_words_of_a_job() -> None:
    text = line("a", 1).replace("none", "job-hold-until-specified")
    text += line("a", 2).replace("none", "cups-held-for-authentication, job-hold-until-specified")
    first, second = jobs_of(text)
    assert (first.held, first.sign_in, second.held, second.sign_in) == (True, False, True, True)


def test_a_printer_with_a_hostile_address_is_read() -> None:
    queue = WAITING.read(Cups(line("a", 1), IDLE | {"device-uri": "socket://[oops"})).queues["a"]
    assert (queue.state, queue.reasons, queue.answers) == (3, (), None)


@pytest.mark.parametrize("state", ["", "x", "printer-state=3", "\x00"])
def test_a_printer_that_says_nothing_is_known_as_such(state: str) -> None:
    assert WAITING.read(Cups(line("a", 1), {"printer-state": state})).queues["a"].state is None


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        ("socket://192.0.2.1", False),
        ("ipp://print.example/ipp", False),
        ("usb://HP/LaserJet", None),
        ("dnssd://Office._ipp._tcp.local./", None),
        ("socket://host:99999", None),
        ("file:///dev/null", None),
    ],
)
def test_only_network_printers_are_knocked_at(address: str, answers: bool | None) -> None:
    queue = WAITING.read(Cups(line("a", 1), IDLE | {"device-uri": address}, "silent")).queues["a"]
    assert queue.answers is answers


def test_no_service_is_no_answer() -> None:
    with pytest.raises(ProbeError):
        WAITING.read(Cups("", service="stopped"))
    with pytest.raises(NotOfferedError):
        WAITING.read(Cups("", service="absent"))


def test_cancelling_passes_only_job_ids() -> None:
    machine = Cups(line("-a", 7) + line("-a", 8) + line("-a", 9, "unknown"))
    CancelJobs("-a", (7, 8)).perform(machine, Progress())
    cancelled = [argv for argv in machine.asked if argv[0] == "cancel"]
    assert cancelled == [("cancel", "7"), ("cancel", "8")]
    assert machine.jobs == line("-a", 9, "unknown") or "-9 " in machine.jobs


def test_a_printer_called_like_a_job_is_not_taken_for_it() -> None:
    machine = Cups(line("a", 7))
    machine.printers = "7\n07\na\n"
    CancelJobs("a", (7,)).perform(machine, Progress())
    assert ("cancel", "007") in machine.asked


def test_cancelling_twice_is_harmless() -> None:
    machine = Cups(line("a", 7))
    CancelJobs("a", (7,)).perform(machine, Progress())
    CancelJobs("a", (7,)).perform(machine, Progress())


def test_what_cannot_be_cancelled_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_jobs, "GONE_WITHIN", 0.0)
    machine = Cups(line("a", 7))
    machine.cancel_works = False
    with pytest.raises(StepError) as caught:
        CancelJobs("a", (7,)).perform(machine, Progress())
    assert "Forbidden" in caught.value.detail


def test_undoing_resume_pauses() -> None:
    machine = Cups("")
    step = ResumeQueue("a", holding=True)
    back = step.make_undo_step(machine)
    assert back == PauseQueue("a", holding=True)
    step.perform(machine, Progress())
    back.perform(machine, Progress())
    assert machine.asked == [("cupsenable", "--release", "a"), ("cupsdisable", "--hold", "a")]


def test_a_name_that_would_be_an_option_is_not_passed_on() -> None:
    machine = Cups("")
    with pytest.raises(StepError):
        ResumeQueue("-x").perform(machine, Progress())
    assert machine.asked == []


def test_a_refusal_of_the_service_is_an_error() -> None:
    machine = Cups("")
    machine.cancel_works = False
    with pytest.raises(StepError) as caught:
        ResumeQueue("a").perform(machine, Progress())
    assert caught.value.detail == "Forbidden"


class Nameless(Cups):
    """The computer of an account that the account database doesn't know."""

    def read(self, source: Source) -> Json:
        told = super().read(source)
        return {**told, "name": ""} if isinstance(told, dict) and "admin" in told else told


def test_without_an_account_name_no_document_is_taken_for_ones_own() -> None:
    with pytest.raises(ProbeError, match="name of your account"):
        WAITING.read(Nameless(line("a", 3)))
    assert WAITING.read(Nameless("")).jobs == []


def test_an_account_without_an_entry_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_no_entry(_: int) -> None:
        raise KeyError("getpwuid(): uid not found: 54321")

    monkeypatch.setattr("pwd.getpwuid", find_no_entry)
    assert print_jobs.read_print_user()["name"] == ""
