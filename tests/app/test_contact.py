"""How the help desk is reached now: the right number, and links that no value can turn elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.app.contact import Contact, HelpDeskAvailability, LinkVariables
from selfhelp.core.call_step import CallStep, make_call_step
from selfhelp.core.text import N_, Text, Translator
from selfhelp.diagnosis.complaints import load_complaint_table
from selfhelp.machine.guidance.manual_steps import load_manual_steps
from selfhelp.policy import files
from selfhelp.policy.link_templates import fill_link, find_link_mistake
from selfhelp.policy.support import SupportPolicy
from selfhelp.ticket_topics.ticket_topic import list_topic_ids, load_topic

DAY, NIGHT = datetime(2026, 11, 27, 9, tzinfo=UTC), datetime(2026, 11, 27, 22, tzinfo=UTC)
SUPPORT = SupportPolicy(
    phone="+33 1 23 45 67 89",
    emergency="+33 6 00 00 00 00",
    email="help@example.com",
    chat="https://chat.example.com/new?pc={computer}&ref={reference}",
    location=("en=Ground floor", "fr=Rez-de-chaussée"),
    hours=("Mo-Fr 08:00-18:00",),
    time_zone="Europe/Paris",
)


def contact(when: datetime, support: SupportPolicy = SUPPORT, about: LinkVariables | None = None) -> Contact:
    return HelpDeskAvailability(support, lambda: when).find_current_contact("fr", about)


def test_open_while_staffed() -> None:
    now = contact(DAY)
    assert (now.phone, now.after_hours, now.place) == ("+33 1 23 45 67 89", False, "Rez-de-chaussée")
    assert now.phone_link == "tel:+33123456789"
    assert now.email_link == "mailto:help@example.com"
    assert "The help desk is open until" in str(now.describe_availability(DAY))


def test_outside_the_hours_the_emergency_number_is_shown() -> None:
    now = contact(NIGHT)
    assert (now.phone, now.after_hours) == ("+33 6 00 00 00 00", True)
    assert str(now.describe_availability(NIGHT)).startswith(
        "The help desk is closed. It opens again Monday at "
    )
    early = datetime(2026, 11, 27, 3, tzinfo=UTC)
    today = str(contact(early).describe_availability(early))
    assert today.startswith("The help desk is closed. It opens again at ")
    without = contact(
        NIGHT, SupportPolicy(phone="+33 1", hours=("Mo-Fr 08:00-18:00",), time_zone="Europe/Paris")
    )
    assert (without.phone, without.after_hours) == ("+33 1", False)


def test_an_urgent_case_says_what_to_do_while_no_one_answers() -> None:
    """It said "Call the help desk now." beside "The help desk opens tomorrow at 07:00."."""
    normal = replace(SUPPORT, emergency="")
    assert contact(DAY).describe_urgent_contact() is None
    assert contact(NIGHT, replace(normal, hours=())).describe_urgent_contact() is None
    assert contact(NIGHT, replace(normal, phone="")).describe_urgent_contact() is None
    closed = contact(NIGHT, normal)
    assert str(closed.describe_urgent_contact()) == "Send a ticket now."
    elsewhere = "Email help@example.com now from another device, such as your phone."
    assert str(closed.describe_urgent_contact(other_device=True)) == elsewhere
    without = contact(NIGHT, replace(normal, email=""))
    elsewhere = "Send a ticket now from another device, such as a colleague's computer."
    assert str(without.describe_urgent_contact(other_device=True)) == elsewhere
    assert str(contact(NIGHT).describe_urgent_contact()) == "Call this number outside opening hours."


def test_an_urgent_case_is_not_told_to_call_a_closed_help_desk() -> None:
    normal = replace(SUPPORT, emergency="")
    call = "This is urgent. Call the help desk, and send a ticket too."
    assert str(contact(DAY, normal).describe_urgency()) == call
    off = contact(DAY, normal).describe_urgency(other_device=True)
    assert str(off) == "This is urgent. Call the help desk.", "no ticket from a wet computer"
    assert str(contact(NIGHT).describe_urgency()) == call, "someone answers"
    assert str(contact(NIGHT, replace(normal, hours=())).describe_urgency()) == call
    assert str(contact(NIGHT, normal).describe_urgency()) == "This is urgent.", "the number says the rest"
    without = replace(normal, phone="")
    assert str(contact(NIGHT, without).describe_urgency()) == "This is urgent. Send a ticket now."
    off = contact(NIGHT, without).describe_urgency(other_device=True)
    assert str(off).startswith("This is urgent. Email help@example.com now from another device")


TOPICS = [load_topic(id_) for id_ in list_topic_ids()]
CALLS = [step for topic in TOPICS for step in topic.now if isinstance(step, CallStep)]


@pytest.mark.parametrize(
    ("language", "instead", "ask"),
    [
        ("en", "closed now. Call +33 6 00 00 00 00 instead.", "ask a colleague."),
        ("fr", "pour le moment. Appelez plutôt le +33 6 00 00 00 00.", "demandez-le à un collègue."),
        ("de", "gerade geschlossen. Rufen Sie stattdessen +33 6 00 00 00 00 an.", "einen Kollegen."),
    ],
)
def test_a_step_to_call_says_that_the_help_desk_is_closed_or_has_no_number(
    language: str, instead: str, ask: str
) -> None:
    """Topics said "Call the help desk." at night, as if someone would answer."""
    normal, show = replace(SUPPORT, emergency=""), Translator(language).translate
    assert len(CALLS) >= 10
    assert contact(DAY).add_call_notes(CALLS) == CALLS
    assert contact(NIGHT, replace(normal, hours=())).add_call_notes(CALLS) == CALLS, "may be open"
    closed, no_number = contact(NIGHT, normal), contact(DAY, replace(SUPPORT, phone=""))
    for step in CALLS:
        night = show(note(contact(NIGHT), step)).replace("\N{NO-BREAK SPACE}", " ")
        assert night.startswith(show(step))
        assert night.endswith(instead)
        told = show(note(closed, step))
        assert show(closed.describe_availability() or "") in told
        elsewhere = step.other_device
        assert told.endswith(show(closed.describe_urgent_contact(other_device=elsewhere) or ""))
        assert show(note(no_number, step)).endswith(ask)


def note(now: Contact, step: Text) -> Text:
    return now.add_call_notes([step])[0]


def test_a_disconnected_computer_is_not_asked_for_a_ticket() -> None:
    """After "unplug the network cable and turn off Wi-Fi" came "Send a ticket now"."""
    closed = contact(NIGHT, replace(SUPPORT, emergency=""))
    for topic in (load_topic(id_) for id_ in list_topic_ids()):
        told = [str(step) for step in closed.add_call_notes(topic.now, other_device=topic.other_device)]
        for step in told:
            if topic.other_device or "Wi-Fi" in step:
                assert "Send a ticket now." not in step, step
    off = {id_ for id_ in list_topic_ids() if load_topic(id_).other_device}
    assert off == {"liquid-spill", "ransomware", "remote-intruder", "swollen-battery", "virus-alert"}


def test_beside_the_contact_card_a_step_does_not_repeat_that_the_help_desk_is_closed() -> None:
    """The page to switch a wet computer off said it twice, and to send a ticket from that computer."""
    closed = contact(NIGHT, replace(SUPPORT, emergency=""))
    told = [str(step) for step in closed.add_call_notes(CALLS, beside_card=True)]
    assert not any("is closed" in step for step in told)
    assert "Call the help desk from another device." not in told, "it is closed"
    assert "Call the help desk from another device when it opens." in told
    assert "Call the help desk when it opens." in told
    again = contact(NIGHT).add_call_notes(CALLS, beside_card=True)
    assert all("instead." in str(step) for step in again), "another number"


def test_a_step_without_a_call_stays_as_it_is() -> None:
    step = N_("Change your password from another computer.")
    assert contact(NIGHT).add_call_notes([step]) == [step]


def test_what_a_step_asks_for_is_stated_by_its_data_and_not_by_its_words() -> None:
    """A step to ring the help desk, or one that an organisation had reworded, got no note."""
    closed = contact(NIGHT, replace(SUPPORT, emergency=""))
    plain, later = N_("Call the help desk from another device."), N_("Ring them tomorrow.")
    assert closed.add_call_notes([plain]) == [plain]
    ring = make_call_step(N_("Ring them."), when_open=later, other_device=True)
    assert str(note(closed, ring)).endswith("from another device, such as your phone.")
    assert closed.add_call_notes([ring], beside_card=True) == [later]
    assert hash(ring) != hash(plain)


def test_every_step_to_call_is_marked_in_the_data() -> None:
    complaints, steps = load_complaint_table(), load_manual_steps()
    told = [*(s for topic in TOPICS for s in topic.now), *(s.sentence for s in steps.values())]
    told += [step for complaint in complaints.values() for step in complaint.now]
    asking = [step for step in told if "call the help desk" in str(step).casefold()]
    assert len(asking) >= 12
    assert all(isinstance(step, CallStep) for step in asking)


def test_the_heading_says_now_only_while_the_help_desk_is_open() -> None:
    """It said "Contact the help desk now" above a number that no one answers."""
    normal = replace(SUPPORT, emergency="")
    assert str(contact(DAY, normal).make_contact_heading()) == "Contact the help desk now"
    assert str(contact(NIGHT, normal).make_contact_heading()) == "Call the help desk when it opens"
    assert str(contact(NIGHT, replace(normal, phone="")).make_contact_heading()) == "Contact the help desk"
    assert str(contact(DAY, replace(normal, hours=())).make_contact_heading()) == "Contact the help desk"
    assert str(contact(NIGHT).make_contact_heading()) == "Call the help desk (outside opening hours)"
    assert str(contact(NIGHT).format_phone_with_label()).startswith("Help desk outside opening hours: +33")
    assert str(contact(NIGHT, normal).format_phone_with_label()).startswith("Help desk: +33")


def test_without_hours_nothing_is_said_about_them() -> None:
    now = contact(NIGHT, SupportPolicy(phone="112"))
    assert now.describe_availability() is None
    assert now.phone == "112"
    assert not contact(NIGHT, SupportPolicy())


def test_a_link_carries_what_is_known_and_nothing_else() -> None:
    now = contact(DAY, about=LinkVariables(computer="PC 42&admin=1#x", reference="K7F-3QX"))
    assert now.chat == "https://chat.example.com/new?pc=PC%2042%26admin%3D1%23x&ref=K7F-3QX"
    assert contact(DAY).chat == "https://chat.example.com/new?pc=&ref="


@given(st.text(max_size=60))
def test_no_value_changes_where_a_link_leads(value: str) -> None:
    made = fill_link("https://chat.example.com/a/{asset}/b?ref={ticket}", {"asset": value, "ticket": value})
    parts = urlsplit(made)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "chat.example.com", "")
    assert parts.path.count("/") == 3
    assert ".." not in parts.path.split("/")
    assert set(parse_qs(parts.query)) <= {"ref"}


@pytest.mark.parametrize(
    "template",
    [
        "http://chat.example.com/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https:///x",
        "https://{computer}.example.com/",
        "{login}://x",
        "https://user@chat.example.com/",
        "https://chat.example.com/{password}",
        "https://chat.example.com/{",
        "https://chat.example.com/a b",
        "https://chat.example.com:99999/",
        "mailto:",
        "chat.example.com",
        "https://chat.example.com\u202e/",
    ],
)
def test_a_link_that_is_not_allowed(template: str) -> None:
    assert find_link_mistake(template) is not None


@pytest.mark.parametrize(
    "template", ["", "tel:+33123", "mailto:a@b.c?subject={reference}", "https://x.y/{asset}"]
)
def test_a_link_that_is(template: str) -> None:
    assert find_link_mistake(template) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('phone = "call me"', "support.phone"),
        ('emergency = "javascript:1"', "support.emergency"),
        ('email = "help@example.com?bcc=x@y.z"', "support.email"),
        ('email = "nobody"', "support.email"),
        ('chat = "http://x.y/"', "support.chat"),
        ('map = "https://{x}/"', "support.map"),
        ('hours = ["Mo-Fr 8-18"]', "support.hours"),
        ('holidays = ["25.12."]', "support.holidays"),
        ('time_zone = "Paris"', "support.time_zone"),
        ('location = ["Ground floor"]', "support.location"),
    ],
)
def test_policy_check_names_what_is_wrong(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(f"[support]\n{text}\n", "utf-8")
    loaded = files.read_policy_files([file], locked=True)
    assert [p.key for p in loaded.problems] == [key]
    assert loaded.policy.support == SupportPolicy(), "a wrong value counts as none"
