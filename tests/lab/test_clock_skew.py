"""The clock of this computer is compared as an unprivileged person; no test ever sets it."""

from __future__ import annotations

import json
import os
import subprocess
import time

import pytest

from tests.people import Person, product

pytestmark = pytest.mark.lab


def test_without_any_network_the_answer_is_quick_and_not_healthy(alice: Person) -> None:
    """In a network namespace of its own there is not even a loopback."""
    if os.geteuid() != 0:
        pytest.skip("needs root: takes the network away")
    argv = ["unshare", "--net", *alice.prefix(), *product("check", "clock-skew", "--json")]
    started = time.monotonic()
    ended = subprocess.run(
        argv, env=alice.environment, cwd=alice.home, capture_output=True, text=True, check=False
    )
    assert time.monotonic() - started < 3
    assert ended.returncode == 3, ended.stderr
    check = json.loads(ended.stdout)["checks"][0]
    assert (check["id"], check["state"]) == ("clock-skew", "inconclusive")
    assert "time server" in check["summary"]
