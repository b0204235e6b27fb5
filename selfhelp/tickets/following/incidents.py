"""Known issues of the organisation: polled rarely, stored for offline use, matched to descriptions."""

from __future__ import annotations

import json
import logging
import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.core import durable_files
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import Json
from selfhelp.core.paths import make_private_folder
from selfhelp.core.ticket import Incident
from selfhelp.network.http import HttpClient, TimeLimits
from selfhelp.network.routes import Router
from selfhelp.tickets.following import incident_feed
from selfhelp.tickets.following.notices import Notice, notices_to_data, verify_notice_envelope

log = logging.getLogger(__name__)

OLDEST = 86_400.0
"""Seconds after which unconfirmed issues are no longer shown."""

AFTER_FAILURE = 300.0
"""Seconds before a failed request is repeated."""

ACCEPTED = "application/json, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class FetchedIncidents:
    """Incidents and notices from a feed; None if unchanged since the validator ``mark``."""

    incidents: Sequence[Incident] | None
    mark: str
    notices: Sequence[Notice] = ()


Fetch = Callable[[str], FetchedIncidents]
"""Function that fetches the current issues, given the last response's validator; raises `SelfhelpError`."""


def create_feed_fetcher(
    address: str,
    routes: Router,
    days: int,
    now: Callable[[], float] = time.time,
    *,
    keys: Sequence[str] = (),
) -> Fetch:
    """Return a function that fetches a feed: conditionally, without sign-in, within tight limits.

    Args:
        address: address of the feed, from policy.
        routes: routes to the server, see `HttpClient`.
        days: number of days for which an RSS or Atom entry applies.
        now: returns seconds since 1970.
        keys: trusted signing keys; empty if no signature is required.
    """

    def fetch(mark: str) -> FetchedIncidents:
        http = HttpClient(address, lambda: "", routes=routes, times=TimeLimits(5, 10, 20))
        etag, _, modified = mark.partition("\n")
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {"Accept": ACCEPTED} | {name: value for name, value in asked.items() if value}
        reply = http.request("GET", "", headers=headers)
        if reply.status == 304:
            return FetchedIncidents(None, mark)
        moment = datetime.fromtimestamp(now(), UTC)
        body = verify_notice_envelope(reply.body, keys)
        found = incident_feed.parse_feed(body, moment, days)
        return FetchedIncidents(
            found, _build_validator(reply.headers), incident_feed.parse_notices(body, moment)
        )

    return fetch


def _build_validator(headers: Mapping[str, str]) -> str:
    etag, modified = headers.get("etag", "")[:500], headers.get("last-modified", "")[:100]
    return f"{etag}\n{modified}" if (etag + modified).isprintable() else ""


