"""The weekly tidy-up: off by default, with standing consent, only what can be undone, once a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

import pytest

from selfhelp.app.composition import App
from selfhelp.app.weekly_tidy import FILE, TidyConsent, list_harmless_fixes, run_tidy_if_due
from selfhelp.core.model import (
    Answers,
    CheckState,
    ChoiceQuestion,
    Finding,
    Json,
    Option,
    Outcome,
    Platform,
    Undo,
)
from selfhelp.core.paths import AppPaths, make_private_folder
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.fixes.apps.outlook_wont_start import OutlookWontStart
from selfhelp.machine import Machine, Step
from selfhelp.policy.policy import FixesPolicy

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
STATE = {"lock": True, "risky": True}


@dataclass(frozen=True)
class Aside(Step):
    what: str = "lock"
    back: bool = False
    name: ClassVar[str] = "fake-aside"
    rows = MappingProxyType({Platform.LINUX: lambda step, _m, _p: step._do()})

    def describe_action(self) -> Text:
        return N_("Move it aside.")

    def make_undo_step(self, machine: Machine) -> Step:
        return Aside(self.what, back=True)

    def _do(self) -> str:
        STATE[self.what] = self.back
        return "aside"


@dataclass(frozen=True)
class Risky(Aside):
    name: ClassVar[str] = "fake-risky"
    risk: ClassVar[Text | None] = N_("Something may get lost.")


class _Lock(Fix):
    title = N_("Unlock a file in use")
    category = Category.FILES
    looks = N_("Checking…")
    harmless = True
    key: ClassVar[str]
    step: ClassVar[type[Aside]]

    def diagnose(self, machine: Machine) -> Finding | None:
        return Finding(N_("It is locked."), evidence={"locks": "1"}) if STATE[self.key] else None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        return (self.step(self.key),)


class Lock(_Lock):
    id, key, step = "a-lock", "lock", Aside


class Pretender(_Lock):
    """It says that it is harmless, and its step isn't."""

    id, key, step = "b-risky", "risky", Risky


class Silent:
    platform = Platform.LINUX

    def read(self, source: Any) -> Any:
        raise AssertionError(source)

    run = change = read


@pytest.fixture
def app(places: AppPaths, monkeypatch: pytest.MonkeyPatch) -> App:
    make_private_folder(places.data)
    STATE.update(lock=True, risky=True)
    app = App(Silent(), places, {"LANG": "en_GB.UTF-8"})
    fixes = {fix.id: fix for fix in (Lock(), Pretender())}
    app.catalog.__dict__.update(all_fixes=fixes, fixes=fixes, checks=fixes)
    monkeypatch.setattr(App, "is_saving_power", lambda _self: False)
    app.preferences = app.preferences.copy_with_changes(tidy="yes")
    return app


def test_it_is_off_until_the_user_agrees_and_after_they_withdraw(app: App) -> None:
    for answer in ("", "no"):
        app.preferences = app.preferences.copy_with_changes(tidy=answer)
        assert run_tidy_if_due(app, Progress(), NOW) == ()
    assert STATE["lock"]
    assert not (app.places.data / FILE).exists()


def test_only_harmless_undoable_fixes_run_and_are_in_the_history(app: App) -> None:
    (done,) = run_tidy_if_due(app, Progress(), NOW)
    assert (done.id, done.outcome) == ("a-lock", Outcome.FIXED)
    assert STATE == {"lock": False, "risky": True}
    (entry,) = app.journal.list_runs()
    assert (entry.id, entry.outcome) == ("a-lock", Outcome.FIXED), "what was left alone isn't in it"
    assert [step.undo for step in done.steps] == [Undo.POSSIBLE]
    told = entry.to_fix_run()
    assert told.before.evidence == {"locks": "1"}
    assert told.after is not None
    assert told.after.state is CheckState.HEALTHY


def test_once_a_week_and_a_clock_that_was_set_back_does_not_stop_it(app: App) -> None:
    run_tidy_if_due(app, Progress(), NOW)
    STATE["lock"] = True
    assert run_tidy_if_due(app, Progress(), NOW + timedelta(days=6)) == ()
    assert run_tidy_if_due(app, Progress(), NOW + WEEK)[0].id == "a-lock"
    STATE["lock"] = True
    assert run_tidy_if_due(app, Progress(), NOW - timedelta(days=400))[0].id == "a-lock"


def test_never_while_the_computer_saves_power(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "is_saving_power", lambda _self: True)
    assert run_tidy_if_due(app, Progress(), NOW) == ()
    monkeypatch.setattr(App, "is_saving_power", lambda _self: False)
    assert run_tidy_if_due(app, Progress(), NOW), "and the week isn't lost"


def test_where_it_cannot_be_noted_nothing_runs(app: App) -> None:
    (app.places.data / FILE).mkdir()
    assert run_tidy_if_due(app, Progress(), NOW) == ()
    assert STATE["lock"]


def test_the_organisation_can_leave_it_out(app: App) -> None:
    app.loaded_policy = replace(
        app.loaded_policy, policy=replace(app.policy, fixes=FixesPolicy(weekly_tidy=False))
    )
    assert run_tidy_if_due(app, Progress(), NOW) == ()


def test_what_only_the_user_can_choose_is_left_to_them() -> None:
    question = ChoiceQuestion("which", N_("Which?"), [Option("a", "A"), Option("b", "B")])
    assert TidyConsent().ask_question(question) is None


def test_the_harmless_fixes_of_the_product(places: AppPaths) -> None:
    app = App(Silent(), places, {})
    assert {fix.id for fix in list_harmless_fixes(app)} == {
        "browser-cache",
        "file-locked",
        "outlook-wont-start",
    }


@pytest.mark.parametrize(
    ("data", "harmless"),
    [
        ({"kind": "lock", "elsewhere": False}, True),
        ({"kind": "lock", "elsewhere": True}, False),
        ({"kind": "close"}, False),
        ({"kind": "resume"}, False),
        ({"kind": "crash", "add-ins": [{"key": "a", "title": "A"}], "guess": "a"}, False),
    ],
)
def test_of_the_mail_program_only_a_lock_left_behind_is_taken_away(data: Json, harmless: bool) -> None:
    assert OutlookWontStart().is_harmless(Finding(N_("It won't open."), data=data)) is harmless


def test_what_a_fix_doesn_t_call_harmless_here_and_now_is_left_alone(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lock, "is_harmless", lambda _self, _finding: False)
    assert not run_tidy_if_due(app, Progress(), NOW)
    assert STATE["lock"]
