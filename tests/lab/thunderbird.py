"""A real Thunderbird without a window, started and closed as a person."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.people import Person

PROGRAM = "/usr/bin/thunderbird"
START = 60.0
"""Seconds a first start may take on a busy computer."""


WHOLE = 1_000_000
"""Bytes of the file with words when Thunderbird has made all of it."""

ACCOUNT = """
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.identity.id1.useremail", "anna@example.org");
user_pref("mail.identity.id1.valid", true);
user_pref("mail.server.server1.hostname", "127.0.0.1");
user_pref("mail.server.server1.port", {port});
user_pref("mail.server.server1.type", "imap");
user_pref("mail.server.server1.userName", "anna");
user_pref("mail.server.server1.login_at_startup", true);
user_pref("mail.server.server1.socketType", 0);
user_pref("offline.autoDetect", false);
"""
"""An account that asks for new mail as soon as Thunderbird starts."""


class Thunderbird:
    """One person's Thunderbird; its first start makes their profile."""

    def __init__(self, person: Person) -> None:
        self.person = person
        try:
            self.start()
            wait(lambda: self.words.exists() and self.words.stat().st_size >= WHOLE)
        finally:
            self.stop()

    @property
    def profile(self) -> Path:
        """The folder of the user's profile."""
        return next(self.person.home.glob(".thunderbird/*.default-default"))

    @property
    def words(self) -> Path:
        """The file with the words that are searched."""
        return self.profile / "global-messages-db.sqlite"

    @property
    def settings(self) -> Path:
        """The file that Thunderbird writes its settings to."""
        return self.profile / "prefs.js"

    def start(self) -> None:
        """Start it and wait until it has its profile open."""
        self.child: subprocess.Popen[str] = self.person.start(
            [PROGRAM, "--headless"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait(self.is_open)

    def is_open(self) -> bool:
        """Whether it has put its mark into a profile; the mark is a link that points nowhere."""
        folders = self.person.home.glob(".thunderbird/*.default-default")
        return any(os.path.lexists(folder / "lock") for folder in folders)

    def stop(self) -> None:
        """End it; it takes its mark away."""
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(START)

    def looks_for_mail(self, patience: float) -> bool:
        """Give it a mail account on a server of ours, start it, and see whether it comes for new mail."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            account = self.profile / "user.js"
            account.write_text(ACCOUNT.format(port=server.getsockname()[1]), encoding="utf-8")
            self.person.owns(account)
            server.settimeout(patience)
            self.start()
            try:
                server.accept()[0].close()
                return True
            except TimeoutError:
                return False
            finally:
                self.stop()
                account.unlink()

    def says(self) -> str:
        """Start it only to hear what it says; ended where it goes on for some seconds."""
        done = self.person.run(["timeout", "--kill-after=5", "6", PROGRAM, "--headless"])
        return done.stdout + done.stderr

    def adds(self, line: str) -> None:
        """Add a line to the settings, as Thunderbird itself would."""
        with self.settings.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


@contextmanager
def thunderbird_of(person: Person) -> Iterator[Thunderbird]:
    """Give someone a Thunderbird with a profile; nothing of it is left running."""
    if not shutil.which(PROGRAM):
        pytest.skip("no Thunderbird (package thunderbird)")
    program = Thunderbird(person)
    try:
        yield program
    finally:
        program.child.kill()
        program.child.wait()


def wait(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + START
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
