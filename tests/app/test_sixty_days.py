"""Sixty days on a healthy, a neglected and a broken computer with a moved clock: what is shown, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.app.background_round import LEAST, BackgroundRound, DailyCheckResults, RoundResult
from selfhelp.core.model import CheckResult, Finding
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.engine.engine import Engine
from selfhelp.engine.health import HealthState, LastCheckStore
from selfhelp.engine.journal import Journal
from selfhelp.fixes.files.disk_full import DiskFull
from selfhelp.fixes.system.reboot_needed import RebootNeeded
from selfhelp.foresight.lookahead import ForesightContext
from selfhelp.foresight.outlook import (
    OutlookStore,
    load_lookaheads,
    run_lookaheads,
)
from selfhelp.machine import Machine
from selfhelp.machine.storage.disk_space import VOLUMES
from selfhelp.policy.foresight import ForesightPolicy, RemindersPolicy
from selfhelp.policy.policy import IncidentsPolicy, Policy
from selfhelp.reminders import ReminderAnswer
from selfhelp.reminders.book import ReminderStore
from selfhelp.reminders.plan import MOST_IN_A_DAY
from selfhelp.tickets.following.notices import Notice, NoticeImportance
from tests.foresight.pretended_computer import GIB, START, PretendedComputer

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONG = timedelta(hours=2)


class FullDisk(DiskFull):
    """Goes by the free space alone: what could be removed isn't there to be measured."""

    def diagnose(self, machine: Machine) -> Finding | None:
        (volume,) = VOLUMES.read(machine)
        short = volume.free < volume.total * self.limits.disk_percent / 100 and volume.free < 50 * 10**9
        return Finding(N_("The disk is almost full.")) if short else None


@dataclass
class Around:
    """A pretended computer asked through the real engine and lookaheads."""

    computer: PretendedComputer
    policy: Policy
    folder: Path
    interrupted: Callable[[datetime], str] = lambda now: ""
    told: Callable[[datetime], Sequence[Notice]] = lambda now: ()
    saving: bool = False
    looks: int = 0

    @property
    def engine(self) -> Engine:
        return Engine(self.computer, Journal(self.folder / "journal"))

    def _context(self, now: datetime) -> ForesightContext:
        policy = self.policy
        figures = OutlookStore(self.folder).load().figures
        return ForesightContext(now, policy.health, policy.foresight, policy.reminders, figures)

    def run_daily_check(self, now: datetime) -> DailyCheckResults:
        self.looks += 1
        checks = {check.id: check for check in (FullDisk(), RebootNeeded())}
        seen = self.engine.run_all_checks(list(checks.values()), Progress())
        ahead = load_lookaheads(self._context(now), self.computer)
        coming = run_lookaheads(self.engine, ahead, Progress())
        return DailyCheckResults(seen, coming, checks, ahead, self.computer.free(now), 500 * GIB)

    def rerun_forecast(self, id_: str, now: datetime) -> CheckResult | None:
        ahead = load_lookaheads(self._context(now), self.computer)
        return next(iter(run_lookaheads(self.engine, {id_: ahead[id_]}, Progress())), None)

    def find_interrupted_activity(self) -> str:
        return self.interrupted(self.computer.now)

    def load_notices(self, now: datetime) -> Sequence[Notice]:
        return self.told(now)

    def is_saving_power(self) -> bool:
        return self.saving


