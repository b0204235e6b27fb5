"""One fix in the window: every way it can go, and what the user can do at each point."""

# mypy: disable-error-code="assignment, attr-defined, var-annotated"

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import StorageError
from selfhelp.core.model import Finding, Outcome, Undo
from selfhelp.core.preferences import Preferences
from selfhelp.core.progress import Progress, Proposal
from selfhelp.core.text import N_
from selfhelp.engine.tips import FILE
from selfhelp.machine import Machine
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import FixPage, HomePage
from selfhelp.ui.parts.fix_progress import CHECK, DO
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.widgets.drawing import Drawing
from selfhelp.ui.widgets.status_icons import GOOD, WARN
from selfhelp.ui.window import AppWindow
from selfhelp.ui.window_prompts import WindowPrompts
from tests.ui.fakes import HOSTILE, Broken, Printer, _Cancel
from tests.ui.office import furnish
from tests.ui.pages import Make


def start(make_window: Make) -> FixScreen:
    screen = make_window(FixPage("print-stuck-queue")).get_current_screen()
    assert isinstance(screen, FixScreen)
    return screen


def words(screen: QWidget) -> str:
    """Everything that can be read."""
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def outcome(screen: FixScreen) -> Outcome | None:
    return screen._ended_as.run.outcome if screen._ended_as else None


