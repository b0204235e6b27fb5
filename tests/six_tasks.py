"""What a person wants of the product, written once: six tasks, each without a mouse and without a keyboard.

Without a keyboard means: words are typed into text boxes, since nothing else can be done with a text box;
whatever is chosen, opened, drawn, sent or restored is done with the mouse alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from selfhelp.core.text import N_, Translator
from tests.fingers import TEXT, Fingers, box_of

SAYS: Mapping[str, Mapping[str, str]] = {
    "printer": {"en": "printer stuck", "fr": "mon imprimante n'imprime plus"},
    "sound": {"en": "no sound", "fr": "pas de son"},
    "reply": {"en": "Yes, it is plugged in", "fr": "Oui, il est branché"},
    "half": {"en": "the door is stuck", "fr": "la porte ne ferme plus"},
    "sought": {"en": "screenshot", "fr": "capture d'ecran"},
}
"""What the user types, in their own language; letters that every keyboard has, so that no layout is
changed."""

SECRET = QColor("#ffe000")
"""The colour of what is private on the user's screen."""

WHERE = "{width} × {height} pixels, {left} from the left, {top} from the top"
STEP = 16
"""Pixels of the picture that an arrow key goes."""

ON_THE_PAGE = "Screenshots are only taken when you click. You can review them before they're sent."
LANGUAGES = ("English", "Français", "Use system setting", "Comme le système")
Task = Callable[[Fingers], None]


def say(hands: Fingers, what: str) -> None:
    """Type it into the text box that has the focus."""
    hands.write(SAYS[what][hands.translator.language])


def suggested(hands: Fingers) -> None:
    """Wait until the first screen answers the user's words: what could cause it can be checked."""
    hands.sees("Look for possible causes")


# -- 1: a stuck printer ----------------------------------------------------------------------------


def printer_by_keys(hands: Fingers) -> None:
    say(hands, "printer")
    suggested(hands)
    hands.press("Return")  # everything that could cause it is checked
    resume = hands.words("Resume the paused printer {queue}.").removesuffix(r"\.")
    way = f"{hands.words('Cancel your documents')}|{resume}"
    hands.find(way, "button")  # the person who may resume the printer is offered that
    hands.tab_to_what(way)
    hands.press("Return")
    hands.sees("Do it", "button")
    hands.tab_to("Do it")
    hands.press("space")
    hands.sees("Fixed. {goal}")


def printer_by_mouse(hands: Fingers) -> None:
    hands.click("My printer won't print")  # an example: no word has to be typed
    suggested(hands)
    hands.click("Cancel stuck print jobs")
    hands.click("Do it")
    hands.sees("Fixed. {goal}")


# -- 2: no sound, and a ticket with two pictures ---------------------------------------------------


def sound_by_keys(hands: Fingers) -> None:
    say(hands, "sound")
    suggested(hands)
    hands.sees("Fix the sound", "button")
    hands.press("Down", "Down", "Return")
    hands.sees("Do it", "button")
    hands.tab_to("Do it")
    hands.press("space")
    hands.sees("Check again", "button")  # not before it has ended
    hands.press("shift+F1")
    hands.sees("What was checked and tried")
    hands.sees("Review", "button")
    for number in (1, 2):
        hands.tab_to("Screenshot")
        hands.press("space")
        hands.sees("Use this image", "button")
        if number == 1:
            black_out_by_keys(hands)
        hands.press("ctrl+Return")
        in_the_form(hands, number)
    when_collected(hands)
    hands.press("ctrl+Return")
    hands.sees("Save ticket", "button")
    hands.tab_to("Your email address")
    hands.press("ctrl+a")
    hands.write("alice@example.com")
    hands.tab_to("Save ticket")
    hands.press("space")
    is_saved(hands)


def sound_by_mouse(hands: Fingers) -> None:
    say(hands, "sound")
    suggested(hands)
    hands.click("Fix the sound")
    hands.click("Do it")
    hands.click("Contact the help desk")
    hands.sees("What was checked and tried")
    for number in (1, 2):
        hands.click("Screenshot")
        hands.sees("Use this image", "button")
        if number == 1:
            hands.wait(1)  # the window has grown for the editor, and is where it stays
            area = box_of(hands.screen(), SECRET)
            hands.drag((area.left() - 4, area.top() - 4), (area.right() + 5, area.bottom() + 5))
        hands.click("Use this image")
        in_the_form(hands, number)
    when_collected(hands)
    hands.click("Review")
    hands.sees("Save ticket", "button")
    if not hands.content(hands.sees("Your email address", TEXT)):
        hands.click("Your email address", TEXT)
        hands.write("alice@example.com")
    hands.click("Save ticket")
    is_saved(hands)


def is_saved(hands: Fingers) -> None:
    """Wait until the ticket lies in its folder; without a help desk it has no number to be told."""
    hands.sees("Saved on this computer")
    hands.sees("Open folder", "button")


def in_the_form(hands: Fingers, number: int) -> None:
    """Wait until a picture is in the form: there it can be edited again."""
    caption = hands.words("Image {number}").replace(".+?", str(number))
    hands.reads(rf"{hands.words('Edit')}\s?: {caption}.*")


def when_collected(hands: Fingers) -> None:
    """Wait until this computer was looked at: the form says so."""
    hands.reads(hands.words("Facts about this computer are included.").removesuffix(r"\.") + ".*", seconds=60)