@dataclass
class Life:
    """An app that runs in working hours, and what it showed."""

    around: Around
    folder: Path
    answer: Callable[[str, int], ReminderAnswer | None] = lambda key, times: None
    shown: list[tuple[datetime, str, str, str]] = field(default_factory=list)
    healths: list[HealthState] = field(default_factory=list)
    waits: list[timedelta] = field(default_factory=list)

    def round(self, now: datetime, running: timedelta = LONG) -> RoundResult:
        self.around.computer.now = now
        stores = (LastCheckStore(self.folder), OutlookStore(self.folder), ReminderStore(self.folder))
        result = BackgroundRound(self.around.policy, *stores, self.around, "en").run(now, running)
        self.healths.append(result.health)
        self.waits.append(result.wait)
        if result.shown is not None:
            text = result.shown.text
            sentence = ENGLISH.translate(text) if isinstance(text, Text) else text
            self.shown.append((now, result.shown.key, sentence, result.shown.why))
            said = self.answer(result.shown.key, sum(key == result.shown.key for _, key, _, _ in self.shown))
            if said is not None and said is not ReminderAnswer.NOW:
                ReminderStore(self.folder).store_answer(result.shown.key, said, now)
                result = replace(result, wait=LEAST)  # as the app plans after an answer
        return result

    def days(self, count: int, start: datetime = START) -> None:
        """Live: the app starts at half past eight and ends at half past five."""
        for day in range(count):
            morning, now = start + day * DAY, start + day * DAY + timedelta(minutes=2)
            while now < morning + 9 * HOUR:
                result = self.round(now, now - morning)
                assert result.wait >= LEAST
                now += min(result.wait, 4 * HOUR) if result.wait < DAY / 2 else result.wait

    def per_day(self) -> Counter[str]:
        return Counter(at.date().isoformat() for at, *_ in self.shown)

    def matters(self) -> list[str]:
        return [key for _, key, _, _ in self.shown]


def live(tmp_path: Path, computer: PretendedComputer, policy: Policy | None = None) -> Life:
    return Life(Around(computer, policy or Policy(), tmp_path), tmp_path)


def is_calm(why: str) -> bool:
    """Whether something shown was neither urgent nor asked for."""
    return why.startswith("near") or (why.endswith(("notice", "notices")) and not why.startswith("urgent"))


def assert_limits(life: Life, urgent: bool = False) -> None:
    """No day over the limits: one a day and three a week, unless urgent."""
    calm = [at for at, _, _, why in life.shown if is_calm(why)]
    assert not calm or max(Counter(at.date() for at in calm).values()) == 1
    for at in calm:
        assert sum(timedelta(0) <= other - at < 7 * DAY for other in calm) <= 3
    assert all(count <= MOST_IN_A_DAY for count in life.per_day().values())
    if not urgent:
        assert not [why for *_, why in life.shown if why.startswith("urgent")]


def neglected() -> PretendedComputer:
    """Nobody restarts, updates or backs up; the disk fills up slowly."""
    return PretendedComputer(
        started=lambda now: START - 3 * DAY,
        updated=lambda now: START - 20 * DAY,
        backed_up=lambda now: START - 5 * DAY,
        free=lambda now: int(300 * GIB - 5 * GIB * ((now - START) / DAY)),
        certificate_ends=lambda now: START + 400 * DAY,
        capacity=90,
    )


def broken() -> PretendedComputer:
    """The password and a certificate run out, the disk fills fast, the battery is worn."""
    return PretendedComputer(
        password_ends=lambda now: START.replace(hour=0, minute=0) + 20 * DAY,
        certificate_ends=lambda now: START + 30 * DAY,
        free=lambda now: max(int(100 * GIB - 2 * GIB * ((now - START) / DAY)), GIB),
        backed_up=lambda now: START - 90 * DAY,
        updated=lambda now: START - 90 * DAY,
        capacity=30,
    )


# -- the three computers ---------------------------------------------------------------------------


def test_a_healthy_computer_is_never_told_anything(tmp_path: Path) -> None:
    computer = PretendedComputer(
        started=lambda now: now - 2 * DAY,
        password_ends=lambda now: now + 60 * DAY,
        backed_up=lambda now: now - DAY,
        capacity=95,
    )
    life = live(tmp_path, computer)
    life.days(60)
    assert life.shown == []
    assert set(life.healths) == {HealthState.FINE}
    assert life.around.looks == 60, "one look a day"


def test_a_neglected_computer(tmp_path: Path) -> None:
    life = live(tmp_path, neglected())
    life.days(60)
    assert_limits(life, urgent=True)
    assert {"restart-due", "update-age", "backup-age", "disk-trend"} == set(life.matters())
    assert all(life.matters().count(key) <= 3 for key in ("restart-due", "update-age", "backup-age"))
    first = {key: at for at, key, *_ in reversed(life.shown)}
    assert 8 <= (first["backup-age"] - START).days <= 12, "two weeks after the last backup"
    assert (first["update-age"] - START).days >= 24
    reasons = {why.partition(":")[0] for *_, why in life.shown}
    assert reasons == {"near", "urgent"}
    assert all(why.startswith("near") for _, key, _, why in life.shown if key != "disk-trend")
    assert HealthState.ATTENTION not in life.healths[:5]


