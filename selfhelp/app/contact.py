"""The help desk's contact options and its current opening status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from selfhelp.core.call_step import CallStep
from selfhelp.core.errors import ConfigurationError
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text, get_clock_time
from selfhelp.policy import opening_hours
from selfhelp.policy.link_templates import fill_link
from selfhelp.policy.localized_texts import select_support_text
from selfhelp.policy.opening_hours import OpeningHours, OpenStatus
from selfhelp.policy.support import SupportPolicy

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.machine import Machine
    from selfhelp.policy.policy import Policy


@record
class LinkVariables:
    """The values of the variables in a contact link; "" if unknown or withheld."""

    asset: str = ""
    ticket: str = ""
    reference: str = ""
    computer: str = ""
    login: str = ""

    def map_by_name(self) -> dict[str, str]:
        """Return the values by variable name, as used in the policy."""
        return {name: getattr(self, name) for name in ("asset", "ticket", "reference", "computer", "login")}


def read_link_variables(
    rules: Policy, machine: Machine, login: str, ticket: str = "", reference: str = ""
) -> LinkVariables:
    """Return the values of the link variables; with the computer's data only if the policy allows that."""
    from selfhelp.report.computer_identity import ComputerIdentity, read_computer

    which = read_computer(machine) if rules.evidence.computer else ComputerIdentity()
    login = login if rules.evidence.account else ""
    return LinkVariables(which.asset, ticket, reference, which.name, login)


@record
class Contact:
    """The contact options at one moment, including external text as plain text.

    Attributes:
        phone: the number to call now; outside the opening hours, the emergency number if one is set.
        after_hours: whether ``phone`` is the emergency number.
        standing: the opening status; None if the organisation sets no hours.
        hours: the organisation's own text about the hours.
        email: the help desk's address.
        chat, map: links that can be opened.
        place: the help desk's location.
    """

    phone: str = ""
    after_hours: bool = False
    standing: OpenStatus | None = None
    hours: str = ""
    email: str = ""
    chat: str = ""
    map: str = ""
    place: str = ""

    def __bool__(self) -> bool:
        return bool(self.phone or self.email or self.chat or self.map or self.place)

    def describe_availability(self, now: datetime | None = None) -> Text | None:
        """Return a sentence about the opening status and its next change; None without opening hours."""
        if self.standing is None:
            return None
        when = self.standing.changes
        if self.standing.open:
            return (
                N_("The help desk is open until {time}.", time=_format_closing_time(when, now))
                if when
                else N_("The help desk is always open.")
            )
        return (
            N_("The help desk is closed. It opens again {time}.", time=_format_day_and_time(when, now))
            if when
            else N_("The help desk is closed now.")
        )

    @property
    def can_be_called_now(self) -> bool:
        """Whether there's a number, and someone may answer: the help desk isn't known to be closed."""
        return bool(self.phone) and (self.standing is None or self.standing.open or self.after_hours)

    def describe_urgent_contact(self, *, other_device: bool = False) -> Text | None:
        """Return what to do in an urgent case while the help desk is closed; None if it is or may be open.

        ``other_device`` tells that the user can't or mustn't send anything from this computer.
        """
        if not self._is_closed or not self.phone:
            return None
        return _AFTER_HOURS if self.after_hours else self._describe_sending(other_device)

    def describe_urgency(self, *, other_device: bool = False) -> Text:
        """Return that a case is urgent, and how to report it now, unless `describe_urgent_contact` does."""
        if not self._is_closed or self.after_hours:
            return _URGENT_CALL if other_device else _URGENT
        if self.phone:
            return _URGENT_NUMBER
        return N_("{what} {more}", what=_URGENT_NUMBER, more=self._describe_sending(other_device))

    def add_call_notes(
        self, steps: Sequence[Text], *, other_device: bool = False, beside_card: bool = False
    ) -> Sequence[Text]:
        """Return steps; each `CallStep` also says if the help desk is closed or this app has no number.

        Args:
            steps: what the user does, in order.
            other_device: whether the user can't or mustn't send anything from this computer.
            beside_card: whether the page shows the opening status and what to do until the help desk opens.
                Then a step that only tells to call says to wait until then.
        """
        if beside_card and self._is_closed and not self.after_hours:
            return [step.when_open or step if isinstance(step, CallStep) else step for step in steps]
        return [
            self._add_call_note(step, other_device) if isinstance(step, CallStep) else step for step in steps
        ]

    def _add_call_note(self, step: CallStep, other_device: bool) -> Text:
        """Return a step to call the help desk; it also says what to do if it can't be called now."""
        if self.phone and self.after_hours:
            phone = use_non_breaking_spaces(self.phone)
            note: Text = N_("The help desk is closed now. Call {phone} instead.", phone=phone)
        elif self._is_closed:
            closed = self.describe_availability() or ""
            how = self._describe_sending(other_device or step.other_device)
            note = N_("{what} {more}", what=closed, more=how)
        elif not self.phone:
            note = N_("If you don't know the help desk's number, ask a colleague.")
        else:
            return step
        return N_("{what} {more}", what=step, more=note)

    def _describe_sending(self, other_device: bool) -> Text:
        """Return how to report an urgent case until the help desk opens."""
        if not other_device:
            return _SEND_NOW
        if self.email:
            return N_("Email {address} now from another device, such as your phone.", address=self.email)
        return _SEND_ELSEWHERE

    @property
    def _is_closed(self) -> bool:
        """Whether the help desk is known to be closed."""
        return self.standing is not None and not self.standing.open

    def make_contact_heading(self) -> Text:
        """Return the heading above the contact options; it contains "now" only during the opening hours."""
        if self.after_hours:
            return N_("Call the help desk (outside opening hours)")
        if self.standing is None:
            return N_("Contact the help desk")
        if self.standing.open:
            return N_("Contact the help desk now")
        return N_("Call the help desk when it opens") if self.phone else N_("Contact the help desk")

    def format_phone_with_label(self) -> Text:
        """Return the phone number with a label, on a single line."""
        phone = use_non_breaking_spaces(self.phone)
        if self.after_hours:
            return N_("Help desk outside opening hours: {phone}", phone=phone)
        return N_("Help desk: {phone}", phone=phone)

    @property
    def phone_link(self) -> str:
        """The phone number as a ``tel:`` link (RFC 3966), or ""."""
        return make_phone_link(self.phone)

    @property
    def email_link(self) -> str:
        """The email address as a ``mailto:`` link (RFC 6068), or ""."""
        return f"mailto:{self.email}" if self.email else ""


