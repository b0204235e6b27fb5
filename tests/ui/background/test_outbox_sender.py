"""Tickets are sent in the background: one round at a time, again when it is time, never lost by an error."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from pytestqt.qtbot import QtBot

from selfhelp.core.errors import StorageError
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import Delivery
from selfhelp.machine.keyring import system_keyring
from selfhelp.tickets.outbox.stored_text import waits_for_keyring
from selfhelp.ui.background.outbox_sender import Post, Round
from selfhelp.ui.jobs import Jobs


@dataclass(frozen=True)
class Item:
    report: str
    state: Delivery
    reason: Text | None = None


@dataclass
class FakeApp:
    """An outbox with one ticket; sending it gives what the test says."""

    state: Delivery = Delivery.QUEUED
    after: Delivery = Delivery.DELIVERED
    wait: float | None = None
    broken: bool = False
    rounds: int = 0
    tidied: int = 0
    reason: Text | None = None
    let_in: int = 0
    go: threading.Event = field(default_factory=threading.Event)

    @property
    def secrets(self) -> Any:
        return SimpleNamespace(let_in=self._let_in)

    def _let_in(self) -> None:
        self.let_in += 1

    def outbox(self) -> Any:
        if self.broken:
            raise StorageError(N_("No folder."))
        return self

    def tidy_up(self) -> None:
        self.tidied += 1

    def replies(self) -> list[object]:
        return []

    def moving(self) -> bool:
        held = waits_for_keyring(self.state, self.reason)
        return held or self.state in (Delivery.QUEUED, Delivery.UNKNOWN)

    def items(self) -> list[Item]:
        return [Item("sh-1", self.state, self.reason)]

    def delivery(self) -> Any:
        return self

    def deliver_due(self) -> float | None:
        assert self.go.wait(5)
        self.rounds += 1
        self.state = self.after
        return self.wait


def wake(qtbot: QtBot, post: Post) -> Round:
    with qtbot.waitSignal(post.ended, timeout=5_000) as signal:
        post.wake()
    assert signal.args is not None
    round_ = signal.args[0]
    assert isinstance(round_, Round)
    return round_


def test_a_delivered_ticket_is_told(qtbot: QtBot, jobs: Jobs) -> None:
    app = FakeApp()
    app.go.set()
    post = Post(app, jobs)  # type: ignore[arg-type]
    assert [item.state for item in wake(qtbot, post).changed] == [Delivery.DELIVERED]
    assert not post.is_waiting


def test_what_waits_is_tried_again(qtbot: QtBot, jobs: Jobs) -> None:
    app = FakeApp(after=Delivery.QUEUED, wait=0.1)
    app.go.set()
    post = Post(app, jobs)  # type: ignore[arg-type]
    assert wake(qtbot, post).changed == []
    assert post.is_waiting
    qtbot.waitUntil(lambda: app.rounds == 2, timeout=5_000)


def test_waking_twice_is_one_round_at_a_time(qtbot: QtBot, jobs: Jobs) -> None:
    app = FakeApp(after=Delivery.QUEUED)
    post = Post(app, jobs)  # type: ignore[arg-type]
    post.wake()
    post.wake()
    app.go.set()
    qtbot.waitUntil(lambda: app.rounds == 2, timeout=5_000)
    qtbot.waitUntil(lambda: not post.is_waiting)


def test_nothing_to_send_asks_no_desk(qtbot: QtBot, jobs: Jobs) -> None:
    app = FakeApp(state=Delivery.DELIVERED)
    post = Post(app, jobs)  # type: ignore[arg-type]
    assert wake(qtbot, post).wait is None
    assert app.rounds == 0


def test_an_outbox_that_cannot_be_opened_is_looked_at_again_later(qtbot: QtBot, jobs: Jobs) -> None:
    post = Post(FakeApp(broken=True), jobs)  # type: ignore[arg-type]
    assert wake(qtbot, post).changed == ()
    assert post.is_waiting


def test_only_what_she_sends_may_bring_up_the_dialog_of_her_keyring(qtbot: QtBot, jobs: Jobs) -> None:
    app = FakeApp(after=Delivery.SIGN_IN_NEEDED, reason=system_keyring.LOCKED)
    app.go.set()
    post = Post(app, jobs)  # type: ignore[arg-type]
    assert wake(qtbot, post).locked
    assert app.let_in == 0
    assert not post.is_waiting, "no timer asks the keyring"
    with qtbot.waitSignal(post.ended, timeout=5_000):
        post.asked()
    assert app.let_in == 1
    wake(qtbot, post)
    assert app.let_in == 1, "once for each time that she asks"


def test_who_comes_back_finds_out_whether_her_keyring_is_open(qtbot: QtBot, jobs: Jobs) -> None:
    app = FakeApp(after=Delivery.SIGN_IN_NEEDED, reason=system_keyring.LOCKED)
    app.go.set()
    post = Post(app, jobs)  # type: ignore[arg-type]
    post.look_again()
    assert app.rounds == 0, "nothing waits for it"
    wake(qtbot, post)
    app.after = Delivery.DELIVERED
    with qtbot.waitSignal(post.ended, timeout=5_000):
        post.look_again()
    assert app.state is Delivery.DELIVERED
    assert app.let_in == 0
    assert not post.locked
