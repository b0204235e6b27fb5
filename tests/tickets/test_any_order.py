"""Thousands of random things in any order, with failures and deaths: all arrives once, whole and in order."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core import durable_files as files
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import ReplyKind
from selfhelp.core.ticket_reference import create_ticket_ref
from selfhelp.tickets.delivery import delivery_jobs, delivery_log
from selfhelp.tickets.delivery.delivery_service import DeliveryService, RetryRules
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox import blob_store, outbox
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits, ReplyToSeal
from selfhelp.tickets.outbox.outbox_database import OutboxDatabase
from tests.conftest import LOOPS
from tests.report.desks import TurnedClock
from tests.report.fault_desk import Death, FaultDesk

OPERATIONS = 50
"""In one world; worlds are made until there are 100 operations for each loop: 10,000 in CI."""

YEARS = 10 * 365 * 86400.0
DONE = (State.DELIVERED, State.ATTENTION, State.EXPIRED, State.SIGN_IN_NEEDED)


class Life:
    """When the program is killed: at the so-manieth point of the next operation. The dead do nothing more."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.dead = False

    def __call__(self) -> None:
        if self.dead:
            raise Death
        if self.left is not None:
            self.left -= 1
            self.dead = self.left <= 0
            if self.dead:
                raise Death


life = Life()


class MortalStore(OutboxDatabase):
    """The real database, with the program killed before or after any change; it need survive no power cut."""

    def _prepare_connection(self, connection):
        prepared = super()._prepare_connection(connection)
        prepared.execute("PRAGMA synchronous = OFF")
        return prepared

    def query_rows(self, query, values=()):
        if life.dead:
            raise Death
        return super().query_rows(query, values)

    @contextmanager
    def transaction(self):
        life()
        with super().transaction() as connection:
            yield connection
        life()


