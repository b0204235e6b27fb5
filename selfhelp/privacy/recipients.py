"""The topic of recipients: the help desk, network test pages, feeds, and no one else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selfhelp.core.text import N_, NN_
from selfhelp.policy.fields import pairs_to_mapping
from selfhelp.policy.files import EXTEND
from selfhelp.privacy import PrivacyFacts, PrivacyPoint, PrivacyTopic
from selfhelp.tickets.recipient import find_recipient


def build_topic(known: PrivacyFacts) -> PrivacyTopic:
    """Return the topic about the recipients of data."""
    points = [
        *_iter_desk_points(known),
        *_iter_page_points(known),
        *_iter_host_points(known),
        *_iter_feedback_points(known),
        _build_usage_stats_point(known),
        PrivacyPoint(ELSEWHERE),
    ]
    return PrivacyTopic("recipients", N_("Where your data is sent"), points)


ELSEWHERE = N_("No one else receives data. The developers of this app receive nothing and run no server.")


def _iter_desk_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    desk = known.policy.desk
    stopping = [p.key.removeprefix(EXTEND) for p in known.loaded.problems if not p.counts]
    if any(key.split(".")[0] in ("", "desk", "network") for key in stopping):
        yield PrivacyPoint(
            N_("Nothing is sent at the moment: there's an error in the help desk settings."), False
        )
    elif desk.connector == "folder":
        path = desk.folder.path or str(known.desk_folder)
        yield PrivacyPoint(N_("Tickets are saved in this folder: {path}", path=path))
    else:
        yield PrivacyPoint(
            N_(
                "Tickets are sent to your help desk system: {desk} ({host})",
                desk=desk.connector,
                host=_find_desk_host(known),
            )
        )
    if desk.email:
        yield PrivacyPoint(
            N_("Tickets use the address set by your organisation: {address}", address=desk.email)
        )
    fields = list(pairs_to_mapping(desk.fields))
    if fields:
        yield PrivacyPoint(N_("Your organisation adds these fields to every ticket."), True, fields)
    if not find_recipient(known.policy).reaches_people:
        return
    follow = N_("Your open tickets are checked for updates automatically.")
    not_followed = N_("Your tickets are checked for updates when you open them.")
    on = known.policy.ticket_updates.enabled
    yield PrivacyPoint(follow if on else not_followed, on)


def _find_desk_host(known: PrivacyFacts) -> str:
    """Return the server name of the configured desk, from its address or its mailbox."""
    desk = getattr(known.policy.desk, known.policy.desk.connector.replace("-", "_"), None)
    mail = [part for part in (getattr(desk, "to", ""), getattr(desk, "host", "")) if part]
    return urlsplit(getattr(desk, "url", "")).netloc or ", ".join(mail)


def _iter_page_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    organisation, incidents = known.policy.organisation, known.policy.incidents
    if organisation.probe_page:
        page = organisation.probe_page
        yield PrivacyPoint(N_("To test internet access, this app opens this page: {page}", page=page))
    else:
        yield PrivacyPoint(
            N_("To test internet access, this app opens test pages from Mozilla and your system's vendor.")
        )
    if organisation.speed_page:
        page = organisation.speed_page
        yield PrivacyPoint(N_("To measure network speed, this app downloads this file: {page}", page=page))
    if incidents.feed:
        yield PrivacyPoint(
            N_("This app gets known issues from {host}.", host=urlsplit(incidents.feed).netloc)
        )


def _iter_host_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    """Yield points for the hosts that checks connect to, and for links that include data."""
    organisation, support = known.policy.organisation, known.policy.support
    named = (organisation.identity_host, organisation.internal_name, organisation.vpn_gateway)
    hosts = [host for host in (*named, organisation.mail_host) if host]
    if hosts:
        yield PrivacyPoint(
            N_("To test the network, this app contacts these servers of your organisation."), True, hosts
        )
    yield PrivacyPoint(N_("To check the clock, this app contacts this computer's time servers."))
    for template in (support.chat, support.map):
        taken = sorted(set(_VARIABLE.findall(template)))
        if taken:
            host, names = urlsplit(template).netloc, ", ".join(taken)
            yield PrivacyPoint(N_("The link to {host} includes: {names}", host=host, names=names))


_VARIABLE = re.compile(r"\{([a-z_]+)\}")


def _iter_feedback_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    ask = known.policy.feedback.ask
    asked = N_("If you give feedback, it's counted on this computer, without your name.")
    yield PrivacyPoint(asked if ask else N_("You won't be asked for feedback."), ask)


def _build_usage_stats_point(known: PrivacyFacts) -> PrivacyPoint:
    """Return the point about the usage statistics and their destination."""
    rules = known.policy.usage_stats
    if rules.mode == "off":
        return PrivacyPoint(N_("Usage statistics are turned off."), False)
    if not rules.destination:
        return PrivacyPoint(
            N_("Anonymous usage statistics are collected weekly and stay on this computer."), True, COUNTED
        )
    days, place = rules.interval_days, rules.destination
    return PrivacyPoint(
        NN_(
            "Anonymous usage statistics are collected weekly and sent to {destination} every day.",
            "Anonymous usage statistics are collected weekly and sent to {destination} every {count} days.",
            days,
            destination=place,
        ),
        True,
        COUNTED,
    )


COUNTED = (
    N_("Fixes and their results."),
    N_("Tickets: help desk system, status, and approximate delivery time."),
    N_("Your feedback."),
    N_("Health of this app: policy errors, tickets waiting to be sent, failed self-checks."),
    N_("The app version, the operating system, and a random installation ID."),
)
"""Descriptions of all usage statistics; `selfhelp usage-stats show` shows the data sent."""
