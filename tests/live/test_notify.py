"""A ticket that is delivered while the window is closed is told by a real notifier, and a click opens it."""

from __future__ import annotations

import json
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from jeepney import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.live.desk import Desk, wait_for
from tests.live.sni import TrayHost

pytestmark = [
    pytest.mark.live,
    pytest.mark.gui,
    pytest.mark.skipif(not shutil.which("Xvfb") or not shutil.which("dunst"), reason="needs Xvfb and dunst"),
]
APP = [sys.executable, "-m", "selfhelp"]
TRAY = [*APP, "--tray"]
PICTURES = Path(__file__).parents[2] / "build" / "screens"
HOSTILE = "<b>pc</b> & <img src=x> $(touch /tmp/owned)\x07\x1b Büro"
SEAL = """
import sys
from selfhelp.app.composition import App
case = App.build().create_case(sys.argv[1])
case.message.subject = sys.argv[1]
print(case.save_to_outbox(case.build_letter()))
"""


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desktop with a tray, so that the app may stay in the background."""
    with Desk() as desk:
        tray = TrayHost(desk.environment["DBUS_SESSION_BUS_ADDRESS"])
        yield desk
        tray.close()


@contextmanager
def desk_that_refuses() -> Iterator[str]:
    """A ticket system that lets nobody in; yields its address."""

    class Refuse(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.send_response(401)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = answer  # noqa: N815 - names of http.server

        def log_message(self, *told: Any) -> None:
            """Print nothing."""

    server = HTTPServer(("127.0.0.1", 0), Refuse)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def seal(desk: Desk, subject: str) -> str:
    """Put a ticket into the user's outbox, as the app does before it sends; nothing sends it yet."""
    done = desk.run([sys.executable, "-c", SEAL, subject])
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()


def history(desk: Desk) -> list[Mapping[str, Any]]:
    """What the notifier has shown; what is on the screen now is put away first."""
    desk.run(["dunstctl", "close-all"])
    time.sleep(0.3)
    told = json.loads(desk.run(["dunstctl", "history"]).stdout)
    return [{name: value["data"] for name, value in one.items()} for one in told["data"][0]]


def displayed(desk: Desk) -> int:
    return int(desk.run(["dunstctl", "count", "displayed"]).stdout or 0)


def ticket(desk: Desk) -> list[Path]:
    """Return the folder of the delivered ticket, once it is there."""
    return list((desk.home / "data_home" / "selfhelp" / "desk").glob("LOCAL-0001*"))


def start_dunst(desk: Desk) -> None:
    desk.spawn(["dunst"])
    wait_for(lambda: desk.run(["dunstctl", "count", "displayed"]).stdout.strip() == b"0")


def ticks(pid: int) -> int:
    """What a process has computed so far, in hundredths of a second (proc_pid_stat(5))."""
    return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))


def calm(desk: Desk) -> bool:
    return not any("ERROR" in log.read_text() for log in desk.home.rglob("selfhelp.log"))


def test_a_delivered_ticket_is_told_once_and_a_click_opens_my_tickets(desk: Desk) -> None:
    start_dunst(desk)
    seal(desk, "Nothing prints")
    app = desk.spawn(TRAY)
    wait_for(lambda: displayed(desk) == 1)
    desk.shot(PICTURES / "live-notification.png")
    assert desk.windows("Self-help") == []
    desk.run(["dunstctl", "action", "0"])
    wait_for(lambda: desk.windows("Self-help"))
    time.sleep(1.5)
    (told,) = history(desk)
    assert told["appname"] == "Self-help"
    assert told["summary"] == "Self-help"
    assert told["body"] == "Saved on this computer"
    assert app.poll() is None
    assert calm(desk)


def test_simultaneous_replies_are_one_notification(desk: Desk) -> None:
    start_dunst(desk)
    for number in range(5):
        seal(desk, f"Report {number}")
    desk.spawn(TRAY)
    wait_for(lambda: displayed(desk) >= 1)
    time.sleep(2)
    assert displayed(desk) == 1
    assert history(desk)[0]["body"] == "Saved on this computer"