@pytest.fixture(autouse=True)
def mortal(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Let the program die between any two steps; nothing is forced to the disk, a kill needs none of it."""
    copy, forget = files.copy_durably, blob_store.BlobStore.delete_report_files

    def copied(*given: Any) -> Any:
        life()
        result = copy(*given)
        life()
        return result

    def forgotten(self: blob_store.BlobStore, report: str) -> None:
        life()
        forget(self, report)

    monkeypatch.setattr(outbox, "OutboxDatabase", MortalStore)
    monkeypatch.setattr(files, "copy_durably", copied)
    monkeypatch.setattr(files, "sync_folder_to_disk", lambda folder: life())
    monkeypatch.setattr(files.os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(blob_store.BlobStore, "delete_report_files", forgotten)
    caplog.set_level("CRITICAL", "selfhelp")


@dataclass
class Kept:
    """What the person was told is saved."""

    body: str
    files: dict[str, bytes]
    parent: str = ""
    kind: str = "ticket"
    bodies: set[str] = field(default_factory=set)


class World:
    """A person, their computer and their desk; `step` does one random thing and looks at everything."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.folder, self.seed = folder, seed
        self.clock = TurnedClock()
        self.desk = FaultDesk(self.clock, self.dice)
        self.desk.life, self.desk.begins = life, self.in_turn
        self.kept: dict[str, Kept] = {}
        self.deleted: set[str] = set()
        self.history: list[str] = []
        self.box: Outbox | None = None
        life.left, life.dead = None, False
        self.restart()

    def restart(self) -> None:
        life.left, life.dead = None, False
        if self.box:
            self.box.close()
        self.box = Outbox(self.folder, OutboxLimits(tickets=10_000, replies=10_000), now=self.clock.now)
        self.delivery = DeliveryService(self.box, self.desk, self.clock, self.dice, RetryRules(spread=5.0))

    # -- what can happen ---------------------------------------------------------------------------

    def step(self) -> None:
        name = self.dice.choices(list(OPERATIONS_BY_NAME), [w for w, _ in OPERATIONS_BY_NAME.values()])[0]
        if self.dice.random() < 0.2:
            life.left = self.dice.randint(1, self.dice.choice([3, 10, 40]))
        self.history.append(f"{name} {'' if life.left is None else f'dies at {life.left}'}")
        try:
            with suppress(SelfhelpError):
                OPERATIONS_BY_NAME[name][1](self)
        except Death:
            self.history.append("died")
            self.restart()
        life.left, self.desk.requests = None, 0
        self.look()

    def seal(self) -> None:
        ref, body = create_ticket_ref(), f"words-{self.dice.getrandbits(64):x}"
        given = {f"{n}.txt": self.dice.randbytes(self.dice.choice([0, 1, 500])) for n in range(self.some(4))}
        draft = Letter("s", body, "alice@example.test", files=build_attachments(list(given.items())), ref=ref)
        try:
            self.box.save_ticket(draft)
        except Death:
            self.restart()
            if ref not in [item.report for item in self.box.list_items()]:
                return
        self.kept[ref] = Kept(body, given)

    def reply(self) -> None:
        parent = self.any(lambda kept: kept.kind == "ticket")
        kind, text = self.dice.choice(list(ReplyKind)), f"answer-{self.dice.getrandbits(64):x}"
        given = {"c.txt": self.dice.randbytes(9)} if self.dice.random() < 0.3 else {}
        wordless = kind is not ReplyKind.COMMENT and self.dice.random() < 0.5
        text, given = ("", {}) if wordless else (text, given)
        before = {item.ref for item in self.box.list_replies()}
        try:
            self.box.save_reply(ReplyToSeal(parent, kind, text, list(given.items())))
        except Death:
            self.restart()
        self.forget_withdrawn(parent, kind)
        for item in self.box.list_replies():
            if item.ref not in before:
                comment = item.kind is ReplyKind.COMMENT
                self.kept[item.ref] = Kept(
                    text if comment else "", given if comment else {}, parent, item.kind
                )

    def forget_withdrawn(self, parent: str, kind: ReplyKind) -> None:
        """A change of state replaces the opposite one that was still waiting, but no words."""
        here = {item.ref for item in self.box.list_replies()}
        for ref, kept in list(self.kept.items()):
            if (kept.parent, kept.kind) == (parent, outbox.OPPOSITE.get(kind)) and ref not in here:
                del self.kept[ref]

    def edit(self) -> None:
        ref, body = self.any(lambda kept: bool(kept.body)), f"edited-{self.dice.getrandbits(64):x}"
        try:
            self.box.edit_item_texts(ref, body=body)
        except Death:
            self.restart()
        self.kept[ref].body = (
            self.box.read_item_text(ref) if self.box.read_item_text(ref) == body else self.kept[ref].body
        )

    def drop_file(self) -> None:
        ref = self.any(lambda kept: bool(kept.files))
        name = self.dice.choice(sorted(self.kept[ref].files))
        try:
            self.box.drop_item_file(ref, name)
        except Death:
            self.restart()
        if name not in [held.name for held in self.box.list_item_files(ref)]:
            del self.kept[ref].files[name]

    def delete(self) -> None:
        ref = self.any(lambda kept: True)
        words = [kept.body for mark, kept in self.kept.items() if kept.body and ref in (mark, kept.parent)]
        try:
            self.box.delete(ref)
        except Death:
            self.restart()
            if ref in {item.report for item in self.box.list_items()} | {
                item.ref for item in self.box.list_replies()
            }:
                return
            words = []  # the row is gone, the log is tidied by the next one
        gone = [mark for mark, kept in self.kept.items() if ref in (mark, kept.parent)]
        for mark in gone:
            self.deleted.add(mark)
            del self.kept[mark]
        lying = b"".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file())
        assert not [word for word in words if word.encode() in lying], "deleted, and its words are there"

    def retry(self) -> None:
        self.box.retry(None if self.dice.random() < 0.5 else self.any(lambda kept: True))

    def bring(self) -> None:
        self.delivery.deliver_by_ref(self.any(lambda kept: True), self.dice.choice([0, 0, 5, 100]))

    def work(self) -> None:
        self.run(self.dice.choice([0.0, 1.0, 15.0, 130.0, 3000.0]))

    def run(self, seconds: float) -> None:
        """Deliver for a while, as the tray does."""
        end = self.clock.steady + seconds
        while True:
            wait = self.delivery.deliver_due_items()
            if wait is None or self.clock.steady >= end:
                return
            self.clock.sleep(max(min(wait, end - self.clock.steady), 0.01))

    def weather(self) -> None:
        self.desk.bad = self.dice.choice([0.0, 0.2, 0.6, 1.0])
        self.desk.lag = self.dice.choice([0.0, 5.0, 60.0])
        self.desk.slow = self.dice.choice([0.0, 2.0, 50.0])

    def set_clock(self) -> None:
        """The clock is set; for a request at work forward is also time, because nothing else can tell."""
        by = self.dice.choice([-YEARS, -3600.0, -60.0, 60.0, 3600.0, YEARS])
        self.wait_for_desk()
        self.clock.wall += by

    def suspend(self) -> None:
        self.wait_for_desk()
        self.clock.wall += 8 * 3600.0

    def wait_for_desk(self) -> None:
        self.clock.steady += 120.0  # work and index have come to rest
        self.clock.wall += 120.0
        self.desk.settle()

    def restarted(self) -> None:
        self.restart()

    # -- help --------------------------------------------------------------------------------------

    def some(self, below: int) -> int:
        return self.dice.randrange(below)

    def any(self, wanted: Callable[[Kept], bool]) -> str:
        found = [ref for ref, kept in self.kept.items() if wanted(kept)]
        if not found:
            raise SelfhelpError(outbox.N_("none"))
        return self.dice.choice(found)

    # -- what must be true -------------------------------------------------------------------------

    def in_turn(self, kind: str, mark: str) -> None:
        """Nothing may overtake an earlier reply that is still on its way."""
        if kind in ("reopen", "solve"):
            rows = OutboxDatabase.query_rows(self.box.store, "SELECT * FROM reports WHERE sending = 1")
        else:
            rows = OutboxDatabase.query_rows(
                self.box.store, "SELECT * FROM reports WHERE report = ?", (mark,)
            )
        for row in rows:
            if row["parent"] is None:
                continue
            earlier = OutboxDatabase.query_rows(
                self.box.store,
                "SELECT report, state FROM reports WHERE parent = ? AND id < ?",
                (row["parent"], row["id"]),
            )
            overtaken = [one["report"] for one in earlier if one["state"] not in DONE[:3]]
            assert not overtaken, f"{row['report']} goes before {overtaken}"

    def look(self) -> None:
        """Nothing twice, nothing lost."""
        desk = self.desk
        tickets = Counter(held.ticket.ref for held in desk.tickets)
        comments = Counter(said.ref for said in desk.said if said.ref not in ("reopen", "solve"))
        twice = [ref for ref, count in (tickets + comments).items() if count > 1]
        assert not twice, f"twice: {twice}"
        for held in desk.tickets:
            names = Counter(name for name, _ in held.files)
            assert max(names.values(), default=1) == 1, f"a file twice: {held.ticket.ref} {names}"
        saved = {item.report for item in self.box.list_items()} | {
            item.ref for item in self.box.list_replies()
        }
        assert saved == set(self.kept), f"lost: {set(self.kept) - saved}, more: {saved - set(self.kept)}"

    def end(self) -> None:
        """The weather is good again: all comes to rest by itself, and after "send again" all is there."""
        self.desk.bad = self.desk.lag = self.desk.slow = 0.0
        self.wait_for_desk()
        self.run(3 * 86400.0)
        self.desk.requests = 0
        self.look()
        self.nothing_hangs()
        for _ in range(4):
            self.box.retry()
            self.run(86400.0)
            self.look()
        states = {item.report: item.state for item in self.box.list_items()}
        states |= {item.ref: item.state for item in self.box.list_replies()}
        assert set(states.values()) <= {State.DELIVERED}, states
        self.all_there()

    def nothing_hangs(self) -> None:
        """By itself all has arrived or says what it needs; what comes after that waits for it."""
        hanging = [item.report for item in self.box.list_items() if item.stage not in DONE]
        stands = {item.report for item in self.box.list_items() if not item.ticket}
        for item in self.box.list_replies():
            if item.stage is State.SIGN_IN_NEEDED:
                stands.add(item.report)
            elif item.stage not in DONE and item.report not in stands:
                hanging.append(item.ref)
        assert not hanging, f"hangs: {hanging}"
        unsaid = [i.report for i in self.box.list_items() if i.state in DONE[1:3] and not i.reason]
        assert not unsaid, f"needs attention and does not say why: {unsaid}"

    def all_there(self) -> None:
        """The desk has the words and files that the user saw last."""
        tickets = {held.ticket.ref: held for held in self.desk.tickets}
        comments = {said.ref: said for said in self.desk.said}
        numbers = {item.report: item for item in self.box.list_items()}
        for ref, kept in self.kept.items():
            if kept.kind == "ticket":
                held = tickets[ref]
                assert held.ticket.body == kept.body
                if numbers[ref].reason is None:
                    assert dict(held.files) == kept.files, ref
            elif kept.kind == ReplyKind.COMMENT:
                assert (comments[ref].text, dict(comments[ref].files)) == (kept.body, kept.files)
            else:
                number = numbers[kept.parent].ticket
                assert any(one.number == number and one.ref == kept.kind for one in self.desk.said)