def test_a_broken_computer(tmp_path: Path) -> None:
    life = live(tmp_path, broken())
    life.days(60)
    assert_limits(life, urgent=True)
    password = [(at, text) for at, key, text, _ in life.shown if key == "password-expiry"]
    assert password[0][1] == "Your password expires in 10 days.", "as early as policy says"
    assert "Your password has expired." in [text for _, text in password]
    urgent = {key for _, key, _, why in life.shown if why.startswith("urgent")}
    assert {"password-expiry", "certificate-expiry"} <= urgent
    assert {"backup-age", "battery-wear", "update-age"} & set(life.matters())


def test_every_notification_has_a_reason_and_no_names(tmp_path: Path) -> None:
    life = live(tmp_path, broken())
    life.days(60)
    assert life.shown
    for _, _, text, why in life.shown:
        assert why
        assert "bob" not in text
        assert len(text) < 120


# -- answers ---------------------------------------------------------------------------------------


def test_in_an_hour_comes_an_hour_later_and_no_sooner(tmp_path: Path) -> None:
    life = live(tmp_path, neglected())
    life.answer = lambda key, times: ReminderAnswer.HOUR if times == 1 else None
    life.days(15)
    key = life.matters()[0]
    first, second = [at for at, one, *_ in life.shown if one == key][:2]
    assert HOUR <= second - first <= 2 * HOUR
    assert life.shown[1][3].startswith("asked for")


def test_tomorrow_and_never(tmp_path: Path) -> None:
    life = live(tmp_path, neglected())
    life.answer = lambda key, times: ReminderAnswer.TOMORROW if times == 1 else ReminderAnswer.NEVER
    life.days(60)
    assert max(Counter(life.matters()).values()) == 2
    moments = [at for at, one, *_ in life.shown if one == life.matters()[0]]
    assert moments[1].date() == moments[0].date() + DAY


def test_what_was_settled_before_it_was_shown_again_is_not_shown(tmp_path: Path) -> None:
    computer = neglected()
    life = live(tmp_path, computer)
    life.answer = lambda key, times: ReminderAnswer.HOUR
    life.days(13)
    (at, key, *_) = life.shown[-1]
    computer.started = lambda now: now - HOUR
    computer.backed_up = lambda now: now - HOUR
    before = len(life.shown)
    life.round(at + HOUR + timedelta(minutes=1))
    assert len(life.shown) == before, key


# -- good moments ----------------------------------------------------------------------------------


def test_it_waits_for_a_good_moment_and_checks_again_in_an_hour(tmp_path: Path) -> None:
    life = live(tmp_path, neglected())
    life.around.interrupted = lambda now: "call" if now.hour < 13 else ""
    life.days(20)
    assert life.shown
    assert all(at.hour >= 13 for at, *_ in life.shown)


def test_nothing_just_after_sign_in(tmp_path: Path) -> None:
    life = live(tmp_path, neglected())
    result = life.round(START + 20 * DAY, timedelta(minutes=2))
    assert (result.shown, result.wait) == (None, LEAST)
    assert life.round(START + 20 * DAY + HOUR, HOUR).shown is not None


def test_nothing_at_all_while_the_computer_saves_power(tmp_path: Path) -> None:
    life = live(tmp_path, neglected())
    life.around.saving = True
    result = life.round(START + 20 * DAY)
    assert (result.shown, result.wait, life.around.looks) == (None, LEAST, 0)


