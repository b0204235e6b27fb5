"""Where data goes: the help desk, pages that are asked whether the network works, feeds, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selfhelp.core.text import N_, NN_
from selfhelp.policy.fields import table
from selfhelp.policy.files import EXTEND
from selfhelp.privacy import Known, Point, Topic


def topic(known: Known) -> Topic:
    """Return where data goes."""
    points = [*_desk(known), *_pages(known), *_hosts(known), *_told(known), _counted(known), Point(ELSEWHERE)]
    return Topic("going", N_("Where data goes"), points)


ELSEWHERE = N_("Nowhere else. The makers of this app get nothing, and it has no server of its own.")


def _desk(known: Known) -> Iterator[Point]:
    desk = known.policy.desk
    stopping = [p.key.removeprefix(EXTEND) for p in known.loaded.problems if not p.counts]
    if any(key.split(".")[0] in ("", "desk", "network") for key in stopping):
        yield Point(N_("Nothing is sent now: the help desk settings contain an error."), False)
    elif desk.connector == "folder":
        path = desk.folder.path or str(known.desk_folder)
        yield Point(N_("Tickets go into this folder: {path}", path=path))
    else:
        yield Point(
            N_("Tickets go to your help desk: {desk} ({host})", desk=desk.connector, host=_host(known))
        )
    if desk.email:
        yield Point(N_("Tickets use the address set by your organisation: {address}", address=desk.email))
    fields = list(table(desk.fields))
    if fields:
        yield Point(N_("Your organisation adds these fields to every ticket."), True, fields)
    follow = N_("The status of your open tickets is checked automatically.")
    not_followed = N_("The status of your tickets is checked when you open them.")
    on = known.policy.follow.enabled
    yield Point(follow if on else not_followed, on)


def _host(known: Known) -> str:
    """Return the server of the desk that is set: the host of its address, or of its mail box."""
    desk = getattr(known.policy.desk, known.policy.desk.connector.replace("-", "_"), None)
    mail = [part for part in (getattr(desk, "to", ""), getattr(desk, "host", "")) if part]
    return urlsplit(getattr(desk, "url", "")).netloc or ", ".join(mail)


def _pages(known: Known) -> Iterator[Point]:
    organisation, incidents = known.policy.organisation, known.policy.incidents
    if organisation.probe_page:
        page = organisation.probe_page
        yield Point(N_("To check the internet connection, this page is opened: {page}", page=page))
    else:
        yield Point(
            N_("To check the internet connection, test pages of Mozilla and your system's vendor are opened.")
        )
    if organisation.speed_page:
        page = organisation.speed_page
        yield Point(N_("To measure network speed, this file is downloaded: {page}", page=page))
    if incidents.feed:
        yield Point(N_("Known issues are read from {host}.", host=urlsplit(incidents.feed).netloc))


def _hosts(known: Known) -> Iterator[Point]:
    """Say what is connected to in order to look, and which links take something along."""
    organisation, support = known.policy.organisation, known.policy.support
    named = (organisation.identity_host, organisation.internal_name, organisation.vpn_gateway)
    hosts = [host for host in (*named, organisation.mail_host) if host]
    if hosts:
        yield Point(N_("To check them, these servers of your organisation are contacted."), True, hosts)
    yield Point(N_("To check the clock, this computer's time servers are contacted."))
    for template in (support.chat, support.map):
        taken = sorted(set(_VARIABLE.findall(template)))
        if taken:
            host, names = urlsplit(template).netloc, ", ".join(taken)
            yield Point(N_("The link to {host} includes: {names}", host=host, names=names))


_VARIABLE = re.compile(r"\{([a-z_]+)\}")


def _told(known: Known) -> Iterator[Point]:
    ask = known.policy.feedback.ask
    asked = N_(
        "If you say whether something helped, your answer is counted on this computer, without your name."
    )
    yield Point(asked if ask else N_("You aren't asked whether something helped."), ask)


def _counted(known: Known) -> Point:
    """Say what is counted without names, and where that goes."""
    rules = known.policy.measures
    if rules.mode == "off":
        return Point(N_("Usage statistics are turned off."), False)
    if not rules.place:
        return Point(
            N_("Anonymous usage statistics are collected weekly. They stay on this computer."), True, COUNTED
        )
    days, place = rules.days, rules.place
    return Point(
        NN_(
            "Anonymous usage statistics are collected weekly. They're sent to {place} every day.",
            "Anonymous usage statistics are collected weekly. They're sent to {place} every {count} days.",
            days,
            place=place,
        ),
        True,
        COUNTED,
    )


COUNTED = (
    N_("Fixes: which ones and their results."),
    N_("Tickets: which help desk, their status and roughly how long they took to arrive."),
    N_("Your answers whether something helped."),
    N_("Health of this app: policy errors, tickets waiting to be sent, failed self-checks."),
    N_("The version of this app, the kind of system, and a random number for this installation."),
)
"""All that is in the counts; `selfhelp measures show` shows them as they are sent."""
