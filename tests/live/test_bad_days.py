"""The window on a bad day: the app is killed while it sends, hostile names, no bus, a full or broken home."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from selfhelp.tickets.delivery.delivery_service import RetryRules
from tests.live.desk import Desk, wait_for
from tests.live.office import APP, MARKS, Place, click_sign, place
from tests.people import Person
from tests.six_tasks import when_collected

pytestmark = MARKS

SEAL = """
from pathlib import Path
from selfhelp.app.composition import App
app = App.build()
for number in range(5):
    case = app.create_case(f"problem {number}")
    case.message.requester = "alice@example.com"
    case.add_file(Path.home() / "evidence.bin")
    case.save_to_outbox(case.build_letter())
"""


def test_killed_while_it_sends_every_ticket_arrives_once(alice: Person) -> None:
    with place(alice) as here:
        here.app.kill()
        here.app.wait()
        evidence = alice.home / "evidence.bin"
        evidence.write_bytes(os.urandom(24_000_000))  # it takes a while to write: a kill finds it half done
        alice.owns(evidence)
        sealed = here.desk.run([sys.executable, "-c", SEAL])
        assert sealed.returncode == 0, sealed.stderr
        for _ in range(3):
            before = begun(here)
            app = here.desk.spawn([*APP, "--tray"])
            begins_another(here, before)
            app.kill()
            app.wait()
        half_sent = [folder for folder in begun(here) if not (folder / "ticket.json").exists()]
        app = here.desk.spawn([*APP, "--tray"])
        seconds = RetryRules().repeat_after + 60  # so long an earlier request may still be at work at a desk
        wait_for(lambda: delivered(here) == 5, seconds)
        # A kill between taking a number and writing down whose it is leaves the number's empty folder.
        tickets = [folder for folder in here.tickets() if any(folder.iterdir())]
        documents = [json.loads((folder / "ticket.json").read_text()) for folder in tickets]
        assert sorted(one["subject"] for one in documents) == [f"problem {number}" for number in range(5)]
        for folder in tickets:
            assert (folder / "attachments" / "evidence.bin").read_bytes() == evidence.read_bytes()
        assert half_sent, "one of the kills hit a ticket that was half sent"


def begun(here: Place) -> set[Path]:
    """Return the tickets of which something is written."""
    return {folder for folder in here.tickets() if any(folder.iterdir())}


def begins_another(here: Place, before: set[Path]) -> None:
    """Wait until one more is begun, looking all the time: writing one takes no second."""
    end = time.monotonic() + 60
    while not begun(here) - before:
        assert time.monotonic() < end, "no further ticket was begun"
        time.sleep(0.001)


def delivered(here: Place) -> int:
    """Count the tickets that the product says the desk has."""
    time.sleep(1)  # each look starts a process
    told = here.desk.run([*APP, "tickets", "list", "--json"])
    return sum(bool(ticket["ticket"]) for ticket in json.loads(told.stdout)["tickets"])


def test_a_hostile_printer(alice: Person) -> None:
    name = "a&amp;b;$(reboot)`id`"
    with place(alice, queue=name) as here:
        here.cups.admin(
            "lpadmin", "-p", name, "-D", "<img src=x>" * 90, "-L", "\N{RIGHT-TO-LEFT OVERRIDE}" * 50
        )
        here.print(alice)
        click_sign(here.desk)
        here.hands.window()
        here.hands.type("printer stuck")
        here.hands.click("Cancel stuck print jobs")
        here.hands.sees("Do it", "push button")
        here.hands.reads(".*" + here.hands.words(name) + ".*")
        here.hands.shot("hostile-printer")
        here.hands.click("Do it")
        here.hands.sees("Contact the help desk", "push button")
        here.quiet()


def test_a_broken_policy_is_told_and_nothing_is_lost(alice: Person) -> None:
    with place(alice) as here:
        policy = alice.home / "config_home" / "selfhelp" / "policy.toml"
        write_as(alice, policy, "[desk\nconnector = <img src=x>\n")
        click_sign(here.desk)
        here.hands.window()
        here.hands.reads("The policy contains an error.*")
        here.hands.shot("broken-policy-home")
        here.hands.click("Get help")
        here.hands.type("the door is stuck")
        when_collected(here.hands)
        here.hands.press("ctrl+Return")
        here.hands.sees("Send", "push button")
        here.hands.shot("broken-policy-sheet")
        here.hands.tab_to("Your email address (required)")
        here.hands.press("ctrl+a")
        here.hands.type("alice@example.com")
        here.hands.click("Send")
        here.hands.reads("Not sent.*")
        here.hands.reads(".*policy contains an error.*Nothing will be sent until this is corrected.*")
        here.hands.shot("broken-policy")
        assert not here.tickets(), "nothing goes to a place the administrator may not have meant"
        here.quiet()


def test_a_home_that_cannot_be_written(alice: Person) -> None:
    with place(alice, env={"XDG_DATA_HOME": "/proc"}) as here:
        click_sign(here.desk)
        here.hands.window()
        here.hands.shot("unwritable-home")
        here.hands.click("Get help")
        here.hands.type("the door is stuck")
        when_collected(here.hands)
        here.hands.press("ctrl+Return")
        here.hands.sees("Save ticket", "push button")
        here.hands.click("Save ticket")
        here.hands.reads(".*couldn't be saved.*|.*can't be .*")
        here.hands.shot("unwritable")
        here.hands.sees("Save ticket", "push button")
        assert "Traceback" not in here.desk.log_of(here.app)


def test_without_a_session_bus_the_window_opens(alice: Person) -> None:
    with Desk(person=alice, extra={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}) as desk:
        app = desk.spawn(APP)
        wait_for(lambda: desk.windows("Self-help"))
        desk.run(["xdotool", "sleep", "1"])
        assert app.poll() is None
        assert "Traceback" not in desk.log_of(app)


def write_as(person: Person, path: Path, text: str) -> None:
    """Write a file of the user's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    person.owns(path.parent)
    person.owns(path)