def test_policy_turns_reminders_off_sets_their_words_and_their_number(tmp_path: Path) -> None:
    for number, rules in enumerate(
        (RemindersPolicy(enabled=False), RemindersPolicy(per_week=0), RemindersPolicy(off=("restart-due",)))
    ):
        life = live(tmp_path / str(number), neglected(), replace(Policy(), reminders=rules))
        life.days(16)
        assert "restart-due" not in life.matters()
        assert bool(life.shown) is (number == 2)
    own = RemindersPolicy(wording=("restart-due=Bitte neu starten <b>", "restart-due.fr=Redémarrez"))
    life = live(tmp_path / "own", neglected(), replace(Policy(), reminders=own))
    life.days(16)
    assert "Bitte neu starten <b>" in [text for _, _, text, _ in life.shown]
    none = replace(Policy(), foresight=ForesightPolicy(off=("restart-due", "backup-age")))
    life = live(tmp_path / "none", neglected(), none)
    life.days(16)
    assert life.shown == []


# -- the clock -------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", [3 * HOUR, 2 * DAY, 300 * DAY])
def test_a_clock_that_is_set_back_repeats_nothing_and_silences_nothing(
    tmp_path: Path, back: timedelta
) -> None:
    life = live(tmp_path, neglected())
    life.days(12)
    before = len(life.shown)
    assert before
    last = life.shown[-1][0]
    computer = life.around.computer
    computer.started = lambda now: now - 30 * DAY
    computer.backed_up = lambda now: now - 30 * DAY
    wrong = last - back
    for hour in range(6):
        life.round(wrong + hour * HOUR)
    assert len(life.shown) == before, "nothing again on the same day"
    life.days(10, start=(wrong + DAY).replace(hour=8, minute=30))
    assert len(life.shown) > before, "and not silent until the old clock is reached"
    assert_limits(replace(life, shown=life.shown[before:]), urgent=True)


# -- notices ---------------------------------------------------------------------------------------

FED = replace(Policy(), incidents=IncidentsPolicy(feed="https://it.example.com/feed.json"))


def test_a_notice_is_shown_once_and_only_once(tmp_path: Path) -> None:
    notice = Notice("vpn", "VPN maintenance on Sunday")
    life = live(tmp_path, PretendedComputer(), FED)
    life.around.told = lambda now: [notice] if now > START + 3 * DAY else []
    life.days(20)
    assert [(text, why) for _, _, text, why in life.shown] == [("VPN maintenance on Sunday", "notice")]
    assert all(wait <= 5 * HOUR for wait in life.waits), "notices are asked for every few hours"


def test_a_flooding_feed_shows_little_and_nothing_twice(tmp_path: Path) -> None:
    def flood(now: datetime) -> Sequence[Notice]:
        stamp = now.isoformat()
        return [
            Notice(f"{stamp}-{n}", f"Buy now {n}", importance=NoticeImportance.URGENT) for n in range(50)
        ] + [Notice(stamp, "The same again", importance=NoticeImportance.URGENT)]

    life = live(tmp_path, PretendedComputer(), FED)
    life.around.told = flood
    life.days(30)
    assert max(life.per_day().values()) == 1
    assert len(life.shown) <= 30
    assert [text for _, _, text, _ in life.shown].count("The same again") <= 1


def test_a_quiet_notice_is_not_a_notification(tmp_path: Path) -> None:
    life = live(tmp_path, PretendedComputer(), FED)
    life.around.told = lambda now: [Notice("x", "New desk hours", importance=NoticeImportance.LOW)]
    life.days(3)
    assert life.shown == []


def test_what_cannot_be_written_down_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: ReminderStore, book: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(ReminderStore, "save", full)
    life = live(tmp_path, neglected())
    life.days(20)
    assert life.shown == []


def test_an_answer_in_the_window_while_a_round_runs_is_not_lost(tmp_path: Path) -> None:
    life = live(tmp_path, neglected())

    def answering(now: datetime) -> str:
        for key in ("restart-due", "backup-age", "update-age", "disk-trend"):
            ReminderStore(tmp_path).store_answer(key, ReminderAnswer.NEVER, now)
        return ""

    life.around.interrupted = answering
    life.round(START + 20 * DAY)
    assert life.shown == []
    assert "backup-age" in ReminderStore(tmp_path).open_book(START + 20 * DAY).list_hidden_keys(
        START + 20 * DAY
    )