OPERATIONS_BY_NAME: dict[str, tuple[int, Callable[[World], None]]] = {
    "seal": (4, World.seal),
    "reply": (4, World.reply),
    "work": (6, World.work),
    "bring": (3, World.bring),
    "weather": (3, World.weather),
    "edit": (1, World.edit),
    "drop a file": (1, World.drop_file),
    "delete": (1, World.delete),
    "retry": (1, World.retry),
    "restart": (1, World.restarted),
    "set the clock": (1, World.set_clock),
    "suspend": (1, World.suspend),
}


def live(seed: int) -> None:
    """Live through one world; what goes wrong tells how it came to that."""
    with tempfile.TemporaryDirectory(dir=quick()) as folder:
        world = World(Path(folder) / "o", seed)
        try:
            for _ in range(OPERATIONS):
                world.step()
            world.end()
        except AssertionError as error:
            raise AssertionError(f"world {seed}: {error}\n" + "\n".join(world.history)) from error
        finally:
            life.left, life.dead = None, False
            world.box.close()


def live_through(worlds: range) -> None:
    for world in worlds:
        live(world)


def quick() -> str | None:
    """A folder in memory where there is one: a kill loses no less there."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_everything_arrives_once_complete_and_in_order(part):
    live_through(range(part, 100 * LOOPS // OPERATIONS, 4))


# -- three mistakes, each of which must be found ---------------------------------------------------


def no_look_up(monkeypatch):
    monkeypatch.setattr(delivery_jobs.SubmitTicketJob, "find_existing_receipt", lambda self: None)
    monkeypatch.setattr(delivery_jobs.AddCommentJob, "find_existing_receipt", lambda self: None)


def no_result(monkeypatch):
    monkeypatch.setattr(delivery_log.DeliveryLog, "record_ticket_created", lambda *given: None)
    monkeypatch.setattr(delivery_log.DeliveryLog, "record_delivered", lambda *given: None)


def no_intent(monkeypatch):
    monkeypatch.setattr(delivery_log.DeliveryLog, "record_submitting", lambda self, report: None)


@pytest.mark.parametrize("mistake", [no_look_up, no_result, no_intent])
def test_a_sender_with_a_mistake_is_found(mistake, monkeypatch):
    mistake(monkeypatch)
    with pytest.raises(AssertionError, match=r"twice|hangs|delivered|goes before|tight loop"):
        live_through(range(20))
