"""An employee's problem through the real window: a stuck printer, then a ticket with evidence.

Alice (unprivileged) sits at a desktop of their own with a real window manager and tray. The print service
is real, and so is the document of somebody else that must stay. Their mouse and keyboard are xdotool's,
their eyes are those of a screen reader (AT-SPI): the product has no way in for tests.
"""

from __future__ import annotations

import json
import socket
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import Platform
from selfhelp.core.text import Translator
from selfhelp.policy.policy import Policy
from tests.fingers import box_of
from tests.live.desk import wait_for
from tests.live.hands import Hands
from tests.live.office import APP, MARKS, click_sign, place
from tests.people import Person
from tests.six_tasks import in_the_form, is_saved, when_collected

pytestmark = MARKS

SECRET = QColor("#ffe000")
"""The colour of what is private on the user's screen."""


def test_with_the_mouse_in_english(alice: Person, bob: Person) -> None:
    with place(alice, "en") as here:
        hands, own, other = here.hands, here.print(alice), here.print(bob)
        assert here.cups.waiting() == {own, other}
        click_sign(here.desk)
        hands.window()
        hands.reads(r".*printer.*")  # stuck documents need attention
        hands.shot("01-home")
        hands.click("What's wrong?", "text")
        hands.type("printer stuck")
        hands.sees("Look for possible causes", "push button")
        hands.shot("02-suggestions")
        hands.click("Cancel stuck print jobs")
        hands.sees("Do it", "push button")
        assert here.cups.waiting() == {own, other}, "looking changes nothing"
        hands.shot("03-proposal")
        hands.click("Do it")
        hands.sees("Contact the help desk", "push button")
        hands.shot("04-still-paused")
        assert not hands.shows("Fixed. {goal}"), "the printer is still paused"
        assert here.cups.waiting() == {other}, "another user's document is kept"

        hands.click("Contact the help desk")
        assert hands.content(hands.sees("Describe the problem", "text")) == "printer stuck"
        hands.sees("What was checked and tried")
        hands.shot("05-form")
        when_collected(hands)
        hands.shot("06-form-ready")
        private = here.desk.spawn(["xmessage", "-bg", SECRET.name(), "-geometry", "300x200+40+40", "salary"])
        wait_for(lambda: here.desk.windows("xmessage"))
        hands.click("Screenshot", "push button")
        hands.sees("Use this image")
        private.terminate()
        black_out_by_mouse(hands)
        hands.shot("08-blacked-out")
        hands.click("Use this image")
        in_the_form(hands, 1)
        hands.shot("09-form-picture")
        hands.click("Review")
        hands.sees("Save ticket", "push button")
        hands.shot("10-sheet")
        message = open_preview(hands, "Your message")
        hands.shot("11-sheet-preview")
        hands.click_on("Show: Facts about this computer")
        hands.click_on("Network", "check box")
        kept = sorted(parts_sent(hands))
        assert "Network" not in kept
        hands.click("Save ticket")
        is_saved(hands)
        hands.shot("12-delivered")
        hands.click("My tickets")
        hands.reads(".*printer stuck.*")
        hands.shot("13-tickets")
        check_ticket(here.tickets(), message, kept)
        here.quiet()


def test_with_the_keyboard_in_french(alice: Person, bob: Person) -> None:
    with place(alice, "fr") as here:
        hands, own, other = here.hands, here.print(alice), here.print(bob)
        assert here.cups.waiting() == {own, other}
        here.desk.run(APP)  # a second start, from the user's menu of programs
        hands.window()
        hands.reads(r"\d+ .*|.*imprim.*")
        hands.shot("01-home")
        hands.type("mon imprimante n'imprime plus")
        hands.sees("Get help", "push button")
        hands.shot("02-suggestions")
        hands.press(*5 * ["Down"], "Return")  # the last card: it deletes what is waiting
        hands.sees("Do it", "push button")
        hands.shot("03-proposal")
        hands.press("Return")
        hands.sees("Nothing was changed.")
        assert here.cups.waiting() == {own, other}, "a hasty Enter changes nothing"
        hands.tab_to("Check again")
        hands.press("Return")
        hands.tab_to("Do it")
        hands.press("space")
        hands.reads(r"L’impression de votre document sur office a été annulée\.")
        hands.sees("Contact the help desk", "push button")
        hands.shot("04-still-paused")
        assert here.cups.waiting() == {other}

        hands.press("Escape")
        hands.sees("What's wrong?", "text")
        hands.press("shift+F1")
        hands.sees("What was checked and tried")
        field = hands.focused()
        assert field is not None
        assert hands.content(field) == "mon imprimante n'imprime plus"
        when_collected(hands)
        hands.shot("05-form")
        hands.tab_to("Screenshot")
        hands.press("space")
        hands.sees("Use this image")
        hands.press("shift+Right", "shift+Down", "Return")
        hands.shot("06-editor")
        hands.press("ctrl+Return")
        in_the_form(hands, 1)
        hands.shot("07-form-picture")
        hands.press("ctrl+Return")
        hands.sees("Save ticket", "push button")
        hands.press("space")
        hands.sees("Your message", "text")
        hands.shot("08-sheet")
        hands.tab_to("Save ticket")
        hands.shot("09-sheet-send")
        hands.press("space")
        is_saved(hands)
        hands.shot("10-delivered")
        hands.tab_to("My tickets")
        hands.press("space")
        hands.reads(".*mon imprimante n'imprime plus.*")
        hands.shot("11-tickets")
        assert len(here.tickets()) == 1
        here.quiet()


