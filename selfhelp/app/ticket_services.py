"""The services for sent tickets: replies, known issues and feedback."""

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
    from selfhelp.tickets.following.feedback_counter import FeedbackCounter
    from selfhelp.tickets.following.incidents import FetchedIncidents, IncidentService
    from selfhelp.tickets.following.notices import Notice
    from selfhelp.tickets.following.status_poller import StatusPoller
    from selfhelp.tickets.form.attachment_limits import AttachmentLimits
    from selfhelp.tickets.outbox.outbox import Outbox, ReplyToSeal


class TicketServices:
    """A mixin with the ticket services for `selfhelp.app.composition.App`; that class overrides these
    members."""

    machine: Machine
    places: AppPaths

    @property
    def policy(self) -> Policy:
        """The effective policy of the organisation."""
        raise NotImplementedError

    @property
    def proxy_router(self) -> Router:
        """The router that selects proxies for servers, shared by all network access."""
        raise NotImplementedError

    def find_language_code(self) -> str:
        """Return the code of the user's language, such as "en"."""
        raise NotImplementedError

    def get_outbox(self) -> Outbox:
        """Return the durable outbox."""
        raise NotImplementedError

    def create_connector(self, id_: str = "") -> Connector:
        """Return the connector of the help desk with this ID; for "", of the help desk in the policy."""
        raise NotImplementedError

    def notify_tickets_stored(self) -> None:
        """Report that tickets, replies or messages of the help desk were stored, read or deleted."""
        raise NotImplementedError

    @cached_property
    def conversations(self) -> Conversations:
        """The store of each ticket's latest conversation at the desk."""
        from selfhelp.tickets.following.conversations import Conversations

        conversations = Conversations(self.places.data / "tickets")
        conversations.changed = self.notify_tickets_stored
        return conversations

    @cached_property
    def feedback(self) -> FeedbackCounter:
        """The counter of the user's answers to "Did it help?"."""
        from selfhelp.tickets.following.feedback_counter import FeedbackCounter

        return FeedbackCounter(self.places.data)

    def create_ticket_poller(self) -> StatusPoller:
        """Return the poller that reads the status of tickets from the desk.

        Raises:
            StorageError: see `get_outbox`.
        """
        from selfhelp.tickets.following.status_poller import PollingRules, StatusPoller

        rules = PollingRules(least=self.policy.ticket_updates.min_interval_minutes * 60.0)
        return StatusPoller(
            self.get_outbox(),
            self.conversations,
            self.create_connector,
            self.policy.desk.connector,
            rules=rules,
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
        """The service for known issues, from the organisation's feed or else from the help desk."""
        from selfhelp.tickets.following.incidents import IncidentService, create_feed_fetcher

        rules = self.policy.incidents
        keys, days = rules.signing_keys, rules.max_age_days
        fetch = (
            create_feed_fetcher(rules.feed, self.proxy_router, days, keys=keys)
            if rules.feed
            else self._fetch_help_desk_incidents
        )
        source = rules.feed or f"desk {self.policy.desk.connector}"
        return IncidentService(self.places.cache, source, fetch, rules.refresh_minutes)

    def _fetch_help_desk_incidents(self, _mark: str) -> FetchedIncidents:
        """Return the known issues from the help desk; none if the help desk doesn't support known issues."""
        from selfhelp.tickets.following.incident_feed import limit_incident_size
        from selfhelp.tickets.following.incidents import FetchedIncidents

        desk = self.create_connector()
        told = desk.fetch_incidents() if desk.abilities.incidents else ()
        return FetchedIncidents(
            [kept for one in told[:50] if (kept := limit_incident_size(one)) is not None], ""
        )

    def load_notices(self, now: datetime, *, ask: bool) -> Sequence[Notice]:
        """Return IT's current notices for this user; if ``ask`` is True, refresh an outdated feed first."""
        rules = self.policy.incidents
        if not rules.feed:
            return ()
        from selfhelp.tickets.following.notices import Audience, select_current_notices

        if ask:
            self.incidents.refresh_incidents_if_stale()
        audience = Audience(self.find_language_code(), rules.groups, rules.sites)
        return select_current_notices(self.incidents.read_last_notices(), audience, now)

    def subscribe_to_incident(self, incident: Incident, requester: str, login: str) -> str:
        """Add the user to a known issue, once; return the reference of the user's ticket.

        Raises:
            StorageError, TooLargeError: the subscription couldn't be saved.
        """
        from selfhelp.core.ticket import TicketDetails
        from selfhelp.tickets.following.affected_users import report_affected_user

        details = TicketDetails(login=login if self.policy.evidence.account else "")
        return report_affected_user(self.get_outbox(), self.create_connector, incident, requester, details)

    def queue_reply(self, reply: ReplyToSeal) -> str:
        """Save a reply in the outbox, in the help desk's format; return the reply's reference.

        Raises:
            TooLargeError, UsageError, StorageError: the reply wasn't saved, see `Outbox.save_reply`.
        """
        from selfhelp.helpdesk.connector_loader import load_help_desk_abilities

        outbox = self.get_outbox()
        desk = next((one.connector for one in outbox.list_sent_tickets() if one.report == reply.report), "")
        together = bool(desk) and load_help_desk_abilities(desk).takes_text_with(reply.kind)
        return outbox.save_reply(replace(reply, together=together))

    def get_attachment_limits(self, *, reply: bool = False, desk: str = "") -> AttachmentLimits:
        """Return the attachment limits of a ticket or a reply, without network access."""
        from selfhelp.tickets.form.attachment_limits import AttachmentLimits

        try:
            abilities = self.create_connector(desk).abilities
        except ConfigurationError:
            abilities = None  # said when it is sent
        return AttachmentLimits.create_from_policy(self.policy.outbox, abilities, reply=reply)