def test_no_button_gets_the_focus_by_chance(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    """A button that is hidden or moved hands the focus on, and a screen reader reads who gets it."""
    got: list[str] = []

    def changed(_old: QWidget | None, new: QWidget | None) -> None:
        got.append(new.text() if isinstance(new, QPushButton | QLabel) else "")

    printer.ask = True
    application = cast("QApplication", QApplication.instance())
    screen = start(make_window)
    application.focusChanged.connect(changed)
    qtbot.waitUntil(screen._question.yes.isVisible)
    screen._question.yes.click()
    qtbot.waitUntil(screen._proposal.no.hasFocus)
    screen._proposal.yes.setFocus()
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    application.focusChanged.disconnect(changed)
    assert "Get help" not in got
    assert got[-1] == "Fixed. You can print again."


def test_a_repair_opens_with_the_focus_where_it_stays(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    """Orca read "Get help" and "Back" before "Stop"."""
    printer.look.clear()
    window = make_window(HomePage())
    got: list[QWidget] = []

    def changed(_old: QWidget | None, new: QWidget | None) -> None:
        if new is not None:
            got.append(new)

    application = cast("QApplication", QApplication.instance())
    application.focusChanged.connect(changed)
    window.open(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    printer.look.set()
    qtbot.waitUntil(screen._proposal.no.hasFocus)
    application.focusChanged.disconnect(changed)
    assert list(dict.fromkeys(got)) == [screen._stop, screen._proposal.no]


def test_a_look_that_is_stopped_before_it_begins_says_so(
    make_window: Make, qtbot: QtBot, printer: Printer, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, waits = threading.Event(), app.journal.list_recent_fix_runs

    def slow(*asked: object) -> object:
        counted.wait(5)
        return waits(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(app.journal, "list_recent_fix_runs", slow)
    screen = start(make_window)
    assert screen._stop.isVisible()
    screen._stop.click()
    counted.set()
    assert not screen._stop.isVisible()
    assert screen._foot.retry.hasFocus()
    qtbot.wait(100)
    assert printer.asked == []
    screen._foot.retry.click()
    qtbot.waitUntil(screen._proposal.yes.isVisible)


def test_check_ask_fix_check_again(make_window: Make, qtbot: QtBot, printer: Printer, app: App) -> None:
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    text = words(screen)
    for said in (
        "A document waits for Office.",
        "Nothing comes out.",
        "Cancel your documents",
        "not printed",
    ):
        assert said in text
    assert "Takes about 20 s · Can be undone" in text
    assert printer.done == []
    assert screen._proposal.no.hasFocus()  # the harmless answer
    qtbot.mouseClick(screen._proposal.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen._ending.isVisible)
    assert outcome(screen) is Outcome.FIXED
    assert "Fixed. You can print again." in words(screen)
    assert screen._ending.icon_kind == GOOD
    assert "Switch the printer on before you print." in words(screen)
    assert app.journal.list_runs()[0].outcome is Outcome.FIXED
    assert screen.helped.isVisible()
    screen.helped.no.click()
    qtbot.waitUntil(lambda: bool(app.feedback.read_counts()))
    (about,) = app.feedback.read_counts().values()
    assert about == {"print-stuck-queue": {"yes": 0, "no": 1}}
    assert "Thank you." not in words(screen)  # what is next instead: here only the help desk is left
    assert screen._ending.heading.text() == "We couldn't check this computer for other causes."
    assert "The change was made, but it didn't help." in screen._ending.detail.text()
    assert screen._ending._undo.isVisible()
    assert screen._ending.icon_kind == WARN
    assert screen._ending.help.isVisible()
    assert screen._ending.heading.hasFocus()
    qtbot.waitUntil(lambda: app.journal.list_runs()[0].helped is False)
    screen._ending.help.click()
    window = screen.window()
    assert isinstance(window, AppWindow)
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    qtbot.waitUntil(lambda: "You said that it didn't help." in words(form))  # a tick contradicts the user


def test_duration_and_undo_are_on_their_own_line(
    make_window: Make, qtbot: QtBot, printer: Printer, app: App
) -> None:
    furnish(app, printer)
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    assert "print it again later.\nTakes about 10 s · Can't be undone" in words(screen)


def stops(screen: FixScreen) -> dict[str, str]:
    """How each stop of the way that is shown stands."""
    return {name: stop.icon_kind for name, stop in screen._path.stops.items() if stop.isVisible()}


def test_progress_marks_the_current_stage(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    printer.wait.clear()
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    assert stops(screen) == {"look": "good", "found": "warn", "plan": "ask"}  # and nothing empty
    assert screen._path.get_current_stage().name.accessibleDescription() == "Action needed"
    screen._proposal.yes.click()
    qtbot.waitUntil(lambda: screen._now.text() == "Cancel your documents")
    assert stops(screen)["plan"] == "good"
    assert stops(screen)["do"] == "busy"
    assert words(screen).count("Cancel your documents") == 1  # what goes on is said once
    assert screen._stop.isVisible()
    assert screen._stop.parent().parent() is screen._path.get_current_stage()  # it stands where the user is
    printer.wait.set()
    qtbot.waitUntil(screen._ending.isVisible)
    assert stops(screen) == dict.fromkeys(("look", "plan", "do", "check", "end"), "good") | {"found": "warn"}
    assert [name for name, stop in screen._path.stops.items() if stop.is_current] == ["end"]


def test_stages_never_reached_are_not_in_progress(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    printer.stuck = False
    screen = start(make_window)
    qtbot.waitUntil(screen._ending.isVisible)
    assert stops(screen) == {"look": "good", "end": "note"}
    assert "We found no problem." in words(screen)


def test_what_was_found_is_said_before_anything_is_asked(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.ask = True
    screen = start(make_window)
    qtbot.waitUntil(screen._question.yes.isVisible)
    assert "A document waits for Office." in words(screen)
    assert stops(screen)["plan"] == "ask"
    screen.on_hidden()


def test_a_way_that_failed_says_where_and_can_be_begun_again(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.helps = False
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    assert stops(screen)["check"] == "bad"
    assert stops(screen)["end"] == "warn"
    screen._on_run_failed(StorageError(N_("The disk is gone.")))
    assert "The disk is gone." in words(screen)
    assert screen._foot.retry.hasFocus()
    printer.helps = True
    screen._foot.retry.click()
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen.on_hidden()


def fixed(make_window: Make, qtbot: QtBot) -> FixScreen:
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    return screen


def test_a_tip_follows_a_fix_and_can_be_turned_off(
    make_window: Make, qtbot: QtBot, printer: Printer, app: App
) -> None:
    screen = fixed(make_window, qtbot)
    qtbot.waitUntil(screen.tip.isVisible)
    assert "Tip: To check whether a printer is working again" in words(screen)
    assert not screen.tip.no_more.hasFocus()
    screen.tip.no_more.click()
    assert not screen.tip.isVisible()
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).tips == "no")


def test_no_tip_if_turned_off_by_policy_or_user(
    make_window: Make, qtbot: QtBot, printer: Printer, app: App
) -> None:
    rules = replace(app.policy, fixes=replace(app.policy.fixes, tips=False))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=rules)
    screen = fixed(make_window, qtbot)
    qtbot.wait(100)
    assert not screen.tip.isVisible()
    assert not (app.places.data / FILE).exists()


def test_no_tip_after_what_did_not_help(make_window: Make, qtbot: QtBot, printer: Printer, app: App) -> None:
    printer.helps = False
    screen = fixed(make_window, qtbot)
    qtbot.wait(100)
    assert outcome(screen) is Outcome.NOT_FIXED
    assert not screen.tip.isVisible()


def test_undo(make_window: Make, qtbot: QtBot, printer: Printer, app: App) -> None:
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending._undo.isVisible)
    app.engine.undo = _put_back(app, printer)  # type: ignore[method-assign]
    screen._ending._undo.click()
    qtbot.waitUntil(lambda: outcome(screen) is Outcome.UNDONE)
    qtbot.waitUntil(screen._ending.isVisible)
    assert "Undone" in words(screen)
    stops = screen._path.stops
    assert [stops[name].isHidden() for name in (DO, CHECK)] == [False, True], "the fix stays in the path"
    assert stops[DO].isAncestorOf(screen._proposal)
    assert "Can be undone" not in words(screen)
    assert not screen._ending._undo.isVisible()


def _put_back(app: App, printer: Printer) -> Callable[..., object]:
    """The journal only brings back steps of the product itself, so a made-up one is put back here."""
    import dataclasses

    def undo(run: str, progress: object, **_: object) -> object:
        done = app.journal.read_entry(run).to_fix_run()
        printer.done.append("back")
        steps = [dataclasses.replace(step, undo=Undo.DONE) for step in done.steps]
        return dataclasses.replace(done, outcome=Outcome.UNDONE, steps=steps)

    return undo


def test_no_changes_nothing(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.no.isVisible)
    screen._proposal.no.click()
    qtbot.waitUntil(screen._ending.isVisible)
    assert outcome(screen) is Outcome.DECLINED
    assert printer.done == []


def test_a_step_that_does_not_help_is_said_honestly(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.helps = False
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    assert outcome(screen) is Outcome.NOT_FIXED
    assert "A document waits for Office." in words(screen)
    assert screen._ending.icon_kind == WARN
    assert screen._ending.help.isVisible()  # the way on is the help desk
    assert not screen._ending.done.isVisible()


def test_a_healthy_computer(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    printer.stuck = False
    screen = start(make_window)
    qtbot.waitUntil(screen._ending.isVisible)
    assert outcome(screen) is Outcome.HEALTHY
    assert not screen._proposal.isVisible()


def test_a_second_check_after_the_fix_says_that_it_works(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    assert screen._ending.heading.text() == "Fixed. You can print again."
    for stays_paused, heading, sign in (
        (False, "You can print again.", GOOD),
        (True, "Office is paused.", WARN),
    ):
        printer.stays_paused = stays_paused
        screen._ending._again.click()
        qtbot.waitUntil(screen._ending.isVisible)
        assert screen._ending.heading.text() == heading
        assert screen._ending.icon_kind == sign


def test_a_check_that_sees_nothing_says_why(make_window: Make, qtbot: QtBot) -> None:
    screen = make_window(FixPage("broken")).get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._ending.isVisible)
    assert "It cannot be seen." in words(screen)
    assert screen._ending.heading.text() == "We couldn't check this computer."  # not: for other causes
    assert "healthy" not in words(screen)


def test_stopping_in_the_middle_says_what_was_done_and_offers_to_undo_it(
    make_window: Make, qtbot: QtBot, printer: Printer, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer.wait.clear()
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(lambda: screen._now.text() == "Cancel your documents")
    assert not screen.can_leave()  # a change that goes on is not left behind unseen
    assert not screen.can_be_freed()
    screen._stop.click()
    qtbot.waitUntil(screen._ending.isVisible)
    assert outcome(screen) is Outcome.CANCELLED
    assert screen._ending.heading.text() == "You stopped the fix partway."
    assert "The step that was running may be partly done." in words(screen)
    assert "Nothing was changed." not in words(screen)
    primary = [button for button in screen.findChildren(QPushButton) if button.property("primary")]
    assert [button.accessibleName() for button in primary if button.isVisible()] == ["Undo"]
    assert not screen._ending._undo.isVisible()  # one button for it is enough
    stopped, undone = screen._ended_as.run, []
    answer = replace(stopped, outcome=Outcome.UNDONE)
    monkeypatch.setattr(app.engine, "undo", lambda run, *_, **__: undone.append(run) or answer)
    screen._ending.next.click()
    qtbot.waitUntil(lambda: screen._job is None and outcome(screen) is Outcome.UNDONE)
    assert undone == [stopped.run]


def test_what_was_done_before_a_stop_and_has_no_undo_is_said(
    make_window: Make, qtbot: QtBot, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer.wait.clear()
    monkeypatch.setattr(_Cancel, "undoable", False)
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(lambda: screen._now.text() == "Cancel your documents")
    screen._stop.click()
    qtbot.waitUntil(screen._ending.isVisible)
    assert screen._ending.heading.text() == "You stopped the fix partway."
    assert screen._ending.next.accessibleName() == "Check again"


def test_leaving_at_the_question_means_no(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    window.go_back()
    qtbot.waitUntil(lambda: outcome(screen) is not None)
    assert printer.done == []


def test_the_choice_reaches_the_steps(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    printer.ask = True
    screen = start(make_window)
    qtbot.waitUntil(screen._question.yes.isVisible)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)  # the first one is in focus, and chosen
    screen._question.yes.click()
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    assert printer.asked == [{"queue": []}]
    screen._proposal.no.click()
    qtbot.waitUntil(screen._ending.isVisible)


def test_a_manual_step(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    printer.by_hand = True
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._question.yes.isVisible)
    assert screen._question.get_question_text() == "Switch the printer on"
    screen._question.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    assert screen._ended_as is not None
    assert [step.result for step in screen._ended_as.run.steps] == ["done", "the person says"]


def test_what_only_the_user_can_do_is_shown_once_with_one_decision(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    """ "Unplug the cable" was on the proposal with "Do it", then on a page of its own for each step."""
    printer.only_by_hand = True
    screen = start(make_window)
    panel = screen._proposal
    qtbot.waitUntil(panel.yes.isVisible)
    assert panel.yes.text() == "I've done it – check again"
    assert panel.yes.hasFocus()
    assert screen._path.get_current_stage().detail.text() == "Only you can do this. We'll check the result."
    assert "Manual step" not in panel.join_spoken_text()
    assert len([part for part in panel.findChildren(Drawing) if part.isVisible()]) == 2
    printer.stuck = False
    panel.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    assert not screen._question.isVisible()
    run = screen._ended_as.run if screen._ended_as else None
    assert run is not None
    assert [step.result for step in run.steps] == ["the person says"] * 2
    assert run.outcome is Outcome.FIXED


def test_a_hostile_name_is_plain_text(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    printer.name = HOSTILE
    screen = start(make_window)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    labels = screen.findChildren(QLabel)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
    assert "<b>&amp; $(rm -rf)" in words(screen)
    assert "\u202e" not in words(screen)
    window = screen.window()
    window.resize(window.minimumSize())
    assert window.width() == window.minimumWidth()
    assert screen.width() <= window.width()
    screen._proposal.no.click()
    qtbot.waitUntil(screen._ending.isVisible)


def test_getting_help_includes_the_run(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    printer.stuck = False
    window = make_window(FixPage("print-stuck-queue", words="printer stuck"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._ending.isVisible)
    case = screen._make_current_case()
    assert case.words == "printer stuck"
    assert [entry.id for entry in case.runs] == ["print-stuck-queue"]


def test_the_third_time_a_ticket_with_the_history_is_offered_instead(
    make_window: Make, qtbot: QtBot, app: App, printer: Printer
) -> None:
    runs = [app.engine.run(app.catalog.fixes["print-stuck-queue"], Agreeing(), Progress()) for _ in range(3)]
    assert {run.outcome for run in runs} == {Outcome.FIXED, Outcome.HEALTHY}
    history = [app.journal.read_entry(runs[0].run)] * 3
    app.journal.list_recent_fix_runs = lambda fix, now: history  # type: ignore[method-assign]
    printer.stuck = True
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._often.isVisible)
    assert "3 times" in words(screen)
    assert screen._job is None  # nothing is looked at before the user says so
    screen._often.help.click()
    ask = window.get_current_screen()
    assert isinstance(ask, AskScreen)
    assert [run.run for run in ask.case.runs] == [runs[0].run]
    window.go_back()
    screen._often.repair.click()
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen.on_hidden()


def test_leaving_immediately_leaves_nothing_behind(make_window: Make, qtbot: QtBot, app: App) -> None:
    window = make_window(FixPage("print-stuck-queue"))
    window.open(HomePage())
    qtbot.wait(300)
    screen = window._screens[FixPage]
    assert isinstance(screen, FixScreen)
    assert screen._job is None
    assert screen.can_be_freed()


class Agreeing:
    """Agrees to everything."""

    def ask_consent(self, proposal: object) -> bool:
        return True

    def ask_question(self, question: object) -> None:
        return None

    def ask_to_do_by_hand(self, step: object) -> bool:
        return True


def test_feedback_is_not_asked_for_if_turned_off(qtbot: QtBot, make_window: Make, app: App) -> None:
    app.places.machine_policy.mkdir(parents=True)
    (app.places.machine_policy / "policy.toml").write_text("[feedback]\nask = false\n")
    app.__dict__.pop("loaded_policy", None)
    screen = ended(qtbot, make_window)
    assert not screen.helped.isVisible()


def test_after_yes_the_focus_is_on_the_thanks(qtbot: QtBot, make_window: Make) -> None:
    """It was on "Stop showing tips", where Enter or Space turned them off."""
    screen = ended(qtbot, make_window)
    qtbot.waitUntil(screen.helped.yes.isVisible)
    screen.helped.yes.setFocus()
    qtbot.keyClick(screen.helped.yes, Qt.Key.Key_Space)
    assert screen.window().focusWidget() is screen.helped.words
    assert screen.helped.words.text() == "Thank you."


def test_a_repair_that_did_not_work_is_not_asked_about(
    qtbot: QtBot, make_window: Make, printer: Printer
) -> None:
    printer.helps = False
    assert not ended(qtbot, make_window).helped.isVisible()


def ended(qtbot: QtBot, make_window: Make) -> FixScreen:
    screen = make_window(FixPage("print-stuck-queue")).get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    return screen


class Other(Broken):
    """Another repair; there is nothing to repair."""

    id = "other"
    title = N_("Sound & camera")

    def diagnose(self, machine: Machine) -> Finding | None:
        return None


def with_another(app: App) -> None:
    known = {**app.catalog.all_fixes, "other": Other()}
    app.catalog.__dict__.update(all_fixes=known, fixes=known)


@pytest.mark.parametrize("ask", [True, False], ids=["a question", "a proposal"])
def test_what_waits_for_an_answer_makes_room_for_another(
    ask: bool, make_window: Make, qtbot: QtBot, printer: Printer, app: App
) -> None:
    printer.ask = ask
    with_another(app)
    screen = start(make_window)
    qtbot.waitUntil(screen._question.yes.isVisible if ask else screen._proposal.yes.isVisible)
    screen.window().open(FixPage("other"))
    assert screen.title() == "Sound & camera"
    assert "is still running" not in words(screen.window())
    qtbot.waitUntil(screen._ending.isVisible)
    assert outcome(screen) is Outcome.HEALTHY
    assert not screen._proposal.isVisible()
    assert not screen._question.isVisible()
    qtbot.waitUntil(lambda: len(app.journal.list_runs()) == 2)
    assert printer.done == []
    ends = {run.id: run.outcome for run in app.journal.list_runs()}
    assert ends == {"print-stuck-queue": Outcome.DECLINED, "other": Outcome.HEALTHY}


def test_a_change_that_goes_on_is_finished_first_and_the_other_is_one_click_away(
    make_window: Make, qtbot: QtBot, printer: Printer, app: App
) -> None:
    with_another(app)
    printer.wait.clear()
    screen = start(make_window)
    window = screen.window()
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(lambda: screen._now.text() == "Cancel your documents")
    window.open(FixPage("other"))
    assert screen.title() == "Cancel stuck print jobs"
    assert "“Cancel stuck print jobs” is still running." in words(window)
    assert screen._stop.isVisible()
    assert not screen.later.isVisible()
    printer.wait.set()
    qtbot.waitUntil(screen._ending.isVisible)
    assert outcome(screen) is Outcome.FIXED
    assert screen.later.text() == "Now: Sound && camera"
    screen.later.click()
    qtbot.waitUntil(lambda: outcome(screen) is Outcome.HEALTHY)
    assert screen.title() == "Sound & camera"
    assert not screen.later.isVisible()


@pytest.mark.slow
def test_a_question_that_was_withdrawn_on_its_way_is_not_put(qtbot: QtBot, jobs: JobRunner) -> None:
    prompts, heard, ended = WindowPrompts(), [], []
    prompts.proposed.connect(heard.append)
    asked = threading.Event()
    jobs.start_job(lambda _: (asked.set(), prompts.ask_consent(Proposal("", Finding(""), ()))), ended.append)
    asked.wait(5)
    time.sleep(0.1)  # the question is on its way; this thread has not looked yet
    prompts.decline_all_questions()
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.wait(50)
    assert heard == []
    assert ended[0][1] is False
