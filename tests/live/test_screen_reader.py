"""Every screen over the real accessibility bus: what a screen reader gets of each control, and is told.

The window is real and on a real display, the computer behind it is made up (`tests.live.stage`). No screen
reader speaks here; what Orca says stands in `test_orca`.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.fingers import Seen
from tests.live.desk import Desk, wait_for
from tests.live.ears import Ears
from tests.live.eyes import Eyes
from tests.live.office import MARKS
from tests.live.stage import FURTHER
from tests.ui.every_screen import NAMES

pytestmark = MARKS

CHOICES = ("check box", "radio button", "toggle button")
ROLES = (
    *CHOICES,
    "push button",
    "button",
    "button menu",
    "text",
    "combo box",
    "label",
    "progress bar",
    "list",
)
OWN = frozenset({"Edit image"})
"""What is drawn on has no role of Qt's own."""

TITLES: Mapping[str, str] = {
    "browse": "All fixes",
    "question": "Cancel stuck print jobs",
    "diagnosis": "What we found",
    "trial": "Keyboard",
    "ticket_topic": "Get help",
    "ask": "Get help",
    "review": "Review and save",
    "editor": "Edit image",
    "tickets": "My tickets",
    "conversation": "Nothing prints",
    "receipts": "Sent items",
    "remote": "Get remote help",
    "privacy": "What IT can see and do",
    "journal": "History",
    "settings": "Settings",
    "emergency": "Suspicious email",
    "about": "About",
    "cannot_work": "I can't work at all",
}
"""Groups with the parts of a screen in them: a reader tells their names before what gets the focus."""

EXPLAINED: Mapping[str, Mapping[str, str]] = {
    "proposal": {"Do it": r"Cancel your documents, .*not printed.*Can be undone\.", "Not now": "Cancel .*"},
    "typed": {"Get help": "Write to the help desk.*"},
    "trial": {"Type here": "What you type here isn.t saved or sent.*"},
    "ask": {"Describe the problem": "What did you want to do.*", "Just me": r"Who is affected\?"},
    "review": {
        "Your email address": "The help desk replies to this address.*",
        "Your message": "Always included.*",
    },
    "editor": {"Black out": "Draw over private details.*", "Edit image": "Use the arrow keys to move.*"},
    "settings": {"Your email address": "The help desk replies to this address.*"},
}
"""Controls with an explaining text beside them, and how it begins."""


@pytest.fixture
def folder(desk: Desk) -> Path:
    made = desk.home / "stage"
    made.mkdir()
    return made


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk(extra={"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}) as made:
        yield made


def shows(desk: Desk, folder: Path) -> Iterator[str]:
    """Start the stage; yield the name of each screen, and go on afterwards."""
    stage = desk.spawn([sys.executable, "-m", "tests.live.stage", str(folder)])
    before = ""
    while True:
        wait_for(lambda before=before: stage.poll() is not None or now(folder) not in ("", before), 60)  # type: ignore[misc]
        before = now(folder)
        assert stage.poll() is None or before == "end", desk.log_of(stage)
        if before == "end":
            return
        yield before
        (folder / "next").touch()


def now(folder: Path) -> str:
    return (folder / "shown").read_text() if (folder / "shown").exists() else ""


def test_every_control_has_name_role_states_and_explanation(desk: Desk, folder: Path) -> None:
    wrong: dict[str, Sequence[str]] = {}
    met = []
    with closing(Eyes(desk)) as eyes:
        for name in shows(desk, folder):
            met.append(name)
            seen = at_rest(eyes)
            assert [thing.name for thing in seen if thing.role == "application"] == ["Self-help"]
            found = [*lacks(eyes, seen), *unexplained(name, seen), *untitled(name, seen)]
            if found:
                wrong[name] = found
    assert met == [*NAMES, *FURTHER]
    assert not wrong, "\n".join(f"{name}: {one}" for name, found in wrong.items() for one in found)


def at_rest(eyes: Eyes) -> Sequence[Seen]:
    """Read all of a screen; once more where the focus went on meanwhile: it is read in several questions."""
    seen = eyes.everything()
    if len(focused(seen)) != 1:
        time.sleep(1)
        seen = eyes.everything()
    return seen


def focused(seen: Sequence[Seen]) -> Sequence[str]:
    return sorted({thing.name for thing in seen if "focused" in thing.states and thing.name})


def lacks(eyes: Eyes, seen: Sequence[Seen]) -> Iterator[str]:
    """Yield what a screen reader would miss of the controls of a screen."""
    if len(focused(seen)) != 1:
        yield f"focused: {focused(seen)}"
    for thing in seen:
        if "focusable" not in thing.states:
            continue
        called = eyes.labels(thing) if thing.role == "combo box" else thing.name
        if not called.strip():
            yield f"{thing.role} without a name: {thing}"
        read = thing.role == "panel" and bool(thing.name)  # a piece of the guide
        if thing.role not in ROLES and thing.name not in OWN and not read:
            yield f"{thing.name} has the role {thing.role}"
        wanted = {"combo box": "expandable", "button menu": "has popup"}.get(thing.role, "")
        wanted = "checkable" if thing.role in CHOICES else wanted
        if wanted and wanted not in thing.states:
            yield f"{thing.role} {thing.name} is not {wanted}"


def untitled(screen: str, seen: Sequence[Seen]) -> Iterator[str]:
    """Yield the title that is missing around the parts of a screen."""
    groups = [thing.name for thing in seen if thing.role in ("panel", "grouping")]
    if TITLES.get(screen, "") not in ["", *groups]:
        yield f"{TITLES[screen]} is none of {groups}"


def unexplained(screen: str, seen: Sequence[Seen]) -> Iterator[str]:
    """Yield controls whose explanation is not told with them, or that are not there."""
    for name, about in EXPLAINED.get(screen, {}).items():
        told = [t.description for t in seen if re.fullmatch(name, t.name) and "focusable" in t.states]
        if not any(re.fullmatch(about, one, re.DOTALL) for one in told):
            yield f"{name}: {told}"


def test_what_happens_is_announced(desk: Desk, folder: Path) -> None:
    """In the order in which it happens; sentences in between do not matter."""
    with closing(Eyes(desk)) as eyes, closing(Ears(eyes.address)) as ears:
        for name in shows(desk, folder):
            late = name in (
                "typed",
                "doing",
            )  # told once the list is loaded and the typing has ended, and where a step takes a while
            ears.listen(3.0 if late else 0.4)
        said = [heard.words for heard in ears.said()]
    rest = iter(said)
    for pattern in TOLD:
        assert any(re.fullmatch(pattern, one, re.DOTALL) for one in rest), f"{pattern}: {said}"


TOLD = (
    r"\d suggestions, first: Look for possible causes",
    r"Which printers\?.*",
    r"A document waits for Office\. Proposed fix: Cancel your documents, .*",
    r"Press each key.*",
    r"Only you can do this\. .*",
    r"Cancel your documents",  # a step that takes a while
    r"A document waits for Office\. .*",
    r"Lost or stolen device.*",
)
