"""What should have been sent by now: told after a minute, and at once where it failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.core.ticket import DeliveryState
from selfhelp.tickets.delivery.retry_scheduler import RequestedAttempt
from selfhelp.tickets.outbox.outbox import ReplyToSeal
from selfhelp.tickets.outbox.overdue_items import GRACE, Unsent, find_unsent_items
from selfhelp.tickets.outbox.stored_messages import message_to_json
from selfhelp.ui.state_texts import describe_requested
from tests.ui.fakes import SilentMachine


@pytest.fixture
def app(places: AppPaths) -> App:
    return App(SilentMachine(Platform.LINUX), places, {"LANG": "en_GB.UTF-8"})


def seal(app: App, message: str, state: DeliveryState) -> str:
    case = app.create_case(message)
    report = case.save_to_outbox(case.build_letter())
    app.get_outbox().store.execute("UPDATE reports SET state = ? WHERE report = ?", (state, report))
    return report


def test_nothing_is_late_in_an_empty_outbox(app: App) -> None:
    assert find_unsent_items(app.get_outbox()) == Unsent()


def test_what_was_saved_just_now_is_on_its_way_and_later_it_is_late(app: App) -> None:
    seal(app, "Excel crashes", DeliveryState.QUEUED)
    assert find_unsent_items(app.get_outbox()).count == 0, "a badge for a second would only frighten"
    later = datetime.now(UTC) + GRACE + timedelta(seconds=1)
    late = find_unsent_items(app.get_outbox(), later)
    assert (late.count, late.subject) == (1, "Excel crashes")


def test_nothing_is_on_its_way_while_nothing_can_be_sent(app: App) -> None:
    """For a minute after a policy error, the home page said nothing of the ticket."""
    seal(app, "Excel crashes", DeliveryState.QUEUED)
    seal(app, "Word too", DeliveryState.ATTENTION)
    late = find_unsent_items(app.get_outbox(), obstacle=N_("The policy has a mistake."))
    assert late.count == 2
    assert [str(one.reason) for one in late.overdue] == ["None", "The policy has a mistake."]


def test_failed_items_are_late_immediately(app: App) -> None:
    seal(app, "Excel crashes", DeliveryState.QUEUED)
    app.get_outbox().store.execute("UPDATE reports SET attempts = 1")
    assert find_unsent_items(app.get_outbox()).count == 1


def test_what_waits_behind_a_failed_item_is_counted_too(app: App) -> None:
    """The home page counted 1 message where My tickets counted 3."""
    report = seal(app, "Excel crashes", DeliveryState.DELIVERED)
    outbox = app.get_outbox()
    first = outbox.save_reply(ReplyToSeal(report, text="one"))
    for text in ("two", "three"):
        outbox.save_reply(ReplyToSeal(report, text=text))
    assert find_unsent_items(outbox).count == 0
    change = "UPDATE reports SET state = ?, attempts = 1, reason = 'Sign in.' WHERE report = ?"
    outbox.store.execute(change, (DeliveryState.SIGN_IN_NEEDED, first))
    found = find_unsent_items(outbox)
    assert (found.count, found.states) == (3, [DeliveryState.QUEUED] * 3)
    assert found.reason == outbox.list_replies(report)[0].reason, "not that it waits for an earlier one"
    assert found.sign_in


@pytest.mark.parametrize("state", [DeliveryState.ATTENTION, DeliveryState.EXPIRED, DeliveryState.UNKNOWN])
def test_items_needing_attention_are_late_immediately(app: App, state: DeliveryState) -> None:
    seal(app, "Excel crashes", state)
    late = find_unsent_items(app.get_outbox())
    unknown = int(state is DeliveryState.UNKNOWN)
    assert (late.count, late.subject, late.unconfirmed) == (1, "Excel crashes", unknown)
    assert [one.state for one in late.overdue] == [state]


def test_a_ticket_of_which_only_files_are_missing_has_arrived(app: App) -> None:
    seal(app, "Excel crashes", DeliveryState.ATTENTION)
    app.get_outbox().store.execute("UPDATE reports SET number = '7'")
    assert find_unsent_items(app.get_outbox()).arrived


def test_an_attempt_in_vain_is_known_until_the_item_is_delivered(app: App) -> None:
    report = seal(app, "Excel crashes", DeliveryState.ATTENTION)
    memory = app.get_outbox().memory
    app.get_outbox().retry()
    assert find_unsent_items(app.get_outbox()).attempt.sending
    memory.awaited.clear()
    app.get_outbox().store.execute("UPDATE reports SET state = 'attention'")
    memory.failed |= {report: datetime.now(UTC), "sh-other": datetime.max.replace(tzinfo=UTC)}
    assert find_unsent_items(app.get_outbox()).attempt == RequestedAttempt(False, memory.failed[report])


def test_a_request_under_way_is_a_look_up_only_if_the_item_may_have_arrived_before(app: App) -> None:
    """The button said "Sending…", and the page "Checking…" as soon as the request had begun."""
    first = seal(app, "Excel crashes", DeliveryState.QUEUED)
    second = seal(app, "Word too", DeliveryState.UNKNOWN)
    outbox = app.get_outbox()
    outbox.store.execute("UPDATE reports SET submitted = 1 WHERE report = ?", (second,))
    outbox.retry()
    outbox.store.execute("UPDATE reports SET sending = 1, submitted = 2")
    assert outbox.find_item(first).state is DeliveryState.UNKNOWN
    said = [str(describe_requested(outbox.memory.find_attempt(ref))) for ref in (first, second)]
    assert said == ["Sending…", "Checking…"]
    assert not outbox.memory.find_attempt(first, second).looks_up


def test_different_reasons_are_not_told_as_one(app: App) -> None:
    """Two refused tickets and one of unknown outcome were all called unconfirmed, with its reason."""
    seal(app, "Excel crashes", DeliveryState.ATTENTION)
    change = "UPDATE reports SET reason = ?"
    app.get_outbox().store.execute(change, (message_to_json(N_("The server is full.")),))
    assert str(find_unsent_items(app.get_outbox()).reason) == "The server is full."
    seal(app, "Word too", DeliveryState.UNKNOWN)
    app.get_outbox().store.execute(change, (message_to_json(N_("The server is full.")),))
    assert find_unsent_items(app.get_outbox()).reason is None


def test_what_was_delivered_is_not_late(app: App) -> None:
    seal(app, "Excel crashes", DeliveryState.DELIVERED)
    assert find_unsent_items(app.get_outbox(), datetime.now(UTC) + timedelta(days=9)).count == 0


def test_signing_in_helps_only_where_no_other_action_is_missing(app: App) -> None:
    seal(app, "Excel crashes", DeliveryState.SIGN_IN_NEEDED)
    assert find_unsent_items(app.get_outbox()).sign_in
    assert not find_unsent_items(app.get_outbox(), obstacle=N_("The policy has a mistake.")).sign_in
    seal(app, "No sound", DeliveryState.UNKNOWN)
    assert find_unsent_items(app.get_outbox()).sign_in, "the other is looked up without the user"
    seal(app, "Word too", DeliveryState.ATTENTION)
    assert not find_unsent_items(app.get_outbox()).sign_in


def test_replies_are_counted_too(app: App) -> None:
    report = seal(app, "Excel crashes", DeliveryState.DELIVERED)
    app.get_outbox().save_reply(ReplyToSeal(report, text="Any news?"))
    late = find_unsent_items(app.get_outbox(), datetime.now(UTC) + timedelta(minutes=5))
    assert (late.count, late.subject) == (1, "")
