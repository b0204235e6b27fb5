"""Six tasks of a person before the real window: a real display, window manager, tray, printer and sound.

Each is done without a mouse and without a keyboard (but for words in text boxes), in English and in French.
All twenty-four are done with SELFHELP_TEST_LOOPS=240; otherwise some of them, others each day.
"""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from tests.conftest import LOOPS
from tests.fingers import TEXT, box_of
from tests.lab.sound_service import HEADSET, PROGRAMS
from tests.live.desk import Desk, wait_for
from tests.live.office import APP, MARKS, OPENBOX, Place, click_sign, place, written
from tests.people import Person
from tests.six_tasks import SAYS, SECRET, TASKS, WAYS

pytestmark = MARKS

LANGUAGES = ("en", "fr")
EACH = list(product(TASKS, WAYS, LANGUAGES))
SOME = 24 if LOOPS >= 240 else 8 if LOOPS >= 100 else 4
"""How many are done today: one takes about twenty seconds, one with a notification more than a minute."""

HANG_MS = 3_000
"""Processor time in which a window would be called stuck."""

DEAD = "http://127.0.0.1:9"
BEFORE = f"# mine\nhttp_proxy={DEAD}\nPAGER=less\nhttps_proxy={DEAD}\n"
FIGURES = Path(__file__).parents[2] / "build" / "six-tasks.txt"


