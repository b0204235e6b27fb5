"""Puts tickets into an outbox of its own and sends them; prints the seconds that sending took.

    python -m tests.bench.delivery_child COUNT BYTES CONNECTOR FACT…

Nothing is paced and the limits are raised, so that only the work is measured.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from selfhelp.core.ticket import DeliveryState as State
from selfhelp.helpdesk.connectors import Connector
from selfhelp.helpdesk.connectors.redmine.connector import RedmineConnector
from selfhelp.helpdesk.connectors.rt.connector import RtConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import RedmineDeskPolicy
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits

PIECE = 1_000_000


def connector(kind: str, facts: Sequence[str]) -> Connector:
    """Return the desk that is sent to."""
    url, secret, *more = facts
    if kind == "redmine":
        desk = RedmineDeskPolicy(url=url, project=more[0], ref_field=int(more[1]))
        return RedmineConnector(desk, ClassificationMapping(), lambda: secret, routes=ProxyRouter())
    return RtConnector(url, "General", "", lambda: secret, routes=ProxyRouter())


def main() -> None:
    """Measure."""
    count, size, kind, *facts = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.bin"
        limits = OutboxLimits(tickets=10**6, total_bytes=10**12, file_bytes=10**12, pause=0)
        outbox = Outbox(Path(folder) / "outbox", limits)
        for _ in range(int(count)):
            with path.open("wb") as file:
                for _ in range(int(size) // PIECE):
                    file.write(os.urandom(PIECE))
            outbox.save_ticket(
                Letter("s", "b", "bench@example.test", files=build_attachments((("a.bin", path),)))
            )
        delivery = DeliveryService(outbox, connector(kind, facts))
        begin = time.perf_counter()
        while delivery.deliver_due_items() is not None:
            pass
        taken = time.perf_counter() - begin
        assert {item.state for item in outbox.list_items()} == {State.DELIVERED}
        outbox.close()
    print(taken)


if __name__ == "__main__":
    main()
