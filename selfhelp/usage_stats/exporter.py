"""Brings the counts to where the policy says: a file in a folder, a server, or a collector.

A failure is no one's trouble but the administrator's: it is kept for `selfhelp doctor` and tried again the
next day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selfhelp import __version__
from selfhelp.core import durable_files
from selfhelp.core.errors import ConfigurationError, SelfhelpError, UnavailableError
from selfhelp.core.text import N_
from selfhelp.network.http import HttpClient, TimeLimits
from selfhelp.network.routes import Router
from selfhelp.policy.usage_stats import UsageStats as Rules
from selfhelp.usage_stats import InstallationStatus, StatsPayload, WeekCounts, iso_week, otlp, state
from selfhelp.usage_stats.state import StoredState

TIMES = TimeLimits(connect=5.0, read=15.0, total=30.0)
AGAIN = timedelta(hours=20)
"""How long after a failure it is not tried again: the daily look comes once a day, give or take."""


@dataclass(frozen=True, slots=True)
class UsageStatsExporter:
    """The counts of this installation, and how they are sent.

    Attributes:
        rules: what the policy says.
        folder: the user's data, where the number of this installation is kept.
        platform: windows, macos or linux.
        count: returns the weeks that are told, from this one on.
        routes: how the receiver's server is reached.
        secret: returns what the user's keyring holds under a name that the policy gives.
        standing: returns whether the installation itself is in order, or None.
        now: the clock.
    """

    rules: Rules
    folder: Path
    platform: str
    count: Callable[[str], Sequence[WeekCounts]]
    routes: Router
    secret: Callable[[str], str] = lambda _entry: ""
    standing: Callable[[], InstallationStatus | None] = lambda: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def kept(self) -> StoredState:
        """Return the number of this installation and when it was last heard of."""
        return state.load_state(self.folder)

    def document(self) -> StatsPayload:
        """Return exactly what a folder or a server gets; the number is kept from now on."""
        kept = self.kept()
        self._write_state(kept)
        return self._document(kept)

    def reset(self) -> None:
        """Take a new number and drop all earlier counts; delete the old file if possible.

        Raises:
            UnavailableError: it could not be kept.
        """
        kept = self.kept()
        if self.rules.mode == "folder" and self.rules.folder:
            with suppress(OSError):
                _file(self.rules, kept.installation).unlink(missing_ok=True)
        self._write_state(state.new_installation(kept, iso_week(self.now())))

    @property
    def is_due(self) -> bool:
        """Whether the counts are due to be sent."""
        kept, now = self.kept(), self.now()
        if not self.rules.destination:
            return False
        pause = AGAIN if kept.trouble else timedelta(days=self.rules.interval_days) - timedelta(hours=2)
        return kept.tried is None or not timedelta() <= now - kept.tried < pause  # a clock that was set back

    def send(self) -> None:
        """Send the counts now, and store the result.

        Raises:
            UnavailableError: they did not arrive, or the policy names no place.
        """
        kept = replace(self.kept(), tried=self.now())
        if not self.rules.destination:
            raise UnavailableError(
                N_("The usage statistics stay on this computer: the policy sets no destination.")
            )
        self._write_state(replace(kept, trouble="interrupted"))
        document = self._document(kept)
        ways = {"folder": self._to_folder, "https": self._to_server, "otlp": self._to_collector}
        try:
            told = ways[self.rules.mode](document, kept)
        except (SelfhelpError, OSError, ValueError) as error:
            trouble = error.code if isinstance(error, SelfhelpError) else type(error).__name__
            self._write_state(replace(kept, trouble=trouble[:40]))
            message = N_(
                "The usage statistics couldn't be sent to {destination}: {reason}.",
                destination=self.rules.destination,
                reason=trouble,
            )
            raise UnavailableError(message, detail=repr(error)) from error
        self._write_state(replace(told, sent=kept.tried))

    def _document(self, kept: StoredState) -> StatsPayload:
        weeks = self.count(kept.since)
        return StatsPayload(kept.installation, __version__, self.platform, weeks, self.standing())

    def _write_state(self, kept: StoredState) -> None:
        try:
            state.save_state(self.folder, kept)
        except OSError as error:  # without it every look would be another installation
            raise UnavailableError(
                N_("The usage statistics couldn't be sent: the state file can't be written."),
                detail=repr(error),
            ) from error

    def _to_folder(self, document: StatsPayload, kept: StoredState) -> StoredState:
        """Write one file to the folder, atomically; a link in its place is replaced."""
        file = _file(self.rules, kept.installation)
        durable_files.write_private_file(file, json.dumps(document.to_json(), indent=1).encode("ascii"))
        file.chmod(0o644)  # they are added up elsewhere
        return replace(kept, trouble="")

    def _to_server(self, document: StatsPayload, kept: StoredState) -> StoredState:
        """Post the document; it may arrive twice, and the week and the number say that it is the same."""
        self._http().request("POST", "", body=document.to_json(), headers=self._token())
        return replace(kept, trouble="")

    def _to_collector(self, document: StatsPayload, kept: StoredState) -> StoredState:
        """Post the weeks that the collector has not got; each once, as far as a network can know."""
        fresh = [week for week in document.weeks if week.name > kept.through]
        if not fresh and document.standing is None:
            return replace(kept, trouble="")
        body = otlp.build_request(replace(document, weeks=fresh), self.now())
        reply = self._http().request("POST", otlp.PATH, body=body, headers=self._token())
        refused = 0
        with suppress(SelfhelpError):  # an answer that cannot be read changes nothing: the status was 2xx
            refused = otlp.count_rejected(reply.parse_json())
        # What a collector refuses in part is not sent again (OTLP specification, "Partial Success").
        through = fresh[-1].name if fresh else kept.through
        return replace(kept, through=through, trouble="partly-refused" if refused else "")

    def _http(self) -> HttpClient:
        return HttpClient(self.rules.url, lambda: "", routes=self.routes, times=TIMES)

    def _token(self) -> Mapping[str, str]:
        """Return the header with the token of the entry that policy names; nothing if it names none.

        Raises:
            ConfigurationError: the keyring has no token there, or the address has no https.
            UnavailableError: the keyring is locked or does not answer.
        """
        if not self.rules.keyring_entry:
            return {}
        if not self.rules.url.startswith("https://"):
            raise ConfigurationError(N_("The token is only sent to an https:// address."))
        token = self.secret(self.rules.keyring_entry).strip()
        if not token or not token.isprintable() or not token.isascii() or len(token) > LONGEST_TOKEN:
            raise ConfigurationError(_NO_TOKEN)
        return {self.rules.header: token}


LONGEST_TOKEN = 1200
"""Characters that the keyring of Windows keeps (see `selfhelp.machine.keyring.credentials.LIMIT`)."""
_NO_TOKEN = N_("The keyring entry for usage statistics is missing or holds no token.")


def _file(rules: Rules, installation: str) -> Path:
    return Path(rules.folder) / f"{installation}.json"
