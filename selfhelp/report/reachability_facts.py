"""Measures the reachability and latency of servers; only configured hosts are contacted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.machine import Machine, Reading
from selfhelp.machine.clock.sntp import measure_sntp_offset
from selfhelp.machine.clock.system_clock import SERVERS
from selfhelp.machine.help_desk_host import HelpDeskHost, read_help_desk_host
from selfhelp.machine.network.captive_portal import (
    PortalAnswer,
    PortalReply,
    detect_portal,
    list_portal_probe_pages,
)
from selfhelp.machine.network.connections import has_default_route
from selfhelp.machine.proxy.proxy_settings import read_web_proxy
from selfhelp.machine.reachability import response_times
from selfhelp.machine.reachability.response_times import ResponseTimes
from selfhelp.report.parallel_reads import ask_in_parallel, iter_failure_facts

WAIT = 1.5
"""Time limit of each query, in seconds; all run in parallel."""

CLOCK_WAIT = 1.0
CLOCK_OFF = 60.0
"""Clock offset that counts as wrong, in seconds; well below Kerberos' five minutes (RFC 4120)."""

SILENT = "present, but doesn't answer ping or TCP"
"""Result for a gateway that is only in the neighbour table: many routers ignore probes; no fault."""

LOSS = 20
SLOW_NAMES = 500.0
"""Limits from which users notice problems: packet loss in per cent, and DNS latency in milliseconds."""

STATIONS = (
    Column("station"),
    Column("host", reveals=PrivacyClass.HOST),
    Column("asked by"),
    Column("tries"),
    Column("lost", "%"),
    Column("fastest", "ms"),
    Column("median", "ms"),
    Column("slowest", "ms"),
)
LATENCY = (Column("station"), Column("try"), Column("time", "ms"))
SERVERS_ASKED = (Column("name server", reveals=PrivacyClass.ADDRESS), Column("answer"), Column("time", "ms"))

INTERNET: Mapping[PortalReply, str] = MappingProxyType(
    {
        PortalReply.EXPECTED: "reached",
        PortalReply.PORTAL: "replaced by a network sign-in page",
        PortalReply.STATUS: "a filter or proxy returns an error",
        PortalReply.NOTHING: "something other than a web server responds",
        PortalReply.REFUSED: "not reachable: connection refused",
        PortalReply.SILENT: "not reachable: no response",
        PortalReply.UNREACHABLE: "not reachable: no route",
        PortalReply.NO_NAME: "not reachable: its name can't be resolved",
        PortalReply.HOSTS_FILE: "not tested: the hosts file redirects the test page",
    }
)


def collect_reachability(machine: Machine) -> Sequence[Item | FactTable]:
    """Run all reachability queries in parallel and return the resulting facts.

    Raises:
        ProbeError: the route or the policy can't be read.
    """
    if machine.read(Reading(has_default_route)) is not True:
        return [Item("default route", False), Item("problem", "This computer has no route to any network.")]
    place = read_help_desk_host(machine)
    found = _run_reachability_queries(machine, place)
    shown = [*_iter_missing_host_fact(place), *(item for part in found for item in _SHOWN[part](found[part]))]
    tries = [answer for answer in found.values() if isinstance(answer, ResponseTimes)]
    problems = list(_iter_problems(found, place))
    return [
        Item("default route", True),
        Item("problems seen", len(problems)),
        *(Item("problem", sentence) for sentence in problems),
        *shown,
        *_iter_latency_tables(tries),
    ]