def of_the_day() -> Sequence[tuple[str, str, str]]:
    """Return those whose turn it is: within days every task is done in every way and language."""
    turn = date.today().toordinal() % (len(EACH) // SOME)  # noqa: DTZ011 - any day will do
    return EACH[turn :: len(EACH) // SOME]


@pytest.mark.loops
@pytest.mark.parametrize(("task", "way", "language"), of_the_day())
def test_a_person_does_it(alice: Person, task: str, way: str, language: str) -> None:
    with PLACES[task](alice, language) as here:
        here.hands.watched = here.app.pid
        OPENERS.get(task, at_home)(here, way)
        TASKS[task][way](here.hands)
        PROOFS.get(task, nothing_more)(here)
        here.hands.shot(f"{task}-{way}")
        here.quiet()
        tell(here, f"{task} {way} {language}")


def at_home(here: Place, way: str) -> None:
    """Open the window: from the menu of programs, or by a click on the sign in the tray."""
    if way == "keys":
        here.desk.run(APP)
    else:
        click_sign(here.desk)
    here.hands.window()
    here.hands.sees("What's wrong?", TEXT)
    time.sleep(3)  # the first check is quiet where all is well; it's over by then
    here.hands.window()


def nothing_more(_here: Place) -> None:
    """The script itself has seen it."""


def tell(here: Place, what: str) -> None:
    """Note how long the steps took, and fail where the window was stuck."""
    steps = here.hands.steps
    times = sorted(step.milliseconds for step in steps)
    slowest = max(steps, key=lambda step: step.milliseconds)
    half = times[len(times) // 2]
    longest = f"{slowest.what} {slowest.milliseconds:.0f} ms"
    line = f"{what}: {len(steps)} steps, half within {half:.0f} ms, the longest: {longest}"
    FIGURES.parent.mkdir(exist_ok=True)
    with FIGURES.open("a") as file:
        print(line, file=file)
    assert slowest.milliseconds < HANG_MS, line


# -- 1: a stuck printer ----------------------------------------------------------------------------


class Paper:
    """A printer in the network: keeps what was printed."""

    def __init__(self) -> None:
        self.printed = b""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.device = f"socket://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Switch it off."""
        self._server.close()

    def _serve(self) -> None:
        try:
            while True:
                call, _ = self._server.accept()
                with call, suppress(ConnectionError):  # the product knocks, and goes again at once
                    while data := call.recv(65_536):
                        self.printed += data
        except OSError:
            return  # switched off


@contextmanager
def with_a_paused_printer(person: Person, language: str) -> Iterator[Place]:
    """The user may resume it, as who is responsible for the printer of a small office may."""
    paper = Paper()
    with place(replace(person, groups="lpadmin"), language, device=paper.device) as here:
        here.paper = paper
        here.job = here.print(person)
        assert here.cups.waiting() == {here.job}
        assert here.cups.paused(here.queue)
        yield here
    paper.close()


def prints_again(here: Place) -> None:
    """A further page comes out of the printer, and ``lpstat`` says that nothing waits."""
    assert not here.cups.paused(here.queue)
    wait_for(lambda: not here.cups.waiting(), 30)
    before = here.paper.printed.count(
        b"hello"
    )  # one where the printer was resumed, none where it was cancelled
    here.print(here.person)
    wait_for(lambda: here.paper.printed.count(b"hello") > before, 30)
    wait_for(lambda: not here.cups.waiting(), 30)
    assert here.paper.printed.count(b"hello") == before + 1, "a cancelled job is not printed later"
    assert " is idle. " in here.cups.admin("lpstat", "-p", here.queue)


# -- 2: no sound, and a ticket with two pictures ---------------------------------------------------

FOREIGN_HAND = "while sleep 0.05; do pactl set-sink-mute casque 1; done"
"""It goes on where the service does not answer once, and is ended with the user's desktop."""


@contextmanager
def with_sound_that_stays_off(person: Person, language: str) -> Iterator[Place]:
    """Something else on this computer mutes the user's headset again and again.

    What is private stands where their window covers it: in the editor nothing else has its colour.
    """
    with place(person, language, before=muted) as here:
        here.hands.private = QRect(394, 294, 320, 240)
        private = ["xmessage", "-bg", SECRET.name(), "-geometry", "300x200+400+300", "salary"]
        here.desk.spawn(private)
        wait_for(lambda: here.desk.windows("xmessage"))
        yield here


def muted(desk: Desk) -> None:
    """Start the sound service with a headset that is muted by a foreign hand."""
    for name, question in PROGRAMS.items():
        until_it_answers(desk, name, question)
    assert desk.run(["pactl", "load-module", "module-null-sink", HEADSET]).returncode == 0
    wait_for(lambda: b"casque" in desk.run(["pactl", "list", "short", "sinks"]).stdout)
    desk.spawn(["sh", "-c", FOREIGN_HAND])


def until_it_answers(desk: Desk, name: str, question: Sequence[str]) -> None:
    """Start one part of the service; one that ended too soon, as on a busy computer, is started again."""
    child = desk.spawn([name])
    end = time.monotonic() + 40
    while desk.run(question).returncode != 0:
        assert time.monotonic() < end, f"{name} does not answer: {desk.log_of(child)}"
        if child.poll() is not None:
            child = desk.spawn([name])
        time.sleep(0.1)


def one_picture_is_blacked_out(here: Place) -> None:
    """At the desk: nothing is left of what was private, and the other picture is whole."""
    (ticket,) = here.tickets()
    first, second = (QImage(str(path)) for path in sorted((ticket / "attachments").glob("*-[12].png")))
    assert box_of(first, SECRET).isEmpty(), "what is private is gone from the file"
    shown = box_of(second, SECRET)
    assert shown.width() > 250, "the other picture is as it was"
    assert box_of(first, QColor("black")).contains(shown)
    assert SAYS["sound"][here.language] in (ticket / "message.txt").read_text()
    assert b"Mute: yes" in here.desk.run(["pactl", "get-sink-mute", "casque"]).stdout


# -- 3: the technician's answer --------------------------------------------------------------------

KEYS = """
<keybind key="W-n"><action name="Execute"><command>dunstctl action 0</command></action></keybind>
"""
DUNST = "[global]\nmouse_left_click = do_action, close_current\n"


@contextmanager
def with_an_answer(person: Person, language: str) -> Iterator[Place]:
    """The user sent a ticket, and a technician answered; a key of their desktop opens a notification."""
    if not shutil.which("dunst"):
        pytest.skip("needs dunst")
    file = person.owns(written(person.home / "rc.xml", with_keys(KEYS)))
    with place(person, language, before=answered, manager=("openbox", "--config-file", str(file))) as here:
        yield here


def with_keys(keys: str) -> str:
    """Return the window manager's own configuration with further keys."""
    return OPENBOX.read_text().replace("<keyboard>", "<keyboard>" + keys)


def answered(desk: Desk) -> None:
    """Send a ticket by the command line, answer it, start what shows notifications."""
    shared = desk.home / "shared"  # without one there is no help desk, and nobody to reply to
    shared.mkdir()
    owned(desk, shared)
    policy = f'[desk]\nconnector = "folder"\n[desk.folder]\npath = "{shared}"\n'
    owned(desk, written(desk.home / "config_home" / "selfhelp" / "policy.toml", policy))
    written(desk.home / "config_home" / "dunst" / "dunstrc", DUNST)
    desk.spawn(["dunst"])
    wait_for(lambda: desk.run(["dunstctl", "count", "displayed"]).stdout.strip() == b"0")
    sent = desk.run([*APP, "send", "--subject", "No sound", "--body", "x", "--no-snapshot", "--json"])
    assert json.loads(sent.stdout)["state"] == "delivered", sent.stderr
    (ticket,) = shared.glob("LOCAL-0001*")
    owned(desk, written(ticket / "comments" / "Bob.txt", "Is it plugged in?"))


def by_the_notification(here: Place, way: str) -> None:
    """The user is told; then the window opens with what was answered."""
    count = ["dunstctl", "count", "displayed"]
    wait_for(lambda: here.desk.run(count).stdout.strip() == b"1", 90)
    here.hands.shot(f"notification-{way}")
    if way == "keys":
        here.hands.press("super+n")
    else:
        window = here.desk.run(["xdotool", "search", "--onlyvisible", "--class", "dunst"]).stdout.split()[-1]
        told = here.desk.run(["xdotool", "getwindowgeometry", "--shell", window.decode()]).stdout.decode()
        box = {name: int(value) for name, value in (line.split("=") for line in told.split())}
        here.hands.click_at((box["X"] + box["WIDTH"] // 2, box["Y"] + box["HEIGHT"] // 2))
    here.hands.window()


def desk_has_it_once(here: Place) -> None:
    """The answer is at the desk, once."""
    (ticket,) = here.person.home.glob("shared/LOCAL-0001*")
    words = SAYS["reply"][here.language]

    def copies() -> int:
        return sum(words in file.read_text() for file in (ticket / "comments").iterdir())

    wait_for(lambda: copies() == 1, 20)
    time.sleep(2)  # a second one would come now
    assert copies() == 1


# -- 4: yesterday's repair -------------------------------------------------------------------------


@contextmanager
def with_yesterdays_repair(person: Person, language: str) -> Iterator[Place]:
    """A dead proxy was switched off yesterday: by the same command, with a clock that is a day behind."""
    if not shutil.which("faketime"):
        pytest.skip("needs faketime")
    environment = {"http_proxy": DEAD, "https_proxy": DEAD}
    with place(person, language, environment, before=repaired_yesterday) as here:
        yield here


def repaired_yesterday(desk: Desk) -> None:
    file = desk.home / "config_home" / "environment.d" / "proxy.conf"
    written(file, BEFORE)
    owned(desk, file)
    done = desk.run(["faketime", "-f", "-1d", *APP, "fix", "net-proxy", "--yes", "--json"], 60)
    # Programs that run have the proxy still, so it is not more than that:
    assert json.loads(done.stdout)["outcome"] == "restart-needed", (done.stdout, done.stderr)
    assert file.read_text() != BEFORE
    runs = json.loads(desk.run([*APP, "journal", "--json"]).stdout)["runs"]
    assert runs[0]["started"][:10] < time.strftime("%Y-%m-%d", time.gmtime())


def owned(desk: Desk, path: Path) -> None:
    """Give the user a file and the folders above it that root made."""
    owner = desk.home.stat()
    while path != desk.home:
        os.chown(path, owner.st_uid, owner.st_gid)
        path = path.parent


def file_is_as_it_was(here: Place) -> None:
    file = here.person.home / "config_home" / "environment.d" / "proxy.conf"
    wait_for(lambda: file.read_text() == BEFORE)


# -- the rest --------------------------------------------------------------------------------------


def language_is_kept(here: Place) -> None:
    """What the user chose counts from now on, for the command line, too."""
    told = (here.person.home / "config_home" / "selfhelp" / "preferences.json").read_text()
    assert json.loads(told)["language"] == {"en": "fr", "fr": "en"}[here.language]


PLACES: Mapping[str, Callable[[Person, str], object]] = {
    "printer": with_a_paused_printer,
    "sound": with_sound_that_stays_off,
    "answer": with_an_answer,
    "undo": with_yesterdays_repair,
    "privacy": place,
    "language": place,
}
OPENERS: Mapping[str, Callable[[Place, str], None]] = {"answer": by_the_notification}
PROOFS: Mapping[str, Callable[[Place], None]] = {
    "printer": prints_again,
    "sound": one_picture_is_blacked_out,
    "answer": desk_has_it_once,
    "undo": file_is_as_it_was,
    "language": language_is_kept,
}
