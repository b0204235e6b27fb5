"""The app itself, with its window opened as a click on the sign does, and a clock beside it.

    python -m tests.bench.window_child open | typing | screens | asking | much

Prints one line of JSON. Every time is told twice: by the wall, and by the processor for the window's thread,
which a busy machine changes less.
"""

from __future__ import annotations

import selfhelp.ui.plain_imports  # noqa: F401 # isort: skip - before all others, as in `selfhelp.__main__`

import json
import os
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from selfhelp.core.paths import AppPaths, detect_platform
from selfhelp.core.text import Translator
from selfhelp.ui import main as app_main
from selfhelp.ui.application import Application
from selfhelp.ui.background import idle_collector
from selfhelp.ui.navigation import (
    AboutPage,
    AskPage,
    ConversationPage,
    Destination,
    DiagnosisPage,
    EmergencyPage,
    FixPage,
    HomePage,
    JournalPage,
    OutboxPage,
    PrivacyPage,
    ReceiptsPage,
    RemotePage,
    ReviewPage,
    SettingsPage,
    SignInPage,
    TicketsPage,
    TicketTopicPage,
    TrialPage,
    WelcomePage,
)
from selfhelp.ui.widgets.logo import StatusEmblem
from tests.bench.eye import Eye, Heart, Moment, wait
from tests.bench.measure import resident

SETTLED_MS = 7_000
"""After which a program in the tray has nothing left to do."""

SENTENCES = ("mon imprimante n'imprime plus depuis ce matin", "computer is so slow since the update")
KEYS_A_SECOND = 30.0
EXAMPLE = "No internet"
"""What the first screen shows as an example."""


class Bench:
    """The app's session, and what a person does with it."""

    def __init__(self) -> None:
        places = AppPaths.create_for_current_user(detect_platform())
        places.runtime.mkdir(parents=True, exist_ok=True)
        self.application = Application([])
        self.application.setCursorFlashTime(0)  # a caret that blinks paints, too
        idle_collector.IdleCollector(self.application)
        self.session = app_main.AppSession(self.application, places, Translator("en"))
        self.eye = Eye()
        self._make = self.session._create_window
        self.session._create_window = self._made  # type: ignore[method-assign]

    def click(self, wait_ms: int = 2500) -> Moment:
        """Click the sign; return how long it took until the window had painted."""
        return self.eye.first(partial(self.session._on_menu_choice, "open"), wait_ms)

    def offers(self) -> bool:
        """Say whether the window shows its examples: all that is on it without waiting for anything."""
        buttons = self.session.window.findChildren(QAbstractButton) if self.session.window else ()
        return any(one.text() == EXAMPLE and one.isVisible() for one in buttons)

    def show(self, destination: Destination, wait_ms: int = 1500) -> Sequence[float]:
        """Open a screen: until it painted, and how long the thread did not answer at most, by both clocks."""
        heart = Heart()
        first = self.eye.first(partial(self.session.open, destination), wait_ms)
        heart.stop()
        return first.wall, first.cpu, heart.longest, heart.busiest

    def close(self) -> None:
        """Close the window."""
        assert self.session.window is not None
        self.session.window.close()
        wait(1000)

    def free(self) -> None:
        """Give it back, as the app does a while later."""
        self.session.release_window()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        wait(1000)

    def _made(self) -> Any:
        window = self._make()
        window.installEventFilter(self.eye)
        return window


def opening() -> Mapping[str, object]:
    """Open it first, again, and first again after it was freed; and what each state takes in memory."""
    bench, memory = Bench(), {}
    wait(SETTLED_MS if "rested" in sys.argv else 1_000)
    memory["idle"] = resident(os.getpid())
    bench.eye.wanted, begin = bench.offers, Moment.now()
    first = bench.click()
    whole = bench.eye.seen.since(begin) if bench.eye.seen else Moment(float("inf"), float("inf"))
    wait(1000)
    memory["open"] = resident(os.getpid())
    bench.close()
    again = bench.click()
    bench.close()
    memory["closed"] = resident(os.getpid())
    bench.free()
    memory["freed"] = resident(os.getpid())
    anew = bench.click()
    bench.close()
    bench.free()
    memory["freed again"] = resident(os.getpid())
    times = {"first": first, "whole": whole, "again": again, "anew": anew}
    return {**{name: _pair(moment) for name, moment in times.items()}, "memory": memory}


def typing() -> Mapping[str, object]:
    """Type at a person's speed and at thirty keys a second; and from the first paint on."""
    bench = Bench()
    wait(1_000)
    bench.click(wait_ms=1)
    while not bench.eye.paints:
        wait(1)
    at_once = _type(bench, SENTENCES[0], _steady(KEYS_A_SECOND))
    wait(4_000)
    chance = random.Random(7)
    human = [t for s in SENTENCES for t in _type(bench, s, lambda: chance.uniform(0.07, 0.25))]
    fast = [t for s in SENTENCES for t in _type(bench, s, _steady(KEYS_A_SECOND))]
    return {"at once": at_once, "human": human, "fast": fast}


