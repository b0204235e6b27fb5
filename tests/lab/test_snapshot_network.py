"""The network sections of a report on a network of our own, broken the way networks break."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.lab.conftest import Desk, interpreter, needs_root
from tests.lab.own_network import BOX, POLICY, Net, needs, own_network, typed_in
from tests.people import ROOT, Person

pytestmark = [pytest.mark.lab, needs_root]

DESK = '\n[desk]\nconnector = "rt"\n[desk.rt]\nurl = "https://sd7.example"\n'


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    needs("ip", "dnsmasq", "ss", "curl")
    with own_network(tmp_path) as net:
        net.names(f"--address=/probe.example/{BOX}", f"--address=/sd7.example/{BOX}")
        yield net


@pytest.fixture
def anna(net: Net, alice: Person) -> Desk:
    """Anna at a computer whose address was typed in, with a help desk behind the box."""
    typed_in(net)
    assert net.opens()
    return net.desk(alice, POLICY + DESK)


def section(desk: Desk) -> Mapping[str, Any]:
    """Return the facts of the section by name; several of one name as a list."""
    site = next((path for path in sys.path if path.endswith("site-packages")), "")
    there = Desk(desk.person, {"PYTHONPATH": f"{ROOT}:{site}", "PYTHONDONTWRITEBYTECODE": "1"})
    argv = (interpreter(desk.person), "-m", "selfhelp", "snapshot", "--only", "reachability", "--json")
    said = json.loads(there.run(*argv))["sections"]["reachability"]
    found: dict[str, Any] = {"ms": said["ms"], "problem": []}
    for item in said["items"]:
        if item["name"] == "problem":
            found["problem"].append(item["value"])
        else:
            found[item["name"]] = item.get("value", item.get("rows"))
    return found


def test_a_healthy_network_says_so_quickly(anna: Desk) -> None:
    found = section(anna)
    assert (found["internet"], found["name resolved"]) == ("reached", True)
    assert [row[0] for row in found["stations"]] == ["gateway", "help desk"]
    assert found["ms"] < 2000  # a runaway; the figures are in the benchmark
    assert not [said for said in found["problem"] if "clock" not in said], found["problem"]


def test_a_login_page_is_seen(net: Net, anna: Desk) -> None:
    net.serve("portal")
    found = section(anna)
    assert any(said.endswith("sign-in page replaces the internet.") for said in found["problem"])
    assert found["status of the page"] == 302
    assert "hotel" not in str(found)  # whose network it is


def test_unresolvable_names(net: Net, anna: Desk) -> None:
    net.stop("names")
    found = section(anna)
    assert "The name of the help desk's server can't be resolved." in found["problem"]


def test_a_cable_that_is_out(net: Net, anna: Desk) -> None:
    net.on_computer("ip", "link", "set", "eth0", "down")
    found = section(anna)
    assert found["default route"] is False
    assert found["problem"] == ["This computer has no route to any network."]
