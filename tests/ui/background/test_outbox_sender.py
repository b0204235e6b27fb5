"""Tickets are sent in the background: one round at a time, again when it is time, never lost by an error."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from selfhelp.core.errors import ConfigurationError, SelfhelpError, StorageError
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.machine.keyring import system_keyring
from selfhelp.tickets.delivery.retry_scheduler import RetryState
from selfhelp.tickets.outbox.stored_messages import is_waiting_for_keyring
from selfhelp.ui.background import outbox_sender
from selfhelp.ui.background.outbox_sender import OutboxSender, SendRound
from selfhelp.ui.jobs import JobRunner


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_sender, "NOTICEABLE", 0.05)


@dataclass(frozen=True)
class Item:
    report: str
    state: DeliveryState
    reason: Text | None = None
    subject: str = "Nothing prints"

    @property
    def stage(self) -> DeliveryState:
        return self.state


@dataclass
class FakeApp:
    """An outbox with one ticket; sending it gives what the test says."""

    state: DeliveryState = DeliveryState.QUEUED
    after: DeliveryState = DeliveryState.DELIVERED
    wait: float | None = None
    broken: bool = False
    rounds: int = 0
    tidied: int = 0
    reason: Text | None = None
    let_in: int = 0
    memory: RetryState = field(default_factory=RetryState)
    mistake: SelfhelpError | None = None
    go: threading.Event = field(default_factory=threading.Event)

    @property
    def secrets(self) -> Any:
        return SimpleNamespace(unlock_if_needed=self._let_in)

    def _let_in(self) -> None:
        self.let_in += 1

    def notify_tickets_stored(self) -> None:
        """No icon is here."""

    def get_outbox(self) -> Any:
        if self.broken:
            raise StorageError(N_("No folder."))
        return self

    def apply_retention(self) -> None:
        self.tidied += 1

    def list_replies(self) -> list[object]:
        return []

    def has_pending_items(self) -> bool:
        held = is_waiting_for_keyring(self.state, self.reason)
        return held or self.state in (DeliveryState.QUEUED, DeliveryState.UNKNOWN)

    def list_items(self) -> list[Item]:
        return [Item("sh-1", self.state, self.reason)]

    def create_delivery_service(self) -> Any:
        if self.mistake is not None:
            raise self.mistake
        return self

    def deliver_due_items(self) -> float | None:
        assert self.go.wait(5)
        self.rounds += 1
        self.state = self.after
        return self.wait


def wake(qtbot: QtBot, post: OutboxSender) -> SendRound:
    with qtbot.waitSignal(post.ended, timeout=5_000) as signal:
        post.send_due_items()
    assert signal.args is not None
    round_ = signal.args[0]
    assert isinstance(round_, SendRound)
    return round_


def test_a_delivered_ticket_is_told(qtbot: QtBot, jobs: JobRunner) -> None:
    app = FakeApp()
    app.go.set()
    post = OutboxSender(app, jobs)  # type: ignore[arg-type]
    assert [item.state for item in wake(qtbot, post).changed] == [DeliveryState.DELIVERED]
    assert not post.is_active


def test_what_waits_is_tried_again(qtbot: QtBot, jobs: JobRunner) -> None:
    app = FakeApp(after=DeliveryState.QUEUED, wait=0.1)
    app.go.set()
    post = OutboxSender(app, jobs)  # type: ignore[arg-type]
    assert wake(qtbot, post).changed == []
    assert post.is_active
    qtbot.waitUntil(lambda: app.rounds == 2, timeout=5_000)


def test_waking_twice_is_one_round_at_a_time(qtbot: QtBot, jobs: JobRunner) -> None:
    app = FakeApp(after=DeliveryState.QUEUED)
    post = OutboxSender(app, jobs)  # type: ignore[arg-type]
    post.send_due_items()
    post.send_due_items()
    app.go.set()
    qtbot.waitUntil(lambda: app.rounds == 2, timeout=5_000)
    qtbot.waitUntil(lambda: not post.is_active)


def test_nothing_to_send_asks_no_desk(qtbot: QtBot, jobs: JobRunner) -> None:
    app = FakeApp(state=DeliveryState.DELIVERED)
    post = OutboxSender(app, jobs)  # type: ignore[arg-type]
    assert wake(qtbot, post).wait is None
    assert app.rounds == 0


def test_an_outbox_that_cannot_be_opened_is_looked_at_again_later(qtbot: QtBot, jobs: JobRunner) -> None:
    post = OutboxSender(FakeApp(broken=True), jobs)  # type: ignore[arg-type]
    assert wake(qtbot, post).changed == ()
    assert post.is_active


def test_only_sending_by_the_user_may_open_the_keyring_dialog(qtbot: QtBot, jobs: JobRunner) -> None:
    app = FakeApp(after=DeliveryState.SIGN_IN_NEEDED, reason=system_keyring.LOCKED)
    app.go.set()
    post = OutboxSender(app, jobs)  # type: ignore[arg-type]
    assert wake(qtbot, post).locked
    assert app.let_in == 0
    assert not post.is_active, "no timer asks the keyring"
    with qtbot.waitSignal(post.ended, timeout=5_000):
        post.send_on_user_request()
    assert app.let_in == 1
    wake(qtbot, post)
    assert app.let_in == 1, "once for each user action"


def test_returning_checks_whether_the_keyring_is_unlocked(qtbot: QtBot, jobs: JobRunner) -> None:
    app = FakeApp(after=DeliveryState.SIGN_IN_NEEDED, reason=system_keyring.LOCKED)
    app.go.set()
    post = OutboxSender(app, jobs)  # type: ignore[arg-type]
    post.retry_after_unlock()
    assert app.rounds == 0, "nothing waits for it"
    wake(qtbot, post)
    app.after = DeliveryState.DELIVERED
    with qtbot.waitSignal(post.ended, timeout=5_000):
        post.retry_after_unlock()
    assert app.state is DeliveryState.DELIVERED
    assert app.let_in == 0
    assert not post.locked


def asked_again(app: FakeApp, jobs: JobRunner, qtbot: QtBot) -> SendRound:
    app.go.set()
    app.memory.awaited.add("sh-1")
    return wake(qtbot, OutboxSender(app, jobs))  # type: ignore[arg-type]


def test_sending_again_in_vain_is_reported_with_its_reason(qtbot: QtBot, jobs: JobRunner) -> None:
    """The state is the same as before, so that nothing else tells the user."""
    reason = N_("You don't have permission.")
    app = FakeApp(after=DeliveryState.QUEUED, wait=420.0, reason=reason)
    (failed,) = asked_again(app, jobs, qtbot).failed
    assert (failed.ref, failed.subject, failed.reason) == ("sh-1", "Nothing prints", reason)
    assert wake(qtbot, OutboxSender(app, jobs)).failed == [], "it is said once"  # type: ignore[arg-type]


def test_sending_again_with_a_mistake_in_the_policy_is_reported(qtbot: QtBot, jobs: JobRunner) -> None:
    mistake = ConfigurationError(N_("desk.folder is missing. Contact your administrator."))
    (failed,) = asked_again(FakeApp(mistake=mistake), jobs, qtbot).failed
    assert failed.reason == mistake.user_message


def test_an_attempt_that_follows_in_seconds_is_awaited(qtbot: QtBot, jobs: JobRunner) -> None:
    """Another process is sending."""
    app = FakeApp(after=DeliveryState.QUEUED, wait=5.0)
    app.memory.asked.add("sh-1")
    assert asked_again(app, jobs, qtbot).failed == []
    assert app.memory.awaited == {"sh-1"}


def test_what_arrived_has_not_failed(qtbot: QtBot, jobs: JobRunner) -> None:
    assert asked_again(FakeApp(), jobs, qtbot).failed == []


def test_what_was_postponed_has_no_time_of_an_attempt(qtbot: QtBot, jobs: JobRunner) -> None:
    """It was said to have been checked just then, though nothing had been."""
    app = FakeApp(after=DeliveryState.UNKNOWN, wait=120.0)
    app.memory.asked.add("sh-1")
    asked_again(app, jobs, qtbot)
    assert app.memory.failed == {}
    assert app.memory.awaited == set()
