"""What belongs to tickets after they were sent: what the desk answers, known trouble, whether it helped."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from selfhelp.core.errors import ConfigurationError, SelfhelpError
from selfhelp.core.paths import Places
from selfhelp.machine import Machine
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.core.ticket import Incident
    from selfhelp.helpdesk.connectors import Connector
    from selfhelp.network.way import Router
    from selfhelp.tickets.following.conversations import Conversations
    from selfhelp.tickets.following.feedback import Feedback
    from selfhelp.tickets.following.incidents import FetchedIncidents, Incidents
    from selfhelp.tickets.following.status_poller import StatusPoller
    from selfhelp.tickets.form.attachment_limits import AttachmentLimits
    from selfhelp.tickets.outbox.outbox import Outbox, Reply


class Aftercare:
    """A part of `selfhelp.app.composition.App`, which has what is declared here."""

    machine: Machine
    places: Places

    @property
    def policy(self) -> Policy:
        """What the organisation allows."""
        raise NotImplementedError

    @property
    def routes(self) -> Router:
        """How servers are reached."""
        raise NotImplementedError

    def outbox(self) -> Outbox:
        """Return the durable queue of tickets."""
        raise NotImplementedError

    def connector(self, id_: str = "") -> Connector:
        """Return the desk that policy names."""
        raise NotImplementedError

    @cached_property
    def conversations(self) -> Conversations:
        """What the desk last said about each ticket."""
        from selfhelp.tickets.following.conversations import Conversations

        return Conversations(self.places.data / "tickets")

    @cached_property
    def feedback(self) -> Feedback:
        """Whether things helped, as counts."""
        from selfhelp.tickets.following.feedback import Feedback

        return Feedback(self.places.data)

    def follow(self) -> StatusPoller:
        """Return who asks the desk how tickets stand.

        Raises:
            StorageError: as `outbox`.
        """
        from selfhelp.tickets.following.status_poller import PollingRules, StatusPoller

        rules = PollingRules(least=self.policy.ticket_updates.min_interval_minutes * 60.0)
        return StatusPoller(
            self.outbox(), self.conversations, self.connector, self.policy.desk.connector, rules=rules
        )

    def saves_power(self) -> bool:
        """Whether this computer saves power; one that cannot tell does not."""
        from selfhelp.machine.power.power_mode import SAVER

        try:
            return SAVER.read(self.machine)
        except SelfhelpError:
            return False

    @cached_property
    def incidents(self) -> Incidents:
        """Trouble that is known already: from the organisation's feed, else from the desk itself."""
        from selfhelp.tickets.following.incidents import Incidents, of_feed

        rules = self.policy.incidents
        fetch = of_feed(rules.feed, self.routes, rules.max_age_days) if rules.feed else self._desk_tells
        source = rules.feed or f"desk {self.policy.desk.connector}"
        return Incidents(self.places.cache, source, fetch, rules.refresh_minutes)

    def _desk_tells(self, _mark: str) -> FetchedIncidents:
        """Ask the desk; one that tells of no trouble is not asked."""
        from selfhelp.tickets.following.incident_feed import bounded
        from selfhelp.tickets.following.incidents import FetchedIncidents

        desk = self.connector()
        told = desk.incidents() if desk.abilities.incidents else ()
        return FetchedIncidents([kept for one in told[:50] if (kept := bounded(one)) is not None], "")

    def join(self, incident: Incident, requester: str, login: str) -> str:
        """Add the user to known trouble, once; returns the report by which they follow it.

        Raises:
            StorageError, TooLargeError: it could not be saved.
        """
        from selfhelp.core.ticket import Details
        from selfhelp.tickets.following.affected import subscribe

        details = Details(login=login if self.policy.evidence.account else "")
        return subscribe(self.outbox(), self.connector, incident, requester, details)

    def reply(self, reply: Reply) -> str:
        """Keep a reply to a ticket in the outbox as the ticket's desk takes it; returns the reply's mark.

        Raises:
            TooLargeError, UsageError, StorageError: it was not saved, see `Outbox.reply`.
        """
        from selfhelp.catalog.catalog import desk_abilities

        outbox = self.outbox()
        desk = next((one.connector for one in outbox.tickets() if one.report == reply.report), "")
        together = bool(desk) and desk_abilities(desk).approve
        return outbox.reply(replace(reply, together=together))

    def acceptance(self, *, reply: bool = False, desk: str = "") -> AttachmentLimits:
        """Return which files a ticket may take along, or a reply to one; nothing is asked of the desk."""
        from selfhelp.tickets.form.attachment_limits import AttachmentLimits

        try:
            abilities = self.connector(desk).abilities
        except ConfigurationError:
            abilities = None  # said when it is sent
        return AttachmentLimits.of(self.policy.outbox, abilities, reply=reply)