def _run_reachability_queries(machine: Machine, place: HelpDeskHost) -> Mapping[str, Any]:
    """Run all queries in parallel and return the answers by name, including failures and timeouts."""
    host = place.host or urlsplit(list_portal_probe_pages(machine)[0][0]).hostname or ""
    questions: dict[str, Callable[[], Any]] = {
        "gateway": partial(response_times.ping_gateway, machine),
        "gateway's door": partial(response_times.probe_gateway, machine),
        "proxy": partial(read_web_proxy, machine),
        "name": partial(response_times.resolve_name, machine, host),
        "name servers": partial(response_times.query_name_servers, machine, host),
        "internet": partial(detect_portal, machine),
        "clock": partial(_measure_clock_offset, machine),
    }
    if place.host:
        questions["help desk"] = partial(
            response_times.probe_port_repeatedly, machine, "help desk", place.host, place.port
        )
    found = dict(ask_in_parallel(questions, WAIT))
    echo, knocks = found["gateway"], found.pop("gateway's door")
    found["gateway"] = _choose_gateway_answer(machine, echo, knocks)
    return {"host": host, **found}


def _choose_gateway_answer(machine: Machine, echo: Any, knocks: Any) -> Any:
    """Return the gateway's best result: an echo, a TCP connection, or present but silent."""
    answers = [tries for tries in (echo, knocks) if isinstance(tries, ResponseTimes)]
    heard = next((tries for tries in answers if tries.answered_times), None)
    if heard is None and answers and response_times.is_in_neighbour_table(machine, answers[0].host):
        return SILENT
    return heard or (answers[0] if answers else echo if echo is None else knocks)


def _measure_clock_offset(machine: Machine) -> Any:
    """Measure the clock offset against the system's configured time servers only."""
    asked = {"servers": list(SERVERS.read(machine))[:4], "patience": CLOCK_WAIT}
    return machine.read(Reading(measure_sntp_offset, asked))


# -- the facts ----------------------------------------------------------------------------------


def _iter_missing_host_fact(place: HelpDeskHost) -> Iterator[Item]:
    if not place.host:
        yield Item("help desk", f"no server: the connector is {place.connector}")


def _iter_gateway_facts(answer: Any) -> Iterator[Item]:
    yield from iter_failure_facts("gateway", answer)
    if answer is None:
        yield Item("gateway", "none: packets are sent without one")
    if answer == SILENT:
        yield Item("gateway", SILENT)


def _iter_help_desk_facts(answer: Any) -> Iterator[Item]:
    yield from iter_failure_facts("help desk", answer)


def _iter_proxy_facts(answer: Any) -> Iterator[Item]:
    yield from iter_failure_facts("web proxy", answer)
    if isinstance(answer, str):
        yield Item(
            "web proxy",
            answer or "none",
            reveals=PrivacyClass.HOST if answer else PrivacyClass.NOTHING,
            tracked=True,
        )


def _iter_name_facts(answer: Any) -> Iterator[Item]:
    yield from iter_failure_facts("name looked up", answer)
    if isinstance(answer, response_times.ResolvedName):
        yield Item("name resolved", bool(answer.addresses))
        yield from (
            Item("leads to", address, reveals=PrivacyClass.ADDRESS) for address in answer.addresses[:4]
        )
        yield Item("lookup time", answer.ms, "ms")


def _iter_dns_server_facts(answer: Any) -> Iterator[Item | FactTable]:
    yield from iter_failure_facts("name servers", answer)
    if isinstance(answer, list) and answer:
        yield FactTable("name servers", SERVERS_ASKED, [(s.address, s.reply, s.ms) for s in answer])


def _iter_internet_facts(answer: Any) -> Iterator[Item]:
    yield from iter_failure_facts("internet", answer)
    if isinstance(answer, PortalAnswer):
        yield Item("internet", INTERNET[answer.reply], tracked=True)
        yield Item("page asked", urlsplit(answer.address).hostname or "", reveals=PrivacyClass.HOST)
        yield Item("status of the page", answer.status or None)
        yield Item("sent on to", answer.to, reveals=PrivacyClass.HOST)


def _iter_clock_facts(answer: Any) -> Iterator[Item]:
    yield from iter_failure_facts("clock compared", answer)
    if isinstance(answer, dict):
        yield Item("clock is ahead by", answer.get("offset"), "s")
        yield Item("clock compared with", answer.get("server"), reveals=PrivacyClass.HOST)


