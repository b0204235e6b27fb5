"""Questions cross from the core's thread to the window and back, and an unanswered one never hangs."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.core.model import ChoiceQuestion, Option, Outcome
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import FixPage
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.window import AppWindow
from selfhelp.ui.window_prompts import WindowPrompts
from tests.ui.fakes import Printer
from tests.ui.pages import Make

Heard = list[Any]
QUESTION = ChoiceQuestion("queue", N_("Which?"), [Option("a", "Office"), Option("b", "Hall")])


def at_the_question(make_window: Make, qtbot: QtBot, printer: Printer) -> tuple[AppWindow, FixScreen]:
    printer.ask = True
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._question.yes.isVisible)
    return window, screen


def outcome(screen: FixScreen) -> Outcome | None:
    return screen._ended_as.run.outcome if screen._ended_as else None


def test_a_question_is_asked_here_and_answered_there(qtbot: QtBot, jobs: JobRunner) -> None:
    prompts = WindowPrompts()
    heard: Heard = []
    asked: Heard = []

    def answer(question: ChoiceQuestion) -> None:
        asked.append((question, threading.get_ident()))
        prompts.answer_question(["b"])

    prompts.questioned.connect(answer)
    jobs.start_job(lambda _: (prompts.ask_question(QUESTION), threading.get_ident()), heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert asked == [(QUESTION, threading.get_ident())]
    assert heard[0][0] == ["b"]
    assert heard[0][1] != threading.get_ident()


def test_an_answer_is_for_one_question_only(qtbot: QtBot, jobs: JobRunner) -> None:
    prompts = WindowPrompts()
    heard: Heard = []
    asked: Heard = []

    def answer_once(question: ChoiceQuestion) -> None:
        asked.append(question)
        if len(asked) == 1:
            prompts.answer_question(["a"])

    prompts.questioned.connect(answer_once)
    jobs.start_job(lambda _: (prompts.ask_question(QUESTION), prompts.ask_question(QUESTION)), heard.append)
    qtbot.waitUntil(lambda: len(asked) == 2)
    qtbot.wait(50)
    assert heard == []  # the second waits for an answer of its own
    prompts.answer_question(None)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(["a"], None)]


def test_withdrawing_answers_no_to_this_and_to_all_that_follow(qtbot: QtBot, jobs: JobRunner) -> None:
    prompts = WindowPrompts()
    heard: Heard = []
    asked: Heard = []
    prompts.questioned.connect(asked.append)
    jobs.start_job(lambda _: [prompts.ask_question(QUESTION) for _ in range(3)], heard.append)
    qtbot.waitUntil(lambda: bool(asked))
    prompts.decline_all_questions()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [[None, None, None]]
    assert len(asked) == 1


@pytest.mark.parametrize("at_once", range(30))
def test_cancelling_at_any_moment_never_hangs(at_once: int, qtbot: QtBot, jobs: JobRunner) -> None:
    prompts = WindowPrompts()
    heard: Heard = []
    started = threading.Event()

    def work(progress: Progress) -> list[object]:
        started.set()
        return [prompts.ask_question(QUESTION) for _ in range(at_once)]

    jobs.start_job(work, heard.append)
    qtbot.waitUntil(started.is_set)  # the loop of the window lets it begin
    prompts.decline_all_questions()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [[None] * at_once]


def test_an_app_that_ends_does_not_wait_for_an_answer(
    qtbot: QtBot, jobs: JobRunner, qapp: QApplication
) -> None:
    prompts = WindowPrompts()
    asked: Heard = []
    prompts.questioned.connect(asked.append)
    jobs.start_job(lambda _: prompts.ask_question(QUESTION))
    qtbot.waitUntil(lambda: bool(asked))
    qapp.aboutToQuit.emit()
    assert jobs.stop_all(2_000)


def test_going_back_means_no(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    window, screen = at_the_question(make_window, qtbot, printer)
    window.go_back()
    qtbot.waitUntil(lambda: outcome(screen) is not None)
    assert outcome(screen) in (Outcome.DECLINED, Outcome.CANCELLED)
    assert printer.done == []


def test_closing_the_window_means_no(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    window, screen = at_the_question(make_window, qtbot, printer)
    window.close()
    qtbot.waitUntil(lambda: outcome(screen) is not None)
    assert outcome(screen) in (Outcome.DECLINED, Outcome.CANCELLED)
    assert printer.done == []
    assert window.can_be_freed()


def test_closing_the_window_at_the_proposal_means_no(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    window.close()
    qtbot.waitUntil(lambda: outcome(screen) is not None)
    assert printer.done == []


def test_a_change_goes_on_while_the_window_is_closed(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.wait.clear()
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(lambda: screen._now.text() == "Cancel your documents")
    window.close()
    assert not window.can_be_freed()
    printer.wait.set()
    qtbot.waitUntil(lambda: outcome(screen) is Outcome.FIXED)
    assert printer.done == ["cancel"]


def test_a_long_step_can_be_stopped_and_nothing_waits(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.wait.clear()
    screen = make_window(FixPage("print-stuck-queue")).get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(lambda: screen._now.text() == "Cancel your documents")
    assert screen._stop.hasFocus()
    screen._stop.click()
    qtbot.waitUntil(screen._ending.isVisible, timeout=2_000)
    assert outcome(screen) is Outcome.CANCELLED
    assert printer.done == []
    assert not screen._working.isVisible()
    assert screen.can_leave()
