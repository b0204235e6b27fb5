"""A computer whose user has something of everything: for the first screen's tests and pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from selfhelp.app.composition import App
from selfhelp.core.model import Outcome
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, text_to_json
from selfhelp.core.ticket import TicketComment, TicketState, TicketStatus
from tests.ui.fakes import Printer


class Agreeing:
    """Says yes to everything."""

    def ask_consent(self, _proposal: object) -> bool:
        return True

    def ask_question(self, _question: object) -> Sequence[str] | None:
        return None

    def ask_to_do_by_hand(self, _step: object) -> bool:
        return True


def unsent_ticket(app: App, message: str = "Excel crashes when I open the budget") -> str:
    """Leave a ticket that couldn't be sent; return its reference."""
    case = app.create_case(message)
    report = case.save_to_outbox(case.build_letter())
    app.get_outbox().store.execute(
        "UPDATE reports SET state = 'attention', reason = ? WHERE report = ?",
        (json.dumps(text_to_json(N_("The help desk cannot be reached."))), report),
    )
    return report


def replied_ticket(
    app: App, message: str = "Printer", reply: str = "Bonjour, is it the printer by the window?"
) -> str:
    """Leave a ticket with a reply of the help desk; return its reference."""
    case = app.create_case(message)
    report = case.save_to_outbox(case.build_letter())
    app.get_outbox().store.execute(
        "UPDATE reports SET number = '7', connector = 'folder', state = 'delivered' WHERE report = ?",
        (report,),
    )
    now = datetime.now(UTC)
    app.get_outbox().update_ticket_state("7", "folder", TicketState.OPEN, now)
    said = [TicketComment("Jean Dupont", now, reply, mine=False)]
    status = TicketStatus("7", message, TicketState.OPEN, now, now, "", comments=said)
    app.conversations.store_status(report, status, "")
    return report


def changed_something(app: App, printer: Printer) -> None:
    """Leave a change of a minute ago that can be undone; the printer is stuck again afterwards."""
    run = app.engine.run(app.catalog.all_fixes["print-stuck-queue"], Agreeing(), Progress())
    assert run.outcome is Outcome.FIXED
    printer.stuck = True