def _iter_host_facts(answer: Any) -> Iterator[Item]:
    yield Item("name asked for", str(answer), reveals=PrivacyClass.HOST)


_SHOWN: Mapping[str, Callable[[Any], Iterator[Item | FactTable]]] = MappingProxyType(
    {
        "host": _iter_host_facts,
        "gateway": _iter_gateway_facts,
        "help desk": _iter_help_desk_facts,
        "proxy": _iter_proxy_facts,
        "name": _iter_name_facts,
        "name servers": _iter_dns_server_facts,
        "internet": _iter_internet_facts,
        "clock": _iter_clock_facts,
    }
)


def _iter_latency_tables(tries: Sequence[ResponseTimes]) -> Iterator[FactTable]:
    """Yield two tables: one row for each station, and each single measurement for the chart."""
    if not tries:
        return
    rows = [
        (t.station, t.host, t.how, len(t.times), t.loss_percent, min(t.answered_times, default=None), t.median,  # noqa: E501
         max(t.answered_times, default=None))
        for t in tries
    ]  # fmt: skip
    yield FactTable("stations", STATIONS, rows)
    samples = [(t.station, number, ms) for t in tries for number, ms in enumerate(t.times, 1)]
    yield FactTable("latency", LATENCY, samples)


# -- the problems ----------------------------------------------------------------------------------


def _iter_problems(found: Mapping[str, Any], place: HelpDeskHost) -> Iterator[str]:
    proxied = bool(found["proxy"]) and isinstance(found["proxy"], str)
    yield from _iter_loss_problems(found.get("gateway"), "The gateway didn't respond.")
    if place.host and not proxied:
        name, knocked = found["name"], found["help desk"]
        if isinstance(name, response_times.ResolvedName) and not name.addresses:
            yield "The name of the help desk's server can't be resolved."
        else:
            yield from _iter_loss_problems(
                knocked, f"The help desk's server doesn't respond on port {place.port}."
            )
    yield from _iter_dns_problems(found)
    yield from _iter_internet_problems(found["internet"], proxied=proxied)
    yield from _iter_clock_problems(found["clock"])


def _iter_loss_problems(tries: Any, nothing: str) -> Iterator[str]:
    if not isinstance(tries, ResponseTimes):
        return
    if not tries.answered_times:
        yield nothing
    elif tries.loss_percent >= LOSS:
        yield f"{tries.loss_percent:.0f} % of the packets to the {tries.station} are lost."


def _iter_dns_problems(found: Mapping[str, Any]) -> Iterator[str]:
    name, servers = found["name"], found["name servers"]
    if isinstance(name, response_times.ResolvedName) and name.ms is not None and name.ms >= SLOW_NAMES:
        yield f"A DNS lookup took {name.ms:.0f} ms."
    silent = [s for s in servers if s.reply == "silent"] if isinstance(servers, list) else []
    if silent:
        yield f"{len(silent)} of {len(servers)} DNS servers don't respond."


def _iter_internet_problems(answer: Any, *, proxied: bool) -> Iterator[str]:
    if not isinstance(answer, PortalAnswer) or answer.reply is PortalReply.EXPECTED:
        return
    if answer.reply is PortalReply.PORTAL:
        yield "A network sign-in page replaces the internet."
    elif answer.reply is PortalReply.HOSTS_FILE:
        yield "Internet access wasn't tested: the hosts file redirects the test page."
    elif not proxied:  # where a proxy is the way out, the direct way is meant to be closed
        yield (
            f"The internet is {INTERNET[answer.reply]}."
            if answer.reply
            not in (
                PortalReply.STATUS,
                PortalReply.NOTHING,
            )
            else f"Instead of the internet, {INTERNET[answer.reply]}."
        )


def _iter_clock_problems(answer: Any) -> Iterator[str]:
    ahead = answer.get("offset") if isinstance(answer, dict) else None
    if isinstance(ahead, int | float) and abs(ahead) >= CLOCK_OFF:
        yield f"The clock is {abs(ahead):.0f} s {'fast' if ahead > 0 else 'slow'}."
