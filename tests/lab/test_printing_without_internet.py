"""A real print service and a printer in the same network, while the internet is down."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.own_network import BOX, Net, needs, own_network, typed_in
from tests.lab.print_service import Cups, print_service
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

TEXT = "my printer does not print"
PRINTER = f"socket://{BOX}:9100"


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    needs("ip", "dnsmasq", "ss", "curl", "nsenter", "cupsd")
    with own_network(tmp_path) as net:
        typed_in(net)
        net.start("printer", sys.executable, "-m", "http.server", "9100")
        net.stop("web")
        assert not net.opens()
        yield net


@pytest.fixture
def cups() -> Iterator[Cups]:
    with print_service() as service:
        yield service


@pytest.fixture
def anna(net: Net, cups: Cups, alice: Person) -> Desk:
    return replace(net.desk(alice), environment={"CUPS_SERVER": cups.socket})


def test_the_internet_is_only_mentioned_beside_a_printer_that_answers(cups: Cups, anna: Desk) -> None:
    cups.queue("hall", device=PRINTER)
    cups.admin("lpadmin", "-d", "hall")
    told = anna.fix("complain", TEXT)
    assert (told["cause"], told["fix"]) == (None, None)
    assert told["others"] == ["net-no-internet"]
    assert told["reason"].startswith("The printer hall is ready.")


def test_a_paused_printer_is_the_cause_and_the_working_default_is_named(cups: Cups, anna: Desk) -> None:
    cups.queue("office", device=PRINTER)
    cups.queue("hall", device=PRINTER)
    cups.admin("lpadmin", "-d", "hall")
    cups.admin("cupsdisable", "office")
    told = anna.fix("complain", TEXT)
    assert told["cause"] == "print-offline"
    assert told["summary"] == "The printer office is paused."
    assert told["reason"].endswith("Your default printer hall is ready, so you can print there.")
    assert told["others"] == ["net-no-internet"]


def test_a_printer_that_is_reached_over_the_internet_is_explained_by_it(
    net: Net, cups: Cups, anna: Desk
) -> None:
    net.stop("names")
    cups.queue("cloud", device="ipp://print.cloud.example/ipp")
    cups.admin("lpadmin", "-d", "cloud")
    told = anna.fix("complain", TEXT)
    assert told["cause"] == "net-no-internet"
    assert "print-offline" in told["others"]
