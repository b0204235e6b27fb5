"""The timeline in a real Chromium: by keyboard, for a screen reader, in print; it asks for nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from selfhelp.steps.recording import MissingImageReason, Recording, Step, StepKind
from selfhelp.steps.timeline import render_timeline
from selfhelp.ui.capture.pixels import encode_png
from tests.live.chromium import Chromium
from tests.steps.samples import START

HOSTILE = "<img src=x onerror=\"document.title='owned'\"> “Letter”"
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not shutil.which("chromium"), reason="needs chromium"),
]


def png(colour: str) -> bytes:
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for x in range(900):
        image.setPixelColor(x, 300, colour)
    return encode_png(image)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    steps = [
        Step(1, StepKind.WINDOW, START, "Writer", HOSTILE, picture="step-1.png", width=900, height=600),
        Step(2, StepKind.WINDOW, START, withheld=MissingImageReason.EXCLUDED),
        Step(3, StepKind.DIALOG, START, "Writer", "Print", note="Nothing happens", picture="step-3.png",
             width=900, height=600),
        Step(4, StepKind.COMPUTER, START, text="Network connection lost: wlan0"),
    ]  # fmt: skip
    recording = Recording("2026-11-30T080000-abcdef", START, START, steps)
    path = tmp_path_factory.mktemp("timeline") / "steps.html"
    path.write_bytes(render_timeline(recording, lambda _step: png("#aa0000")))
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with Chromium() as made:
        made.look(width=1280, height=800)
        yield made


@pytest.fixture
def browser(chromium: Chromium, page: Path) -> Chromium:
    chromium.asked.clear()
    chromium.said.clear()
    chromium.open(page.as_uri())
    return chromium


def press(browser: Chromium, key: str) -> None:
    """Press and let go a key, as a keyboard does."""
    codes = {
        "ArrowRight": 39,
        "ArrowLeft": 37,
        "End": 35,
        "Home": 36,
        "Tab": 9,
        " ": 32,
        "Enter": 13,
        "+": 187,
    }
    text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
    where = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": codes[key]}
    browser.call("Input.dispatchKeyEvent", type="keyDown", **where, **text)
    browser.call("Input.dispatchKeyEvent", type="keyUp", **where)


def now(browser: Chromium) -> str:
    """Return which step is shown, and how many are."""
    return str(browser.value("[...document.querySelectorAll('#steps > li.now')].map(e => e.id).join()"))


def tree(browser: Chromium) -> list[tuple[str, str]]:
    """Return what a screen reader is told, in its order: roles and names."""
    browser.call("Accessibility.enable")
    nodes: list[dict[str, Any]] = browser.call("Accessibility.getFullAXTree")["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"]
    ]


def test_it_asks_for_nothing_and_runs_nothing_foreign(browser: Chromium) -> None:
    assert [address for address in browser.asked if not address.startswith("data:image/png;")] == []
    assert browser.said == []
    assert browser.value("document.title") == "Recorded steps"
    assert browser.value("document.querySelectorAll('img').length") == 2
    loaded = "[...document.images].every(i => i.complete && i.naturalWidth === 900)"
    assert browser.value(loaded) is True


def test_it_is_played_by_keyboard(browser: Chromium) -> None:
    assert now(browser) == "step-1"
    press(browser, "ArrowRight")
    assert now(browser) == "step-2"
    press(browser, "End")
    assert now(browser) == "step-4"
    press(browser, "ArrowRight")
    assert now(browser) == "step-4", "there is no further one"
    press(browser, "Home")
    press(browser, "Tab")
    assert browser.value("document.activeElement.id") == "play"
    press(browser, "Enter")
    assert browser.value("document.getElementById('play').textContent") == "Pause"
    end = "document.getElementById('place').textContent"
    for _ in range(40):
        if browser.value(end) != "1 / 4":
            break
        browser._receive(0.2)
    assert browser.value(end) == "2 / 4"
    press(browser, "ArrowLeft")
    assert browser.value("document.getElementById('play').textContent") == "Play", "who steps has stopped it"


def test_it_is_zoomed_by_keyboard(browser: Chromium) -> None:
    width = "document.querySelector('.now img').getBoundingClientRect().width"
    fitted = browser.value(width)
    press(browser, "+")
    press(browser, "+")
    assert browser.value(width) > 1.3 * fitted
    assert browser.value("document.getElementById('smaller').disabled") is False


def test_everything_is_announced_to_screen_readers(browser: Chromium) -> None:
    told = tree(browser)
    assert ("navigation", "Recorded steps") in told
    assert ("toolbar", "Playback") in told
    buttons = [name for role, name in told if role == "button"]
    assert buttons == ["Play", "Previous step", "Next step", "Zoom out", "Zoom in"]
    links = [name for role, name in told if role == "link"]
    assert len(links) == 4
    assert links[1] == "2 Window excluded from recording"
    (image,) = [name for role, name in told if role == "image"]
    assert image.startswith("Image: Window “<img src=x onerror="), "foreign text, read as it is written"
    press(browser, "ArrowRight")
    assert browser.value("document.querySelector('[aria-current=step]').textContent").startswith("2")
    said = browser.value("document.getElementById('heard').textContent")
    assert said == "Step 2 of 4: Window excluded from recording"
    assert browser.value("document.getElementById('heard').getAttribute('role')") == "status"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Chromium, page: Path, dark: bool) -> None:
    browser.look(width=1280, height=800, dark=dark)
    browser.open(page.as_uri())
    script = """(() => {
      const lum = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => { x /= 255;
        return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; });
        return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
      const ground = e => { while (e) { const c = getComputedStyle(e).backgroundColor;
        if (c !== 'rgba(0, 0, 0, 0)') return c; e = e.parentElement; } return 'rgb(255, 255, 255)'; };
      return Math.min(...[...document.querySelectorAll('h1, h2, p, a span, button:not(:disabled)')].map(e => {
        const a = lum(getComputedStyle(e).color), b = lum(ground(e));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); })); })()"""
    assert browser.value(script) >= 4.5


def test_a_small_window_needs_no_scrolling_sideways(browser: Chromium, page: Path) -> None:
    browser.look(width=400, height=700)
    browser.open(page.as_uri())
    assert browser.value("document.documentElement.scrollWidth") <= 400
    browser.look(width=1280, height=800)


def test_in_a_small_window_the_image_is_as_wide_as_it_and_stays_in_sight(
    browser: Chromium, page: Path
) -> None:
    browser.look(width=400, height=560)
    browser.open(page.as_uri())
    place = "(() => { const r = document.querySelector('.now img').getBoundingClientRect(); return [r.width, r.height, r.top]; })()"  # noqa: E501
    width, height, top = browser.value(place)
    assert width >= 320
    assert abs(width / height - 1.5) < 0.02, "as it was taken"
    assert top < 400, "its upper half is in sight without scrolling"
    press(browser, "End")
    press(browser, "Home")
    assert browser.value("window.scrollY") == 0, "the page does not jump to its list"
    browser.look(width=1280, height=800)


def test_the_list_follows_the_step_that_is_shown(browser: Chromium, tmp_path: Path) -> None:
    steps = [Step(n, StepKind.WINDOW, START, "Writer", f"Letter {n}") for n in range(1, 101)]
    recording = Recording("2026-11-30T080000-abcdef", START, START, steps)
    path = tmp_path / "long.html"
    path.write_bytes(render_timeline(recording, lambda _step: b""))
    browser.open(path.as_uri())
    seen = """(() => { const a = document.querySelector('[aria-current]').getBoundingClientRect(),
      n = document.querySelector('nav').getBoundingClientRect(); return a.top >= n.top - 1 && a.bottom <= n.bottom + 1; })()"""  # noqa: E501
    for key, name in (
        ("End", "step-100"),
        ("ArrowLeft", "step-99"),
        ("Home", "step-1"),
        ("ArrowRight", "step-2"),
    ):
        press(browser, key)
        assert now(browser) == name
        assert browser.value(seen) is True, name


def test_in_print_every_step_is_there(browser: Chromium, tmp_path: Path) -> None:
    pdf = tmp_path / "steps.pdf"
    browser.print(pdf)
    browser.call("Emulation.setEmulatedMedia", media="print")
    shown = "[...document.querySelectorAll('#steps > li')].filter(e => e.offsetHeight > 0).length"
    assert browser.value(shown) == 4
    assert browser.value("getComputedStyle(document.querySelector('nav')).display") == "none"
    browser.call("Emulation.setEmulatedMedia", media="")
    assert pdf.stat().st_size > 5_000


def test_without_its_script_it_is_a_list_of_all_steps(browser: Chromium, page: Path) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(page.as_uri())
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    shown = "[...document.querySelectorAll('#steps > li')].filter(e => e.offsetHeight > 0).length"
    assert browser.value(shown) == 4
