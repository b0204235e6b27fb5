"""The printers of a report with a real CUPS: a queue that was stopped, and documents that wait in it."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from tests.lab.conftest import Desk, interpreter, needs_root
from tests.lab.print_service import print_service
from tests.people import ROOT, Person

pytestmark = [pytest.mark.lab, needs_root]


def test_a_stopped_queue_with_waiting_documents(alice: Person) -> None:
    site = next((path for path in sys.path if path.endswith("site-packages")), "")
    with print_service() as cups:
        cups.queue("Office")
        cups.queue("Far", device="socket://printer.example:9100")
        cups.admin("cupsdisable", "Office")
        cups.admin("lpadmin", "-d", "Office")
        environment = {"CUPS_SERVER": cups.socket, "PYTHONPATH": f"{ROOT}:{site}"}
        desk = Desk(alice, {**environment, "PYTHONDONTWRITEBYTECODE": "1"})
        for _ in range(2):
            desk.run("lp", "-d", "Office", "/etc/hostname")
        assert cups.paused("Office")
        argv = (interpreter(alice), "-m", "selfhelp", "snapshot", "--only", "printers", "--json")
        items: list[dict[str, Any]] = json.loads(desk.run(*argv))["sections"]["printers"]["items"]
    queues = next(item for item in items if "rows" in item)
    names = [column["name"] for column in queues["columns"]]
    rows = [dict(zip(names, row, strict=True)) for row in queues["rows"]]
    (office,) = [row for row in rows if row["default"]]
    assert (office["state"], office["says"], office["waiting jobs"]) == ("stopped", "paused", 2)
    assert office["connection"] == "network (socket)"
    (far,) = [row for row in rows if not row["default"]]
    assert (far["state"], far["waiting jobs"]) == ("idle", 0)
    assert "printer.example" not in json.dumps(rows)