class IncidentService:
    """Provides the known issues to one user on one computer."""

    def __init__(
        self, folder: Path, source: str, fetch: Fetch, minutes: int, now: Callable[[], float] = time.time
    ) -> None:
        """Create the service without any request.

        Args:
            folder: stores the last response.
            source: identifies the feed; a response stored from another source is ignored.
            fetch: fetches the feed.
            minutes: time for which a response counts as fresh.
            now: returns seconds since 1970.
        """
        self._file = folder / "incidents.json"
        self._source, self._fetch, self._minutes, self._now = source, fetch, minutes, now

    def read_last_known_incidents(self) -> Sequence[Incident]:
        """Return the stored incidents without any request."""
        kept = self._read_stored_feed()
        if not 0 <= self._now() - kept.confirmed <= OLDEST:
            return ()
        return kept.incidents

    def refresh_incidents_if_stale(self) -> Sequence[Incident]:
        """Return the known issues, fetched if the stored response is stale; on failure, the stored ones."""
        kept = self._read_stored_feed()
        if 0 <= kept.next - self._now() <= 86_400:
            return self.read_last_known_incidents()
        try:
            fetched = self._fetch(kept.mark)
        except SelfhelpError as error:
            log.info("known trouble cannot be asked for: %s %s", error.code, error.detail[:200])
            wait = min(AFTER_FAILURE, self._minutes * 60)
            self._write_stored_feed(
                _StoredIncidents(kept.incidents, kept.mark, kept.confirmed, self._now() + wait, kept.notices)
            )
            return self.read_last_known_incidents()
        same = fetched.incidents is None
        incidents = kept.incidents if fetched.incidents is None else fetched.incidents
        told = kept.notices if same else fetched.notices
        again = self._now() + self._minutes * 60
        self._write_stored_feed(_StoredIncidents(incidents, fetched.mark, self._now(), again, told))
        return incidents

    def read_last_notices(self) -> Sequence[Notice]:
        """Return the notices of the last response, regardless of its age, without any request."""
        return self._read_stored_feed().notices

    # -- parts -------------------------------------------------------------------------------------

    def _read_stored_feed(self) -> _StoredIncidents:
        try:
            data = json.loads(self._file.read_bytes()[:2_000_000])
            if data["source"] != self._source:
                return _StoredIncidents()
            now = datetime.fromtimestamp(self._now(), UTC)
            incidents = incident_feed.incidents_from_data(data["incidents"], now)
            told = incident_feed.notices_from_data(data.get("notices"), now)
            return _StoredIncidents(
                incidents, str(data["mark"]), float(data["confirmed"]), float(data["next"]), told
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return _StoredIncidents()

    def _write_stored_feed(self, kept: _StoredIncidents) -> None:
        data: Json = {
            "schema": 1,
            "source": self._source,
            "mark": kept.mark,
            "confirmed": kept.confirmed,
            "next": kept.next,
            "incidents": incident_feed.incidents_to_data(kept.incidents),
            "notices": notices_to_data(kept.notices),
        }
        try:
            make_private_folder(self._file.parent)
            durable_files.write_private_file(self._file, json.dumps(data).encode())
        except OSError as error:
            log.info("known trouble cannot be kept: %r", error)


@dataclass(frozen=True, slots=True)
class _StoredIncidents:
    """The stored last response; times in seconds since 1970."""

    incidents: Sequence[Incident] = ()
    mark: str = ""
    confirmed: float = 0.0
    next: float = 0.0
    notices: Sequence[Notice] = ()


# -- the user's words ------------------------------------------------------------------------------


def find_matching_incidents(incidents: Sequence[Incident], words: str) -> Sequence[Incident]:
    """Return the incidents that match the user's description, best first."""
    described = _split_into_words(words)
    rated = [(_rate_incident_fit(one, described), one) for one in incidents] if described else []
    return [one for fit, one in sorted(rated, key=lambda pair: -pair[0]) if fit >= 1]


def _rate_incident_fit(incident: Incident, described: frozenset[str]) -> float:
    """Return the score of an incident's match: one keyword suffices, or two title words."""
    phrases = [_split_into_words(phrase) for phrase in incident.words]
    named = sum(
        bool(phrase) and all(_is_word_used(token, described) for token in phrase) for phrase in phrases
    )
    told = sum(
        _is_word_used(token, described) for token in _split_into_words(incident.title) if len(token) > 3
    )
    return named + 0.5 * told


def _is_word_used(token: str, described: frozenset[str]) -> bool:
    """Return whether the user used a word in any form, such as printer and printers."""
    if len(token) < 5:
        return token in described
    stem = token[: max(5, len(token) - 2)]
    return any(word.startswith(stem) or (len(word) >= 5 and token.startswith(word)) for word in described)


def _split_into_words(text: str) -> frozenset[str]:
    letters = unicodedata.normalize("NFKD", text[:2000].casefold())
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return frozenset(token for token in _WORD.findall(bare) if token not in _EMPTY)


_WORD = re.compile(r"[^\W_]+")
_NO_MEANING = """
a an and are at be but by can cannot for from have i in is it me my no not of on or our s t that the this to
was we what with you your au aux avec c ce d dans de des du elle en est et il j je l la le les ma mes mon n
ne nous on ou par pas plus pour qu que qui sa se ses son sont sur un une vous
"""
_EMPTY = frozenset(_NO_MEANING.split())
