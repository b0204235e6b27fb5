"""The services for tickets after sending: replies, known issues, feedback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from selfhelp.core.errors import ConfigurationError, SelfhelpError
from selfhelp.core.paths import AppPaths
from selfhelp.machine import Machine
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.core.ticket import Incident
    from selfhelp.helpdesk.connectors import Connector
    from selfhelp.network.routes import Router
    from selfhelp.tickets.following.conversations import Conversations
    from selfhelp.tickets.following.feedback import FeedbackCounter
    from selfhelp.tickets.following.incidents import FetchedIncidents, IncidentService
    from selfhelp.tickets.following.notices import Notice
    from selfhelp.tickets.following.status_poller import StatusPoller
    from selfhelp.tickets.form.attachment_limits import AttachmentLimits
    from selfhelp.tickets.outbox.outbox import Outbox, ReplyToSeal


class TicketServices:
    """A mixin of `selfhelp.app.composition.App`, which implements the declared members."""

    machine: Machine
    places: AppPaths

    @property
    def policy(self) -> Policy:
        """The organisation's policy."""
        raise NotImplementedError

    @property
    def routes(self) -> Router:
        """The routes to servers."""
        raise NotImplementedError

    def find_language_code(self) -> str:
        """Return the code of the user's language."""
        raise NotImplementedError

    def outbox(self) -> Outbox:
        """Return the durable outbox."""
        raise NotImplementedError

    def connector(self, id_: str = "") -> Connector:
        """Return the desk that policy names."""
        raise NotImplementedError

    @cached_property
    def conversations(self) -> Conversations:
        """The desk's latest replies to each ticket."""
        from selfhelp.tickets.following.conversations import Conversations

        return Conversations(self.places.data / "tickets")

    @cached_property
    def feedback(self) -> FeedbackCounter:
        """Counts of whether things helped."""
        from selfhelp.tickets.following.feedback import FeedbackCounter

        return FeedbackCounter(self.places.data)

    def create_ticket_poller(self) -> StatusPoller:
        """Return the poller for the status of tickets.

        Raises:
            StorageError: as `outbox`.
        """
        from selfhelp.tickets.following.status_poller import PollingRules, StatusPoller

        rules = PollingRules(least=self.policy.ticket_updates.min_interval_minutes * 60.0)
        return StatusPoller(
            self.outbox(), self.conversations, self.connector, self.policy.desk.connector, rules=rules
        )

    def is_saving_power(self) -> bool:
        """Return whether this computer is saving power; False if unknown."""
        from selfhelp.machine.power.power_mode import SAVER

        try:
            return SAVER.read(self.machine)
        except SelfhelpError:
            return False

    @cached_property
    def incidents(self) -> IncidentService:
        """The known issues, from the organisation's feed, else from the desk."""
        from selfhelp.tickets.following.incidents import IncidentService, create_feed_fetcher

        rules = self.policy.incidents
        keys, days = rules.signing_keys, rules.max_age_days
        fetch = (
            create_feed_fetcher(rules.feed, self.routes, days, keys=keys)
            if rules.feed
            else self._fetch_desk_incidents
        )
        source = rules.feed or f"desk {self.policy.desk.connector}"
        return IncidentService(self.places.cache, source, fetch, rules.refresh_minutes)

    def _fetch_desk_incidents(self, _mark: str) -> FetchedIncidents:
        """Return the desk's known issues, if it publishes any."""
        from selfhelp.tickets.following.incident_feed import limit_incident_size
        from selfhelp.tickets.following.incidents import FetchedIncidents

        desk = self.connector()
        told = desk.fetch_incidents() if desk.abilities.incidents else ()
        return FetchedIncidents(
            [kept for one in told[:50] if (kept := limit_incident_size(one)) is not None], ""
        )

    def notices(self, now: datetime, *, ask: bool) -> Sequence[Notice]:
        """Return IT's current notices for this user; with ``ask``, fetch stale ones again."""
        rules = self.policy.incidents
        if not rules.feed:
            return ()
        from selfhelp.tickets.following.notices import Audience, select_current_notices

        if ask:
            self.incidents.refresh_incidents_if_stale()
        audience = Audience(self.find_language_code(), rules.groups, rules.sites)
        return select_current_notices(self.incidents.read_last_notices(), audience, now)

    def subscribe_to_incident(self, incident: Incident, requester: str, login: str) -> str:
        """Add the user to a known issue, once; return the ticket's ID.

        Raises:
            StorageError, TooLargeError: it couldn't be saved.
        """
        from selfhelp.core.ticket import TicketDetails
        from selfhelp.tickets.following.affected import subscribe

        details = TicketDetails(login=login if self.policy.evidence.account else "")
        return subscribe(self.outbox(), self.connector, incident, requester, details)

    def queue_reply(self, reply: ReplyToSeal) -> str:
        """Save a reply in the outbox in the form the desk accepts; return its ID.

        Raises:
            TooLargeError, UsageError, StorageError: it wasn't saved, see `Outbox.seal_reply`.
        """
        from selfhelp.catalog.catalog import load_desk_abilities

        outbox = self.outbox()
        desk = next((one.connector for one in outbox.list_sent_tickets() if one.report == reply.report), "")
        together = bool(desk) and load_desk_abilities(desk).approve
        return outbox.seal_reply(replace(reply, together=together))

    def attachment_limits(self, *, reply: bool = False, desk: str = "") -> AttachmentLimits:
        """Return the limits for attachments of a ticket or a reply, without network access."""
        from selfhelp.tickets.form.attachment_limits import AttachmentLimits

        try:
            abilities = self.connector(desk).abilities
        except ConfigurationError:
            abilities = None  # said when it is sent
        return AttachmentLimits.of(self.policy.outbox, abilities, reply=reply)
