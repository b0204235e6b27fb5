"""The token in a real keyring: gnome-keyring on a bus of the test's own."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desks.webhook import WebhookStand

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not shutil.which("gnome-keyring-daemon"), reason="gnome-keyring is not installed"),
]
ROOT = Path(__file__).parents[2]
UNLOCK = "printf %s a-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"

WITH_KEYRING = """
from selfhelp.core.errors import SignInNeededError
from selfhelp.machine.keyring.credentials import Secrets
Secrets({}).store_token("1-29-s3cr3t-token")
assert Secrets({}).read_token_or_empty() == "1-29-s3cr3t-token"
assert Secrets({}).is_persistent()
assert Secrets({}).delete_server_secrets()
try:
    Secrets({}).require_token()
except SignInNeededError as error:
    print("forgotten:", error)
Secrets({}).store_token("1-29-s3cr3t-token")
here, there = Secrets({}, server="rt a.example"), Secrets({}, server="rt b.example")
found = here.read_token_or_empty()
assert found == "1-29-s3cr3t-token", "the token of an earlier version goes to the first server"
assert there.read_token_or_empty() == ""
assert there.store_refresh_token("1-30-s3cr3t-refresh")
assert here.store_proxy_sign_in("proxy.example:3128", "alice", "p\xe4ss w\xf6rd")
again = Secrets({}, server="rt b.example")
assert (again.read_sign_in_kind(), again.read_refresh_token()) == ("browser", "1-30-s3cr3t-refresh")
assert again.read_proxy_sign_in("proxy.example:3128") == "alice:p\xe4ss w\xf6rd"
assert here.read_sign_in_kind() == "token"
if FORGET:
    assert Secrets({}).delete_all_secrets()
    proxy = again.read_proxy_sign_in("proxy.example:3128")
    left = [here.read_token_or_empty(), again.read_refresh_token(), proxy]
    assert left == ["", "", ""], left
"""

WITHOUT = """
from selfhelp.core.errors import SelfhelpError
from selfhelp.machine.keyring.credentials import Secrets
for call in (lambda: Secrets({}).store_token("1-29-s3cr3t-token"), Secrets({}).require_token):
    try:
        call()
        raise SystemExit("stored without a keyring")
    except SelfhelpError as error:
        print(error.code, error)
"""


def run(home: Path, code: str, unlock: str, **more: str) -> str:
    runtime = home / "run"
    runtime.mkdir(mode=0o700, parents=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DBUS_", "DISPLAY"))}
    environment |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": str(ROOT)}
    script = f'{unlock}; exec {sys.executable} -c "$CODE"'
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script],
        env=environment | {"CODE": code} | more, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_real_keyring_keeps_the_token_and_nothing_else_does(tmp_path):
    out = run(tmp_path / "h", f"FORGET = False{WITH_KEYRING}", UNLOCK)
    assert out.startswith("forgotten: You aren't signed in")
    files = [p for p in (tmp_path / "h").rglob("*") if p.is_file()]
    assert any("keyrings" in str(path) for path in files)
    assert not [path for path in files if b"s3cr3t" in path.read_bytes()]


def test_everything_of_every_server_can_be_forgotten(tmp_path):
    run(tmp_path / "h", f"FORGET = True{WITH_KEYRING}", UNLOCK)


def test_without_a_keyring_nothing_is_written_and_it_is_said(tmp_path):
    out = run(tmp_path / "h", WITHOUT, "true")
    assert "unavailable" in out
    assert "sign-in-needed" in out
    assert not [p for p in (tmp_path / "h").rglob("*") if p.is_file() and b"s3cr3t" in p.read_bytes()]


LOCKS = """
import time
import secretstorage
from selfhelp.machine.keyring import keyring_lock
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.policy.help_desk import HelpDeskPolicy
from selfhelp.policy.help_desk import RtDeskPolicy
from selfhelp.helpdesk import sign_in as session
desk = HelpDeskPolicy(connector="rt", rt=RtDeskPolicy(url="https://rt.example"))
def sign_in_kind():
    for _ in range(3):  # a dialog would be waited for each time; a busy computer is slow once
        start = time.monotonic()
        found = session.read_sign_in_status(desk, Secrets({}, server=desk.find_kind_and_host())).kind
        if time.monotonic() - start < 5:
            return found
    raise AssertionError("it waited for a dialog")
if not keyring_lock.is_secret_service_locked():
    Secrets({}, server=desk.find_kind_and_host()).store_token("1-29-s3cr3t-token")
    print("open", sign_in_kind())
    bus = secretstorage.dbus_init()
    secretstorage.get_default_collection(bus).lock()
print("locked", keyring_lock.is_secret_service_locked(), sign_in_kind())
"""


def test_a_keyring_with_a_dialog_is_distinguished(tmp_path):
    assert run(tmp_path / "a", LOCKS, UNLOCK).splitlines() == ["open token", "locked True locked"]
    never = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1"  # it has no collection yet
    assert run(tmp_path / "b", LOCKS, never).splitlines() == ["locked True locked"]


LOCKED = r"""
import os, subprocess, sys, time
from pathlib import Path
import secretstorage
from secretstorage.util import DBusAddressWrapper, format_secret, open_session
from selfhelp.app.composition import App
from selfhelp.tickets.letter import Letter

