"""Sends the statistics to the destination in the policy: a folder, a server, or a collector.

Failures concern only the administrator: they are stored for `selfhelp doctor` and retried the next day.
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
from selfhelp.usage_stats import otlp, stored_state
from selfhelp.usage_stats.payload import InstallationStatus, StatsPayload
from selfhelp.usage_stats.stored_state import StoredState
from selfhelp.usage_stats.week_counts import WeekCounts, format_iso_week

TIMES = TimeLimits(connect=5.0, read=15.0, total=30.0)
AGAIN = timedelta(hours=20)
"""Minimum time before a retry, about a day because the check runs daily."""


@dataclass(frozen=True, slots=True)
class UsageStatsExporter:
    """Sends the statistics of this installation.

    Attributes:
        rules: the policy's table.
        folder: the user's data folder, with the installation's number.
        platform: windows, macos or linux.
        count: returns the weeks from a given week on.
        routes: the routes to the receiver.
        secret: returns the secret in the user's keyring under a name from the policy.
        standing: returns the state of the installation, or None.
        now: returns the current time.
    """

    rules: Rules
    folder: Path
    platform: str
    count: Callable[[str], Sequence[WeekCounts]]
    routes: Router
    secret: Callable[[str], str] = lambda _entry: ""
    standing: Callable[[], InstallationStatus | None] = lambda: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def load_stored_state(self) -> StoredState:
        """Return the stored installation number and the time of the last sending."""
        return stored_state.load_state(self.folder)

    def prepare_payload(self) -> StatsPayload:
        """Return exactly the data sent to a folder or a server; this stores the installation number."""
        kept = self.load_stored_state()
        self._write_state(kept)
        return self._build_payload(kept)

    def reset_installation(self) -> None:
        """Replace the installation number and drop earlier counts; delete the old file if possible.

        Raises:
            UnavailableError: it couldn't be stored.
        """
        kept = self.load_stored_state()
        if self.rules.mode == "folder" and self.rules.folder:
            with suppress(OSError):
                _make_export_path(self.rules, kept.installation).unlink(missing_ok=True)
        self._write_state(stored_state.make_new_installation(kept, format_iso_week(self.now())))

    @property
    def is_due(self) -> bool:
        """Whether the statistics are due to be sent."""
        kept, now = self.load_stored_state(), self.now()
        if not self.rules.destination:
            return False
        pause = AGAIN if kept.trouble else timedelta(days=self.rules.interval_days) - timedelta(hours=2)
        return kept.tried is None or not timedelta() <= now - kept.tried < pause  # a clock that was set back

    def send(self) -> None:
        """Send the statistics and store the result.

        Raises:
            UnavailableError: they didn't arrive, or the policy sets no destination.
        """
        kept = replace(self.load_stored_state(), tried=self.now())
        if not self.rules.destination:
            raise UnavailableError(
                N_("The usage statistics stay on this computer because no destination is set in the policy.")
            )
        self._write_state(replace(kept, trouble="interrupted"))
        document = self._build_payload(kept)
        ways = {
            "folder": self._send_to_folder,
            "https": self._send_to_server,
            "otlp": self._send_to_collector,
        }
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

    def _build_payload(self, kept: StoredState) -> StatsPayload:
        weeks = self.count(kept.since)
        return StatsPayload(kept.installation, __version__, self.platform, weeks, self.standing())

    def _write_state(self, kept: StoredState) -> None:
        try:
            stored_state.save_state(self.folder, kept)
        except OSError as error:  # otherwise each call would be another installation
            raise UnavailableError(
                N_("The usage statistics couldn't be sent because the state file can't be written."),
                detail=repr(error),
            ) from error

    def _send_to_folder(self, document: StatsPayload, kept: StoredState) -> StoredState:
        """Write a file to the folder atomically, replacing a link; return the new state."""
        file = _make_export_path(self.rules, kept.installation)
        durable_files.write_private_file(file, json.dumps(document.to_json(), indent=1).encode("ascii"))
        file.chmod(0o644)  # they are added up elsewhere
        return replace(kept, trouble="")

    def _send_to_server(self, document: StatsPayload, kept: StoredState) -> StoredState:
        """Post the statistics to the server and return the new state; week and number identify duplicates."""
        self._make_http_client().request(
            "POST", "", body=document.to_json(), headers=self._make_token_header()
        )
        return replace(kept, trouble="")

    def _send_to_collector(self, document: StatsPayload, kept: StoredState) -> StoredState:
        """Post the weeks that the collector doesn't have yet, and return the new state.

        A week is posted again only if the connection broke before the collector confirmed it.
        """
        fresh = [week for week in document.weeks if week.name > kept.through]
        if not fresh and document.standing is None:
            return replace(kept, trouble="")
        body = otlp.build_request(replace(document, weeks=fresh), self.now())
        reply = self._make_http_client().request(
            "POST", otlp.PATH, body=body, headers=self._make_token_header()
        )
        refused = 0
        with suppress(SelfhelpError):  # an unreadable response changes nothing: the status was 2xx
            refused = otlp.count_rejected(reply.parse_json())
        # Data that a collector rejects in part isn't sent again (OTLP specification, "Partial Success").
        through = fresh[-1].name if fresh else kept.through
        return replace(kept, through=through, trouble="partly-refused" if refused else "")

    def _make_http_client(self) -> HttpClient:
        return HttpClient(self.rules.url, lambda: "", routes=self.routes, times=TIMES)

    def _make_token_header(self) -> Mapping[str, str]:
        """Return the header with the token in the policy's keyring entry; empty if policy names none.

        Raises:
            ConfigurationError: the keyring has no such token, or the URL isn't https.
            UnavailableError: the keyring is locked or doesn't respond.
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
"""Maximum length of a secret in the Windows keyring, in characters (see
`selfhelp.machine.keyring.credentials.LIMIT`).
"""
_NO_TOKEN = N_("The keyring entry for usage statistics is missing or doesn't contain a token.")


def _make_export_path(rules: Rules, installation: str) -> Path:
    return Path(rules.folder) / f"{installation}.json"