def black_out_by_keys(hands: Fingers) -> None:
    """Draw over what is private, by what the editor says of the rectangle: nothing else is looked at."""
    hands.press("Right")
    wanted = hands.private
    now = hands.figures(WHERE)
    hands.press(*_steps(now["left"], wanted.left(), "Left", "Right"))
    hands.press(*_steps(now["top"], wanted.top(), "Up", "Down"))
    now = hands.figures(WHERE)
    right, bottom = now["left"] + now["width"], now["top"] + now["height"]
    hands.press(*_steps(right, wanted.right() + STEP, "shift+Left", "shift+Right"))
    hands.press(*_steps(bottom, wanted.bottom() + STEP, "shift+Up", "shift+Down"))
    now = hands.figures(WHERE)
    drawn = QRect(now["left"], now["top"], now["width"], now["height"])
    assert drawn.contains(wanted), f"{drawn} does not cover {wanted}"
    hands.press("Return")


def _steps(now: int, wanted: int, less: str, more: str) -> list[str]:
    """Return the keys from one place to another, rather too far down than too far up."""
    by = wanted - now
    return [less] * -(by // STEP) if by < 0 else [more] * (by // STEP)


# -- 3: the technician's answer --------------------------------------------------------------------


def answer_by_keys(hands: Fingers) -> None:
    hands.reads(".*Bob.*")
    hands.tab_to("Your reply")
    say(hands, "reply")
    hands.press("ctrl+Return")
    hands.reads(f".*{SAYS['reply'][hands.translator.language]}.*")


def answer_by_mouse(hands: Fingers) -> None:
    hands.reads(".*Bob.*")
    field = hands.scrolled_to(hands.words("Your reply"), TEXT)
    hands.click_at(field.middle)
    say(hands, "reply")
    hands.click("Send")
    hands.reads(f".*{SAYS['reply'][hands.translator.language]}.*")


# -- 4: yesterday's repair -------------------------------------------------------------------------


def undo_by_keys(hands: Fingers) -> None:
    hands.choose_by_keys("More", "History")
    hands.sees("Undo: {title}", "button")  # once the history is read
    hands.tab_to("Undo: {title}")
    hands.press("space")
    hands.reads(f".*{hands.words('Undone')}.*")


def undo_by_mouse(hands: Fingers) -> None:
    hands.choose("More", "History")
    hands.click("Undo: {title}")
    hands.reads(f".*{hands.words('Undone')}.*")


# -- 5: what IT can see ----------------------------------------------------------------------------


def privacy_by_keys(hands: Fingers) -> None:
    hands.choose_by_keys("More", "What IT can see and do")
    hands.tab_to("Show details")
    hands.press("space")
    hands.can_use("Print preview")
    hands.tab_to("Find on this page")
    say(hands, "sought")
    _only_what_was_sought(hands)


def privacy_by_mouse(hands: Fingers) -> None:
    hands.choose("More", "What IT can see and do")
    hands.click("Show details")
    hands.can_use("Print preview")
    hands.click("Find on this page", TEXT)
    say(hands, "sought")
    _only_what_was_sought(hands)


def _only_what_was_sought(hands: Fingers) -> None:
    """What has the user's word is left, although no keyboard has the page's apostrophe, and the rest has
    gone."""
    hands.sees(ON_THE_PAGE)
    assert not hands.shows("No matches on this page.")
    assert not hands.shows("Outside these sections, tickets state your account name.")


# -- 6: another language ---------------------------------------------------------------------------


def language_by_keys(hands: Fingers) -> None:
    hands.press("shift+F1")
    hands.sees("Review", "button")
    say(hands, "half")
    hands.press("Escape")
    hands.choose_by_keys("More", "Settings")
    hands.find("|".join(LANGUAGES), "combo box")
    hands.tab_to_what("|".join(LANGUAGES))
    hands.press(*["Down"] * {"en": 3, "fr": 1}[hands.translator.language])  # below "Use system setting"
    _speaks_the_other(hands)
    hands.press("Escape", "shift+F1")
    _kept(hands)


def language_by_mouse(hands: Fingers) -> None:
    hands.click("Get help")
    hands.sees("Review", "button")
    say(hands, "half")
    hands.click("Back")
    hands.choose("More", "Settings")
    hands.click_on("|".join(LANGUAGES), "combo box")
    other = {"en": "Français", "fr": "English"}[hands.translator.language]
    hands.click_at(hands.find(other, "list item").middle)
    _speaks_the_other(hands)
    hands.click("Back")
    hands.click("Get help")
    _kept(hands)


def _speaks_the_other(hands: Fingers) -> None:
    """The open window says everything in the other language, without a restart."""
    before, hands.translator = hands.translator, Translator(_other(hands))
    hands.sees("Settings")
    texts = hands.texts()
    for english in ("Settings", "Your email address", "Set by your organisation", "Get help"):
        assert hands.translator.translate(N_(english)) in texts
        assert before.translate(N_(english)) not in texts


def _other(hands: Fingers) -> str:
    return {"en": "fr", "fr": "en"}[hands.translator.language]


def _kept(hands: Fingers) -> None:
    """The user's words are in the form, which speaks the other language."""
    hands.sees("Review", "button")
    field = hands.sees("Describe the problem", TEXT)
    kept, wanted = hands.content(field), SAYS["half"][_other(hands)]
    assert kept == wanted, f"{kept!r} is in the form, not {wanted!r}"


TASKS: Mapping[str, Mapping[str, Task]] = {
    "printer": {"keys": printer_by_keys, "mouse": printer_by_mouse},
    "sound": {"keys": sound_by_keys, "mouse": sound_by_mouse},
    "answer": {"keys": answer_by_keys, "mouse": answer_by_mouse},
    "undo": {"keys": undo_by_keys, "mouse": undo_by_mouse},
    "privacy": {"keys": privacy_by_keys, "mouse": privacy_by_mouse},
    "language": {"keys": language_by_keys, "mouse": language_by_mouse},
}
WAYS = ("keys", "mouse")
