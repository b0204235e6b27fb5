"""A clock that is wrong where no time server answers, or nobody at all; no test ever sets the clock."""

from __future__ import annotations

import json
import os
import subprocess
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.lab.conftest import needs_root
from tests.lab.own_network import PAGE, needs, own_network, typed_in
from tests.lab.table import Table
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


@needs_root
def test_a_network_without_time_servers_where_the_clock_is_slow(
    alice: Person, tmp_path: Path, table: Table
) -> None:
    """Nobody answers on UDP 123; curl gets the page that says what time it is. The clock is not set."""
    needs("ip", "dnsmasq", "ss", "curl")
    with own_network(tmp_path) as net:
        typed_in(net)
        desk = net.desk(alice)
        assert desk.fix("check", "clock-skew")["state"] == "healthy"
        net.serve("page", "600")
        headers = net.on_computer("curl", "--silent", "--head", "--request", "GET", PAGE).splitlines()
        date = next(line.partition(": ")[2] for line in headers if line.startswith("Date: "))
        ahead = (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()
        assert ahead == pytest.approx(600, abs=5)
        check = desk.fix("check", "clock-skew")
        assert (check["state"], check["evidence"]["time server"]) == ("found", PAGE)
        run = desk.fix("fix", "clock-skew")
        assert (run["outcome"], run["steps"]) == ("refused", [])
        net.serve()
        assert desk.fix("check", "clock-skew")["state"] == "healthy"
    table.row(
        "clock ten minutes slow, no time server",
        proven="curl: Date of the page",
        found="clock-skew",
        repaired="said: needs a time server",
        undone="nothing was changed",
    )