def test_foreign_text_is_plain_text(desk: Desk) -> None:
    start_dunst(desk)
    with desk_that_refuses() as url:
        folder = desk.home / "config_home" / "selfhelp"
        folder.mkdir(parents=True)
        policy = f'[desk]\nconnector = "rt"\nemail = "a@example.com"\n[desk.rt]\nurl = "{url}"\n'
        (folder / "policy.toml").write_text(policy)
        seal(desk, HOSTILE)
        desk.spawn(TRAY, SELFHELP_TOKEN="1-14-0123456789abcdef0123456789abcdef")
        wait_for(lambda: displayed(desk) == 1, seconds=20)
        desk.shot(PICTURES / "live-notification-hostile.png")
        (told,) = history(desk)
    assert "&lt;b&gt;pc&lt;/b&gt; &amp; &lt;img src=x&gt; $(touch" in told["body"]
    assert "couldn't be sent" in told["body"]
    assert told["body"].isprintable()
    assert not Path("/tmp/owned").exists()
    assert calm(desk)


def test_a_notifier_that_never_answers_holds_nothing_up(desk: Desk) -> None:
    with open_dbus_connection(desk.environment["DBUS_SESSION_BUS_ADDRESS"]) as silent:
        silent.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"))
        seal(desk, "Nothing prints")
        app = desk.spawn(TRAY)
        wait_for(lambda: ticket(desk))
        began = time.monotonic()
        assert desk.run(APP).returncode == 0
        wait_for(lambda: desk.windows("Self-help"))
        assert time.monotonic() - began < 20, "a call on the bus is given up after 25 s"
        assert app.poll() is None
    assert calm(desk)


def test_an_open_window_says_it_itself(desk: Desk) -> None:
    start_dunst(desk)
    seal(desk, "Nothing prints")
    desk.spawn(APP)
    wait_for(lambda: desk.windows("Self-help"))
    wait_for(lambda: ticket(desk))
    time.sleep(1)
    desk.shot(PICTURES / "live-told-in-window.png")
    assert history(desk) == []


def test_do_not_disturb_keeps_notifications_in_the_list_and_clickable(desk: Desk) -> None:
    start_dunst(desk)
    desk.run(["dunstctl", "set-paused", "true"])
    seal(desk, "Nothing prints")
    app = desk.spawn(TRAY)
    wait_for(lambda: desk.run(["dunstctl", "count", "waiting"]).stdout.strip() == b"1", seconds=20)
    assert displayed(desk) == 0
    assert desk.windows("Self-help") == []
    before = ticks(app.pid)
    time.sleep(5)
    assert ticks(app.pid) - before < 10, "waiting for a click costs nothing"
    desk.run(["dunstctl", "set-paused", "false"])
    wait_for(lambda: displayed(desk) == 1)
    assert desk.windows("Self-help") == []
    desk.run(["dunstctl", "action", "0"])
    wait_for(lambda: desk.windows("Self-help"))
    assert calm(desk)


@pytest.mark.slow  # the app asks a desk at most once a minute
def test_an_answer_of_the_help_desk_is_told_and_a_click_opens_the_conversation(desk: Desk) -> None:
    start_dunst(desk)
    sent = desk.run([*APP, "send", "--subject", "No sound", "--body", "x", "--no-snapshot", "--json"])
    assert json.loads(sent.stdout)["state"] == "delivered"
    (folder,) = ticket(desk)
    (folder / "comments").mkdir(exist_ok=True)
    (folder / "comments" / "Bob.txt").write_text("The secret answer")
    desk.spawn(TRAY)
    wait_for(lambda: displayed(desk) == 1, seconds=90)
    assert desk.windows("Self-help") == []
    desk.run(["dunstctl", "action", "0"])
    wait_for(lambda: desk.windows("Self-help"))
    time.sleep(3)
    desk.shot(PICTURES / "live-answer-opened.png")
    (told,) = history(desk)
    assert told["body"] == "The help desk replied: “No sound”."
    listed = json.loads(desk.run([*APP, "tickets", "list", "--offline", "--json"]).stdout)
    assert listed["tickets"][0]["last_message"]["text"] == "The secret answer"
    assert listed["tickets"][0]["unread"] == 0, "seen: the click opened the conversation"
    assert calm(desk)
