"""How far this computer gets: link, address, gateway, names, a page of the internet; the first that fails.

A computer without any internet by design stands well where the organisation's own host answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from selfhelp.core.errors import ProbeError
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Reading
from selfhelp.machine.network.captive_portal import Answer, Reply, page_answer
from selfhelp.machine.network.connections import OPEN, connection
from selfhelp.machine.network.gateway import is_there
from selfhelp.machine.network.network_links import LINKS, Link
from selfhelp.machine.organisation import organisation
from selfhelp.machine.proxy import pac
from selfhelp.machine.proxy.proxy_settings import web_proxy


class Rung(StrEnum):
    """The first thing that fails, from the cable upwards; TOP where nothing does."""

    LINK = "link"
    ADDRESS = "address"
    GATEWAY = "gateway"
    NAMES = "names"
    PAGE = "page"
    PORTAL = "portal"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far this computer gets.

    Attributes:
        rung: the first thing that fails.
        answer: what the probe page said.
        links: ways out of the computer; empty where nobody had to look.
        inside: what knocking at the organisation's own host ended with; "" where nobody had to knock.
        evidence: the ways out in technical words.
    """

    rung: Rung
    answer: Answer
    links: Sequence[Link] = ()
    inside: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


def stand(machine: Machine) -> Standing:
    """Try the top first, and look from the cable upwards where that fails.

    Raises:
        ProbeError: this computer did not say, or a script names the way out.
    """
    answer = web_answer(machine)
    if answer.reply is Reply.EXPECTED:
        return Standing(Rung.TOP, answer)
    inside = inner_host(machine)
    if inside == OPEN:
        return Standing(Rung.TOP, answer, inside=inside)
    if answer.reply is Reply.PORTAL:
        must_not_guess(machine)
        return Standing(Rung.PORTAL, answer, inside=inside)
    links = LINKS.read(machine)
    rung = _rung(machine, links, answer)
    if rung in (Rung.NAMES, Rung.PAGE):
        must_not_guess(machine)
    return Standing(rung, answer, links, inside, describe(links))


def must_not_guess(machine: Machine) -> None:
    """Go on only where no script names the way out: the direct way may then be closed on purpose.

    Raises:
        ProbeError: there is such a script, or this computer did not say.
    """
    if pac.is_there(machine):
        raise ProbeError(N_("Your organisation uses a proxy script (PAC) that this app can't read."))


def web_answer(machine: Machine) -> Answer:
    """Return what the probe page says, through the proxy that programs use where the direct way fails.

    Raises:
        ProbeError: this computer could not ask.
    """
    answer = page_answer(machine)
    return answer if answer.reply is Reply.EXPECTED else _through_proxy(machine) or answer


def _through_proxy(machine: Machine) -> Answer | None:
    """Return the page's answer through the first web proxy that programs use, where that is a good one."""
    proxy = web_proxy(machine)
    if not proxy:
        return None
    answer = page_answer(machine, proxy)
    return answer if answer.reply is Reply.EXPECTED else None


def inner_host(machine: Machine) -> str:
    """Knock at the host that only answers inside the organisation; "" where none was named."""
    told = organisation(machine)
    if not told.internal_name:
        return ""
    where = {"host": told.internal_name, "port": told.internal_port}
    return str(machine.read(Reading(connection, where)))


def _rung(machine: Machine, links: Sequence[Link], answer: Answer) -> Rung:
    connected = [link for link in links if link.enabled and link.connected]
    if not connected:
        return Rung.LINK
    addressed = [link for link in connected if link.addresses]
    if not addressed:
        return Rung.ADDRESS
    there = [is_there(machine, link) for link in sorted(addressed, key=lambda link: not link.gateways)]
    if not any(found is not False for found in there):
        return Rung.GATEWAY
    return Rung.NAMES if answer.reply is Reply.NO_NAME else Rung.PAGE


def describe(links: Sequence[Link]) -> Mapping[str, str]:
    """Return the ways out in technical words, for the evidence."""
    return {f"link {number}": _words(link) for number, link in enumerate(links, 1)}


def _words(link: Link) -> str:
    state = "connected" if link.connected else "not connected"
    words = [f"{link.name}: {link.kind}", state if link.enabled else "switched off"]
    if link.addresses:
        words.append(f"address {' '.join(link.addresses)}")
        words.append({True: "automatic", False: "typed in", None: "origin unknown"}[link.automatic])
    if link.gateways:
        words.append(f"gateway {' '.join(link.gateways)}")
    return ", ".join(words)
