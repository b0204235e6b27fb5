"""A sign-in with a real browser, and the real command line with a real keyring."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.oauth import Bearer, OauthProvider, SignInBrowser, sign_in_with_browser
from selfhelp.network.proxy_router import ProxyRouter
from tests.live.chromium import Chromium
from tests.machine.keyring.test_credentials import Memory
from tests.oauth_server import CLIENT, OauthServer, browse

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.live

UNLOCK = "printf %s a-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"


@pytest.fixture
def server():
    server = OauthServer()
    yield server
    server.close()


@pytest.mark.skipif(
    not (shutil.which("chromium") or shutil.which("chromium-browser")), reason="needs Chromium"
)
def test_chromium_comes_back_and_shows_our_page(server):
    """Real browsers ask for icons and open connections ahead of need; the page itself loads nothing."""
    at = OauthProvider(f"{server.url}/oauth_auth.do", f"{server.url}/oauth_token.do", CLIENT)
    secrets = Secrets({}, Memory(), "servicenow 127.0.0.1")
    address, opened, kept = [], threading.Event(), []

    def show(page: str) -> bool:
        address.append(page)
        opened.set()
        return True

    browser = SignInBrowser(show, "You are <signed in>", "Go back & work.", patience=60)
    signing = threading.Thread(
        target=lambda: kept.append(sign_in_with_browser(at, secrets, browser, routes=ProxyRouter()))
    )
    signing.start()
    assert opened.wait(60)
    with Chromium() as chromium:
        chromium.open(address[0])
        assert chromium.value("document.title") == "You are <signed in>"
        assert chromium.value("document.querySelector('p').textContent") == "Go back & work."
        assert chromium.value("document.scripts.length") == 0
        assert not [text for text in chromium.said if "Security" in text]
    signing.join(20)
    assert kept == [True]
    assert Bearer(at, secrets, routes=ProxyRouter())() == f"Bearer {server.access}"


@pytest.mark.skipif(not shutil.which("gnome-keyring-daemon"), reason="gnome-keyring is not installed")
def test_the_command_line_signs_in_through_a_browser_and_out_again(server, tmp_path):
    """Where no browser can be opened the address is printed; a person opens it."""
    home = tmp_path / "h"
    (home / "run").mkdir(mode=0o700, parents=True)
    (home / ".config/selfhelp").mkdir(parents=True)
    (home / ".config/selfhelp/policy.toml").write_text(
        f'[desk]\nconnector = "servicenow"\n[desk.servicenow]\nurl = "{server.url}"\nclient_id = "{CLIENT}"\n'
    )
    own = f"{sys.executable} -m selfhelp"
    script = f"{UNLOCK}; {own} login --json && {own} doctor --json | grep -o 'through the browser' && "
    script += f"{own} logout --json && {own} logout --json"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DBUS_", "DISPLAY", "WAYLAND"))}
    process = subprocess.Popen(
        ["dbus-run-session", "--", "sh", "-c", script],
        env={**kept, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=home,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"http://127\.0\.0\.1:\d+/oauth_auth\.do\?\S+", line)
        if found:
            assert browse(found[0]) == [302, 200]
            break
    out, errors = process.communicate(timeout=120)
    assert out.split("\n")[:4] == [
        '{"schema": 1, "stored": true}',
        "through the browser",
        '{"schema": 1, "forgotten": true, "waiting": 0}',
        '{"schema": 1, "forgotten": false, "waiting": 0}',
    ], errors
    secret = server.refresh.encode()
    assert not [path for path in home.rglob("*") if path.is_file() and secret in path.read_bytes()]