_URGENT = N_("This is urgent. Call the help desk, and send a ticket too.")
_URGENT_CALL = N_("This is urgent. Call the help desk.")
_URGENT_NUMBER = N_("This is urgent.")
_AFTER_HOURS = N_("Call this number outside opening hours.")
_SEND_NOW = N_("Send a ticket now.")
_SEND_ELSEWHERE = N_("Send a ticket now from another device, such as a colleague's computer.")


def use_non_breaking_spaces(phone: str) -> str:
    """Return a phone number with non-breaking spaces, so that no line break splits the number."""
    return phone.replace(" ", "\N{NO-BREAK SPACE}")


def make_phone_link(phone: str) -> str:
    """Return a phone number as a ``tel:`` link (RFC 3966), or ""."""
    digits = "".join(c for c in phone if c.isdigit() or c == "+")
    return f"tel:{digits}" if digits else ""


@record
class HelpDeskAvailability:
    """The contact options in the policy, from which the current options are computed."""

    support: SupportPolicy = field(default_factory=SupportPolicy)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def find_current_contact(self, language: str, about: LinkVariables | None = None) -> Contact:
        """Return the current contact options in a language, with the variables in links replaced."""
        support, values = self.support, (about or LinkVariables()).map_by_name()
        standing = self._read_opening_status()
        after = standing is not None and not standing.open and bool(support.emergency)
        return Contact(
            phone=support.emergency if after else support.phone,
            after_hours=after,
            standing=standing,
            hours=select_support_text(support.hours_note, language),
            email=support.email,
            chat=fill_link(support.chat, values),
            map=fill_link(support.map, values),
            place=select_support_text(support.location, language),
        )

    def _read_opening_status(self) -> OpenStatus | None:
        """Return the current opening status; None if unknown, for example for an unknown time zone."""
        if not self.support.hours:
            return None
        try:
            spans = opening_hours.parse_opening_times(self.support.hours)
            days = opening_hours.parse_holidays(self.support.holidays)
            zone = opening_hours.find_time_zone(self.support.time_zone)
        except ConfigurationError:
            return None
        return OpeningHours(spans, days, zone).find_status_at(self.clock())


def find_contact_now(app: App) -> Contact:
    """Return the current contact options of the policy, in the app's language."""
    return HelpDeskAvailability(app.policy.support).find_current_contact(app.translator.language)


def _format_closing_time(moment: datetime, now: datetime | None) -> Text | time | datetime:
    """Return the closing time: as a clock time if it is today, otherwise with the day."""
    return (
        get_clock_time(moment) if _count_days_ahead(moment, now) == 0 else _format_day_and_time(moment, now)
    )


def _format_day_and_time(moment: datetime, now: datetime | None) -> Text | datetime:
    """Return a time within the next days as weekday and clock time, in the user's time zone."""
    ahead, clock = _count_days_ahead(moment, now), get_clock_time(moment)
    if ahead == 0:
        return N_("at {time}", time=clock)
    if ahead == 1:
        return N_("tomorrow at {time}", time=clock)
    weekdays = (
        N_("Monday at {time}", time=clock),
        N_("Tuesday at {time}", time=clock),
        N_("Wednesday at {time}", time=clock),
        N_("Thursday at {time}", time=clock),
        N_("Friday at {time}", time=clock),
        N_("Saturday at {time}", time=clock),
        N_("Sunday at {time}", time=clock),
    )
    return weekdays[moment.astimezone().weekday()] if ahead < 7 else moment


def _count_days_ahead(moment: datetime, now: datetime | None) -> int:
    return (moment.astimezone().date() - (now or datetime.now(UTC)).astimezone().date()).days
