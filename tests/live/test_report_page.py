"""The report in a real Chromium: it asks for nothing, says nothing, and looks right in every light.

Pictures and the printed page are kept where ``SELFHELP_PICTURES`` says, to be looked at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest

from selfhelp.report import report_files
from tests.live import sick
from tests.live.chromium import Chromium
from tests.report import polyglots

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        not (shutil.which("chromium") or shutil.which("chromium-browser")), reason="needs Chromium"
    ),
]

SIZES = [(width, dark) for width in (1280, 390) for dark in (False, True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as made:
        yield made


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("SELFHELP_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def page(folder: Path, content: bytes) -> str:
    (folder / "report.html").write_bytes(content)
    return (folder / "report.html").as_uri()


def quiet(browser: Chromium) -> bool:
    """Say whether the page asked for nothing and said nothing; what it did stands in the failure."""
    assert (browser.asked, browser.said, browser.dialogs) == ([], [], [])
    return True


@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_the_report_of_a_sick_computer(
    browser: Chromium, tmp_path: Path, pictures: Path, width: int, dark: bool
) -> None:
    browser.look(width=width, dark=dark)
    browser.open(page(tmp_path, report_files.render_html(sick.snapshot(), sick.story())))
    browser.picture(pictures / f"report-{width}-{'dark' if dark else 'light'}.png")
    assert browser.value("document.documentElement.scrollWidth") <= width, "it scrolls sideways"
    ground = browser.value("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(18, 21, 26)") is dark
    assert quiet(browser)


def test_the_contents_stand_beside_the_page_or_are_folded(browser: Chromium, tmp_path: Path) -> None:
    address = page(tmp_path, report_files.render_html(sick.snapshot(), sick.story()))
    seen = "document.querySelector('nav a').checkVisibility({contentVisibilityAuto: true})"
    place = "document.querySelector('nav').getBoundingClientRect()"
    browser.look(width=1280)
    browser.open(address)
    assert browser.value(seen) is True
    browser.value("scrollTo(0, 3000)")
    assert 0 <= browser.value(f"{place}.top") < 60, "it does not stay in sight"
    browser.look(width=390)
    browser.open(address)
    assert browser.value(seen) is False


def test_a_click_takes_the_whole_value(browser: Chromium, tmp_path: Path) -> None:
    browser.look(width=1280)
    browser.open(page(tmp_path, report_files.render_html(sick.snapshot(), sick.story())))
    find = "Array.from(document.querySelectorAll('.tiles dd')).find(e => e.textContent.includes('Latitude'))"
    spot = browser.value(f"(r => ({{x: r.left + 8, y: r.top + 8}}))({find}.getBoundingClientRect())")
    for kind in ("mousePressed", "mouseReleased"):
        browser.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **spot)
    assert browser.value("getSelection().toString()") == "Dell Inc. Latitude 5440"


@pytest.mark.parametrize("width", [1280, 390])
def test_polyglots_in_every_field_do_nothing(
    browser: Chromium, tmp_path: Path, pictures: Path, width: int
) -> None:
    texts = polyglots.POLYGLOTS
    made = report_files.render_html(polyglots.snapshot(texts), polyglots.story(texts))
    browser.look(width=width)
    browser.open(page(tmp_path, made))
    browser.value("document.querySelectorAll('details').forEach(e => e.open = true)")
    browser.value("document.querySelectorAll('*').forEach(e => { e.click(); e.focus(); })")
    browser.picture(pictures / f"hostile-{width}.png")
    assert browser.value("document.scripts.length + document.images.length + document.forms.length") == 0
    assert browser.value("document.documentElement.scrollWidth") <= width
    assert quiet(browser)


def test_a_page_that_was_tampered_with_still_runs_and_loads_nothing(
    browser: Chromium, tmp_path: Path
) -> None:
    """Were escaping to fail one day, the policy in the page would stop it. It says so, which proves it."""
    bad = (
        "<script>alert(1)</script><img src='https://127.0.0.1:9/x'>"
        "<p style='color:red' id=red onclick=alert(1)>x</p>"
    )
    made = report_files.render_html(sick.snapshot(), sick.story()).decode().replace("<main>", f"<main>{bad}")
    with Chromium() as other:
        other.open(page(tmp_path, made.encode()))
        other.value("document.getElementById('red').click()")
        assert other.dialogs == []
        assert other.value("getComputedStyle(document.getElementById('red')).color") != "rgb(255, 0, 0)"
        assert other.value("getComputedStyle(document.body).backgroundColor") == "rgb(244, 246, 249)"
        assert len([line for line in other.said if "Content Security Policy" in line]) >= 3


class Counting(SimpleHTTPRequestHandler):
    """A desk that shows an attachment in the browser, and counts what is asked of it."""

    asked: list[str] = []  # noqa: RUF012 - one server at a time

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *args: object) -> None:
        """Print nothing."""


@pytest.mark.parametrize("sandbox", ["", "sandbox", "default-src 'none'; style-src 'unsafe-inline'; sandbox"])
def test_a_desk_that_shows_it_in_the_browser_is_asked_for_the_page_alone(
    tmp_path: Path, sandbox: str
) -> None:
    """Some viewers add a policy of their own; the page must look the same with it."""
    page(tmp_path, report_files.render_html(sick.snapshot(), sick.story()))
    Counting.asked.clear()

    class Desk(Counting):
        def end_headers(self) -> None:
            if sandbox:
                self.send_header("Content-Security-Policy", sandbox)
            super().end_headers()

    with HTTPServer(("127.0.0.1", 0), partial(Desk, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with Chromium() as browser:
            browser.open(f"http://127.0.0.1:{server.server_port}/report.html")
            assert browser.value("getComputedStyle(document.body).backgroundColor") == "rgb(244, 246, 249)"
            assert quiet(browser)
        server.shutdown()
        thread.join()
    assert Counting.asked == ["/report.html"]


def test_print_shows_what_is_folded(browser: Chromium, tmp_path: Path, pictures: Path) -> None:
    browser.look(width=1280)
    browser.open(page(tmp_path, report_files.render_html(sick.snapshot(), sick.story())))
    browser.print(pictures / "report.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", str(pictures / "report.pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for folded in ("C++ Runtime 11", "Program 119", "Battery BAT0 holds 48 %", "Service Control Manager 14"):
        assert folded in text
    assert '"schema": 1' not in text, "the raw data repeat what is printed"
    assert quiet(browser)


def test_a_phone_reads_the_code_from_the_screen(browser: Chromium, tmp_path: Path, pictures: Path) -> None:
    if shutil.which("zbarimg") is None:
        pytest.skip("needs zbarimg")
    for width, dark in SIZES:
        browser.look(width=width, dark=dark)
        browser.open(page(tmp_path, report_files.render_html(sick.snapshot(), sick.story())))
        browser.picture(pictures / "code.png")
        read = subprocess.run(
            ["zbarimg", "-q", "--raw", str(pictures / "code.png")], capture_output=True, text=True, timeout=60
        )
        assert read.stdout.strip() == sick.story().reference
