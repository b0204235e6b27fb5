"""What belongs to tickets after they were sent: what the desk answers, known trouble, whether it helped."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from selfhelp.errors import ConfigurationError, SelfhelpError
from selfhelp.machine import Machine
from selfhelp.places import Places
from selfhelp.policy import Policy

if TYPE_CHECKING:
    from selfhelp.report.acceptance import Acceptance
    from selfhelp.report.connectors import Connector
    from selfhelp.report.conversations import Conversations
    from selfhelp.report.feedback import Feedback
    from selfhelp.report.follow import Follow
    from selfhelp.report.outbox import Outbox


class Aftercare:
    """A part of `selfhelp.app.App`, which has what is declared here."""

    machine: Machine
    places: Places

    @property
    def policy(self) -> Policy:
        """What the organisation allows."""
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
        from selfhelp.report.conversations import Conversations

        return Conversations(self.places.data / "tickets")

    @cached_property
    def feedback(self) -> Feedback:
        """Whether things helped, as counts."""
        from selfhelp.report.feedback import Feedback

        return Feedback(self.places.data)

    def follow(self) -> Follow:
        """Return who asks the desk how tickets stand.

        Raises:
            StorageError: as `outbox`.
        """
        from selfhelp.report.follow import Follow, Rules

        rules = Rules(least=self.policy.follow.least_minutes * 60.0)
        return Follow(
            self.outbox(), self.conversations, self.connector, self.policy.desk.connector, rules=rules
        )

    def saves_power(self) -> bool:
        """Whether this computer saves power; one that cannot tell does not."""
        from selfhelp.machine.battery import SAVER

        try:
            return SAVER.read(self.machine)
        except SelfhelpError:
            return False

    def acceptance(self, *, reply: bool = False, desk: str = "") -> Acceptance:
        """Return which files a ticket may take along, or a reply to one; nothing is asked of the desk."""
        from selfhelp.report.acceptance import Acceptance

        try:
            abilities = self.connector(desk).abilities
        except ConfigurationError:
            abilities = None  # said when it is sent
        return Acceptance.of(self.policy.outbox, abilities, reply=reply)