def black_out_by_mouse(hands: Hands) -> None:
    """Draw over what is private, where the picture of it is shown."""
    area = box_of(hands.shot("07-editor"), SECRET)
    hands.drag((area.left() - 4, area.top() - 4), (area.right() + 4, area.bottom() + 4))


def parts_sent(hands: Hands) -> set[str]:
    """Return the parts of the report whose switch is on; the other lines are left out."""
    rest = (
        *("Your message", "Category and details", "Your account name", "Computer name and IDs"),
        *("Facts about this computer", "Image 1"),
    )
    return hands.checked() - set(rest)


def open_preview(hands: Hands, title: str) -> str:
    """Open one line of the sheet and read it."""
    hands.click_on(rf"{hands.words('Show')}\s?: {hands.words(title)}")
    return hands.content(hands.sees(title, "text"))


def check_ticket(tickets: list[Path], message: str, parts: list[str], language: str = "en") -> None:
    """The folder holds what the sheet showed: the user's message, the parts of the report, the picture."""
    (ticket,) = tickets
    held = sorted(str(path.relative_to(ticket)) for path in ticket.rglob("[!.]*") if path.is_file())
    files = ["report.html", "report.json", "screenshot-1.png"]
    assert held == [*(f"attachments/{name}" for name in files), "message.txt", "ticket.json"]
    subject, _, body = message.partition("\n\n")
    assert (ticket / "message.txt").read_text() == body
    assert json.loads((ticket / "ticket.json").read_text())["subject"] == subject
    report = json.loads((ticket / "attachments" / "report.json").read_text())
    collectors, show = Catalog(Policy(), Platform.LINUX).collectors, Translator(language).translate
    assert sorted(show(collectors[id_].title) for id_ in report["sections"]) == parts
    picture = QImage(str(ticket / "attachments" / "screenshot-1.png"))
    assert (picture.width(), picture.height()) == (1280, 800)
    assert box_of(picture, SECRET).isEmpty(), "what is private is gone from the file"
    black = box_of(picture, QColor("black"))
    assert black.contains(QPoint(190, 140)), "and there is a black rectangle in its place"


def test_a_paused_printer_in_words_ends_in_a_ticket_that_names_it(alice: Person) -> None:
    """IT learns which printer is paused, why, and that a document waits; no one deletes the document."""
    queue, why = "Office-3rd-Floor", "Toner is on order"
    with place(alice, "en", queue=queue) as here, socket.create_server(("127.0.0.1", 0)) as device:
        hands, own = here.hands, here.print(alice)
        here.cups.queue("Kyocera-2nd-Floor", device=f"socket://127.0.0.1:{device.getsockname()[1]}")
        here.cups.admin("lpadmin", "-d", queue)
        here.cups.admin("cupsdisable", "-r", why, queue)
        click_sign(here.desk)
        hands.window()
        hands.click("What's wrong?", "text")
        hands.type("my printer doesn't print")
        hands.click("Look for possible causes")
        hands.reads(rf"The printer {queue} is paused: {why}.*")
        hands.reads(r".*Your document is waiting, and will be printed as soon as.*")
        hands.reads(r".*Another printer, Kyocera-2nd-Floor, is ready.*")
        hands.shot("paused-answer")
        assert not hands.shows("Cancel stuck print jobs")
        hands.click("Get help", "push button")
        when_collected(hands)
        hands.shot("paused-form")
        hands.click("Review")
        hands.sees("Save ticket", "push button")
        message = open_preview(hands, "Your message")
        hands.shot("paused-review")
        assert f"- The printer {queue} is paused: {why}" in message
        assert f"- Your document for the printer {queue} is waiting." in message
        hands.click("Save ticket")
        is_saved(hands)
        (ticket,) = here.tickets()
        assert json.loads((ticket / "ticket.json").read_text())["category"] == "printing"
        page = (ticket / "attachments" / "report.html").read_text()
        assert queue in page
        assert why in page
        assert "device-" not in (ticket / "message.txt").read_text()
        assert here.cups.waiting() == {own}
        here.quiet()