here = Path(os.environ["HOME"])

def asked():
    time.sleep(0.5)  # until the monitor has written it
    return (here / "calls").read_text().count("member=Prompt")

def unlock(collection, password):  # as signing in to the desktop does, without a dialog
    bus = collection.connection
    inside = DBusAddressWrapper(
        "/org/freedesktop/secrets", "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", bus
    )
    secret = format_secret(open_session(bus), password, "text/plain")
    inside.call("UnlockWithMasterPassword", "o(oayays)", collection.collection_path, secret)

places = App.build().places
places.config.mkdir(parents=True)
(places.config / "policy.toml").write_text(os.environ["POLICY"])
watch = ["dbus-monitor", "--session", "type='method_call',interface='org.freedesktop.Secret.Prompt'"]
monitor = subprocess.Popen(watch, stdout=(here / "calls").open("wb"), stderr=subprocess.DEVNULL)
"""

DELIVERS = r"""
def shown(app):
    return {app.get_outbox().find_item(ref).state.value for ref in refs}

try:
    app = App.build()
    app.secrets.store_token("pc-7:s3cret:with-colon")
    collection = secretstorage.get_default_collection(secretstorage.dbus_init())
    collection.lock()
    refs = [app.get_outbox().save_ticket(Letter("s", "b", "alice@example.test")) for _ in range(2)]
    print("background", app.create_delivery_service().deliver_due_items(), shown(app), asked())
    print(app.get_outbox().find_item(refs[0]).reason)
    app = App.build()
    print("restart", app.create_delivery_service().deliver_due_items(), shown(app), asked())
    due = app.create_ticket_poller().compute_seconds_until_poll()
    print(due, app.secrets.read_sign_in_kind(), app.secrets.is_persistent(), asked())
    retry = [sys.executable, "-m", "selfhelp", "outbox", "retry", "--json"]
    script = subprocess.run(retry, stdin=subprocess.DEVNULL, capture_output=True, timeout=50)
    print("script", script.returncode, asked())
    app.secrets.unlock_if_needed()
    print("user", asked() > 0, shown(app))
    before = asked()
    unlock(collection, b"a-password")
    delivered = app.create_delivery_service().deliver_due_items()
    print("open", collection.is_locked(), delivered, shown(app), asked() - before)
finally:
    monitor.kill()
"""


def test_a_locked_keyring_keeps_tickets_and_only_the_user_opens_its_dialog(tmp_path):
    with WebhookStand(tmp_path) as stand:
        desk = f'[desk]\nconnector = "webhook"\n[desk.webhook]\nurl = "{stand.server.url}/hook"\n'
        policy = f"{desk}[outbox]\nstartup_jitter = 0\n"  # else the first round after a start takes its time
        out = run(tmp_path / "h", LOCKED + DELIVERS, UNLOCK, POLICY=policy)
    background, reason, restart, quiet, script, user, opened = out.splitlines()
    assert background == "background None {'sign-in-needed'} 0"
    assert "This computer's keyring is locked" in reason
    assert restart == "restart None {'sign-in-needed'} 0"
    assert quiet == "None none False 0"
    assert script == "script 1 0"
    assert user == "user True {'sign-in-needed'}", "the dialog was left unanswered"
    assert opened == "open False None {'delivered'} 0"
    assert len(stand.held) == 2


WAITS = r"""
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.background.outbox_sender import OutboxSender

application = QCoreApplication([])
rounds = []

def pause(ms):
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()

def until(so):
    for _ in range(200):
        if so():
            return
        pause(50)
    sys.exit("it did not happen")

try:
    app, jobs = App.build(), JobRunner()
    post = OutboxSender(app, jobs)
    post.ended.connect(rounds.append)
    app.secrets.store_token("pc-7:s3cret:with-colon")
    collection = secretstorage.get_default_collection(secretstorage.dbus_init())
    collection.lock()
    report = app.get_outbox().save_ticket(Letter("s", "b", "alice@example.test"))
    post.send_due_items()
    until(lambda: post._unlocked._open)
    pause(1000)
    state = app.get_outbox().find_item(report).state.value
    print("waits", state, post.is_active, len(rounds), asked())
    used = time.process_time()
    pause(2000)
    print("idle", time.process_time() - used < 0.05, len(rounds))
    unlock(collection, b"a-password")
    until(lambda: app.get_outbox().find_item(report).state.value == "delivered")
    until(lambda: not post._unlocked._open)
    print("open", len(rounds), asked())
    post.stop_listening()
    jobs.stop_all(5000)
finally:
    monitor.kill()
"""


def test_pending_tickets_are_sent_once_the_keyring_is_unlocked_elsewhere(tmp_path):
    with WebhookStand(tmp_path) as stand:
        desk = f'[desk]\nconnector = "webhook"\n[desk.webhook]\nurl = "{stand.server.url}/hook"\n'
        policy = f"{desk}[outbox]\nstartup_jitter = 0\n"
        out = run(tmp_path / "h", LOCKED + WAITS, UNLOCK, POLICY=policy, QT_QPA_PLATFORM="offscreen")
    assert out.splitlines() == ["waits sign-in-needed False 1 0", "idle True 1", "open 2 0"]
    assert len(stand.held) == 1
