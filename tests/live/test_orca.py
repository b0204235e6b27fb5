"""By ear: Orca itself reads the window, from a sentence to a fix and from the fix to a ticket.

Alice hears what Orca says and presses keys; what is asserted is its own log of utterances, in their order.
Role names are those of the desktop's language, which need not be installed: they are not compared.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence

import pytest

from tests.live.hands import Hands
from tests.live.office import APP, MARKS, Place
from tests.live.orca import NAME, Orca, orca
from tests.live.test_six_tasks import with_a_paused_printer
from tests.people import Person

pytestmark = [
    *MARKS,
    pytest.mark.skipif(shutil.which(NAME) is None, reason="needs Orca (tools/packages.txt)"),
]

TYPED = {"en": "printer stuck", "fr": "imprimante bloquee"}
SUGGESTED = {"en": r"\d suggestions, first: ", "fr": r"\d propositions, la première : "}


@pytest.fixture(params=["en", "fr"])
def here(alice: Person, request: pytest.FixtureRequest) -> Iterator[Place]:
    with with_a_paused_printer(alice, request.param) as made:
        yield made


@pytest.mark.spread(2, 1)
def test_from_a_sentence_to_a_fix_and_to_a_ticket_by_ear(here: Place) -> None:
    with orca(here.desk, here.person) as ear:
        here.desk.run(APP)
        here.hands.window()
        hear_suggestions(here, ear)
        hear_verdict(here.hands, ear)
        hear_fix(here.hands, ear)
        hear_ticket(here.hands, ear)
        assert not ear.dropped(), "Orca drops announcements that come shortly after another"
    assert len(here.tickets()) == 1
    here.quiet()


def hear_suggestions(here: Place, ear: Orca) -> None:
    """The box says what it is for; what is found is told once, with a count, after the last letter."""
    words = here.hands.words
    long, short = words("Describe the problem in your own words"), words("In your own words")
    opened = ear.hears_in_order(named(words("What's wrong?")), rf"(?:{long}|{short})\.?")
    assert not [one for one in opened if "layered pane" in one]
    here.hands.type(TYPED[here.language])
    letters = ear.hears_in_order(SUGGESTED[here.language] + words("Look for possible causes"))
    assert [one for one in letters if one.startswith(TYPED[here.language][-1])], "each letter is heard"
    assert not [one for one in ear.quiet() if "suggestions" in one or "propositions" in one]


def hear_verdict(hands: Hands, ear: Orca) -> None:
    """It says that it checks, then the verdict, once; the next Tab is the way to repair it.

    Checks that end at once leave no time to say that they run: then the page has the verdict's title.
    """
    hands.press("Return")
    verdict = hands.words("The printer {printer} is paused.") + ".+"
    until = ear.hears_in_order(verdict)
    titles = (hands.words("Finding the cause"), hands.words("What we found"))
    assert any(matching(until, named(title)) for title in titles), "the title comes first"
    assert not ear.quiet(), "it is said once, and nothing after it"
    hands.press("Tab")
    ear.hears(named(resume(hands)))


def hear_fix(hands: Hands, ear: Orca) -> None:
    """What would be done is heard before the answer; how it ended is the last thing, and said once.

    If the check or the fix ends quickly, the focus moves on before Orca says "Stop".
    """
    hands.press("space")
    stop, no = named(hands.words("Stop")), named(hands.words("Not now"))
    opened = ear.hears_in_order(named(hands.words("Bring a printer back online")), f"{stop}|{no}")
    assert len(opened) == 3, f"the key, the title, what has the focus, and nothing else: {opened}"
    answer = [] if matching(opened, no) else [no]
    proposed = ear.hears_in_order(*answer, resume(hands) + r"\. .+")
    assert not matching(proposed, named(hands.words("Get help"))), "no button is read by chance"
    ear.hears(hands.words("The printer {printer} is paused.") + rf" {hands.words('Proposed fix')}.+")
    ear.quiet()
    hands.tab_to("Do it")
    ear.hears(named(hands.words("Do it")))
    hands.press("space")
    fixed = hands.words("Fixed. {goal}")
    until = ear.hears_in_order(fixed)
    assert not matching(until, named(hands.words("Get help"))), "no button is read by chance"
    assert not ear.quiet(), "the result is the last thing that is heard"


def hear_ticket(hands: Hands, ear: Orca) -> None:
    """The form says its title, then its questions and text; saving ends with where the ticket is."""
    hands.press("shift+F1")
    ear.hears_in_order(
        named(hands.words("Get help")),
        named(hands.words("Describe the problem")),
        f"{TYPED[hands.translator.language]}.?",
        hands.words("What did you want to do, and what happened instead?"),
    )
    assert not matching(ear.quiet(), hands.words("Get help") + ".*"), "the title is not announced again"
    hands.tab_to("Screenshot")
    ear.hears_in_order(named(hands.words("Screenshot")), ".+")
    hands.press("ctrl+Return")
    ear.hears(named(hands.words("Review and save")), 40)
    hands.tab_to("Save ticket")
    ear.hears(named(hands.words("Save ticket")))
    hands.press("space")
    ear.hears_in_order(hands.words("Saving your ticket…"), hands.words("Saved on this computer") + r"\.?")


def resume(hands: Hands) -> str:
    """Return the pattern of what would be done, without its full stop."""
    return hands.words("Resume the paused printer {queue}.").removesuffix(r"\.")


def named(pattern: str) -> str:
    """Return the pattern of a thing that is read: its name, then its role."""
    return rf"{pattern} \w[\w ]*\.?"


def matching(said: Sequence[str], pattern: str) -> list[str]:
    """Return what was said that matches."""
    return [one for one in said if re.fullmatch(pattern, one)]