def _steady(each_second: float) -> Callable[[], float]:
    return lambda: 1 / each_second


def _type(bench: Bench, sentence: str, pause: Callable[[], float]) -> Sequence[tuple[float, float]]:
    """Type; return for each key how long it took until the last thing it changed was painted, by both clocks.

    The clock starts when the key is due, so that a thread that is busy then counts as well.
    """
    from PySide6.QtTest import QTest

    assert bench.session.window is not None
    box = bench.session.window.findChild(QLineEdit, "search")
    assert box is not None
    bench.eye.emblem = bench.session.window.findChild(StatusEmblem)
    box.clear()
    wait(300)
    bench.eye.paints.clear()
    due, pressed = time.perf_counter() * 1e3 + 50, list[tuple[float, Moment]]()
    for letter in sentence:
        wait(max(0, round(due - time.perf_counter() * 1e3)))
        pressed.append((due, Moment.now()))
        QTest.keyClicks(box, letter)
        due += pause() * 1e3
    wait(1_000)
    return list(_answers(pressed, bench.eye.paints))


def _answers(
    pressed: Sequence[tuple[float, Moment]], paints: Sequence[Moment]
) -> Iterator[tuple[float, float]]:
    ends = [key.wall for _, key in pressed[1:]] + [float("inf")]
    for (due, key), end in zip(pressed, ends, strict=True):
        after = [paint for paint in paints if paint.wall >= key.wall]
        own = [paint for paint in after if paint.wall < end] or after[:1]
        yield own[-1].wall - due, own[-1].cpu - key.cpu


def screens() -> Mapping[str, object]:
    """Open every screen for the first time and once more."""
    bench, told = Bench(), {}
    wait(1_000)
    bench.click(4_000)
    app = bench.session.app
    case = app.create_case("Nothing prints")
    given = (
        FixPage("disk-full"),
        DiagnosisPage(complaint="check-my-computer"),
        TicketTopicPage("access-to-application"),
        TrialPage("keyboard"),
        AskPage(case),
        ReviewPage(case),
        *(TicketsPage(), OutboxPage(), ReceiptsPage(), RemotePage(), PrivacyPage(), JournalPage()),
        *(SettingsPage(), EmergencyPage("work"), WelcomePage(), AboutPage(), SignInPage()),
    )
    for destination in given:
        first = bench.show(destination)
        bench.show(HomePage(), 300)
        told[destination.name] = (first, bench.show(destination, 800))
        bench.show(HomePage(), 300)
    return told


def many() -> Mapping[str, object]:
    """Open screens with far more on them than anyone has."""
    from tests.bench import much  # not before the others are measured: it loads the core

    bench, told = Bench(), {}
    wait(1_000)
    app = bench.session.app
    reports = much.fill(app)
    bench.click(4_000)
    told["10,000 tickets"] = bench.show(TicketsPage(), 4_000)
    told["500 messages"] = bench.show(ConversationPage(reports["long"]), 4_000)
    told["an answer of 10 MB"] = bench.show(ConversationPage(reports["large"]), 4_000)
    told["5,000 runs"] = bench.show(JournalPage(), 6_000)
    return told


COMPLAINTS = (
    "my printer does not print",
    "no internet since this morning",
    "no sound",
    "my computer is so slow",
    "my disk is full",
)


def asking() -> Mapping[str, object]:
    """Ask as a person does, on this computer: until a check has ended, and until the answer stands."""
    bench, told = Bench(), {}
    wait(1_000)
    bench.click(4_000)
    for words in COMPLAINTS:
        begin = Moment.now()
        bench.session.open(DiagnosisPage(words))
        screen: Any = bench.session.window.get_current_screen() if bench.session.window else None
        first = _painted(bench, lambda screen=screen: any(screen._checks._results.values()))
        answer = _painted(bench, lambda screen=screen: screen._card.isVisible())
        told[words] = [min(first, answer) - begin.wall, answer - begin.wall]
        bench.show(HomePage(), 500)
    return told


def _painted(bench: Bench, wanted: Callable[[], bool], most_ms: int = 30_000) -> float:
    """Return when the window had painted what is wanted, in milliseconds of the wall."""
    seen: list[float] = []

    def look() -> bool:
        if not wanted():
            return False
        seen.append(Moment.now().wall)
        return True

    bench.eye.wanted = look
    for _ in range(most_ms // 10):
        if seen:
            return seen[0]
        wait(10)
    return float("inf")


def _pair(moment: Moment) -> tuple[float, float]:
    return moment.wall, moment.cpu


PLANS = {"open": opening, "typing": typing, "screens": screens, "asking": asking, "much": many}


def main() -> None:
    """Do what was asked for, and tell."""
    try:
        print(json.dumps(PLANS[sys.argv[1]]()), flush=True)
    except BaseException:  # noqa: BLE001 - the app has a hook of its own, which writes into its log
        traceback.print_exc()
    os._exit(0)


if __name__ == "__main__":
    main()
