"""The clock of this computer is minutes or days away from that of a time server of the test's own.

No test ever sets a clock: the server's is put wrong instead. Setting it right is replayed (tests/fixes,
tests/machine), and tried through the helper's table only as far as its refusal.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests import idle
from tests.lab.conftest import needs_root
from tests.lab.own_network import BOX, PAGE, Net, needs, own_network, typed_in
from tests.lab.table import Table
from tests.people import ROOT, Person, product

pytestmark = pytest.mark.lab

ID = "clock-skew"
SERVER = ROOT / "tests" / "lab" / "box_time.py"


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    needs("ip", "dnsmasq", "ss", "curl", "ntpdig")
    with own_network(tmp_path) as net:
        typed_in(net)
        yield net


def tell(net: Net, ahead: float) -> None:
    """Start the box's time server, with a clock that is so many seconds ahead of ours."""
    net.start("time", sys.executable, str(SERVER), str(ahead))
    deadline = time.monotonic() + 60
    while not net.on_box("ss", "-Hlnu", "sport = :123"):
        assert time.monotonic() < deadline, "the time server did not start"
        time.sleep(0.05)


def away(net: Net) -> float:
    """Return by how many seconds the box is ahead, as ntpdig(1) of NTPsec says it."""
    said = net.on_computer("ntpdig", BOX)
    match = re.search(r" ([+-][\d.]+) \+/- ", said)
    assert match, said
    return float(match[1])


@needs_root
@pytest.mark.parametrize(
    ("ahead", "sentence"),
    # Minutes are rounded, days are rounded down: a span a moment short of three days is shown as two.
    [(420, "The clock is 7 min slow."), (-3.5 * 86400, "The clock is 3 days fast.")],
)
def test_a_wrong_clock_is_found_and_not_touched(
    net: Net, alice: Person, table: Table, ahead: float, sentence: str
) -> None:
    net.names(f"--address=/probe.example/{BOX}", f"--address=/pool.ntp.org/{BOX}")
    tell(net, ahead)
    assert abs(away(net) - ahead) < 5
    anna = net.desk(alice)
    check = anna.fix("check", ID)
    assert (check["state"], check["summary"]) == ("found", sentence)
    run = anna.fix("fix", ID)
    assert (run["outcome"], run["steps"]) == ("refused", [])  # the pages on the web call our clock right
    assert "time server is wrong" in run["message"]
    assert abs(away(net) - ahead) < 5  # the clock was not changed
    tell(net, 0)
    assert abs(away(net)) < 5
    assert anna.fix("check", ID)["state"] == "healthy"
    table.row(
        f"clock wrong: {sentence[13:-1]}",
        proven="ntpdig (NTPsec)",
        found=ID,
        repaired="replayed: a test sets no clock",
        undone="nothing was changed: ntpdig",
    )


def test_without_any_network_the_answer_is_quick_and_not_healthy(alice: Person) -> None:
    """In a network namespace of its own there is not even a loopback: no time-out is waited for."""
    if os.geteuid() != 0:
        pytest.skip("needs root: takes the network away")
    argv = ["unshare", "--net", *alice.prefix(), *product("check", ID, "--json")]
    waited, ended = idle.run(argv, env=alice.environment, cwd=alice.home)
    assert waited < 1
    assert ended.returncode == 3, ended.stderr
    check = json.loads(ended.stdout)["checks"][0]
    assert (check["id"], check["state"]) == (ID, "inconclusive")
    assert "time server" in check["summary"]


def page_ahead(net: Net) -> float:
    """Return by how many seconds the page's clock is ahead, as curl gets its Date."""
    headers = net.on_computer("curl", "--silent", "--head", "--request", "GET", PAGE).splitlines()
    date = next(line.partition(": ")[2] for line in headers if line.startswith("Date: "))
    return (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()


@needs_root
def test_a_network_without_time_servers_where_the_clock_is_slow(
    net: Net, alice: Person, table: Table
) -> None:
    """Nobody answers on UDP 123: the page says what time it is, and nothing could set the clock."""
    desk = net.desk(alice)
    assert desk.fix("check", ID)["state"] == "healthy"
    net.serve("page", "600")
    assert page_ahead(net) == pytest.approx(600, abs=5)
    check = desk.fix("check", ID)
    assert (check["state"], check["evidence"]["time server"]) == ("found", PAGE)
    run = desk.fix("fix", ID)
    assert (run["outcome"], run["steps"]) == ("refused", [])
    net.serve()
    assert page_ahead(net) == pytest.approx(0, abs=5)
    assert desk.fix("check", ID)["state"] == "healthy"
    table.row(
        "clock ten minutes slow, no time server",
        proven="curl: Date of the page",
        found=ID,
        repaired="said: needs a time server",
        undone="nothing was changed: curl",
    )
