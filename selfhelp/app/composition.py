"""The composition root: builds each part of the app once, on first use."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from selfhelp import __version__
from selfhelp.app import branding, policy_ids
from selfhelp.app.foresight_services import ForesightServices
from selfhelp.app.ticket_services import TicketServices
from selfhelp.core.errors import ConfigurationError, DeskError, SelfhelpError
from selfhelp.core.model import PrivacyClass
from selfhelp.core.paths import AppPaths, detect_platform, read_login_name
from selfhelp.core.preferences import Preferences
from selfhelp.core.secret_placeholders import make_secrets_readable
from selfhelp.core.text import N_, Text, Translator
from selfhelp.machine import Machine
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.organisation import PolicyTables
from selfhelp.policy import files, managed_settings, policy

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.core.emergency_numbers import EmergencyNumber, EmergencyService
    from selfhelp.diagnosis.diagnosis import Diagnosis
    from selfhelp.engine.engine import Engine
    from selfhelp.engine.journal import Journal
    from selfhelp.helpdesk.connectors import Connector
    from selfhelp.machine.keyring.credentials import Secrets
    from selfhelp.network.proxy_router import ProxyRouter
    from selfhelp.privacy import PrivacyTopic
    from selfhelp.remote.remote_support import RemoteSupport
    from selfhelp.report.redact import Redactor
    from selfhelp.report.snapshot_history import SnapshotHistory
    from selfhelp.report.snapshot_service import SnapshotService
    from selfhelp.steps.recording_store import RecordingStore
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.delivery.delivery_service import DeliveryService
    from selfhelp.tickets.form.draft_store import DraftStore
    from selfhelp.tickets.form.earlier_drafts import EarlierDrafts
    from selfhelp.tickets.form.emergency_drafts import EmergencyDrafts
    from selfhelp.tickets.outbox.outbox import Outbox
    from selfhelp.tickets.sent_items import SentRecords
    from selfhelp.usage_stats.exporter import UsageStatsExporter
    from selfhelp.usage_stats.week_counts import WeekCounts

# The cached properties of `App` that keep what was read from the user's data.
_READ_FROM_USER_DATA = (
    "journal",
    "engine",
    "diagnosis",
    "snapshot_history",
    "sent_records",
    "preferences",
    "translator",
)


def _do_nothing() -> None:
    """Do nothing; for front ends without an icon."""


@dataclass
class App(TicketServices, ForesightServices):
    """All parts of the app, for one user on one computer.

    Attributes:
        machine: this computer, or a recorded one in tests.
        places: the user's folders.
        environment: the process's environment variables.
        language: a language code, or "" to follow the user's preference and then the system.
        managed: returns the policy set by device management.
        tickets_stored: called after each change of the outbox or a conversation, on the thread that made it.
    """

    machine: Machine
    places: AppPaths
    environment: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    version: str = __version__
    managed: Callable[[], files.ManagedSettings] = files.ManagedSettings
    tickets_stored: Callable[[], None] = _do_nothing
    _log_redactor: Redactor | None = None
    _keeping: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def build(cls, language: str = "") -> App:
        """Return the app for this computer; no data is read yet."""
        platform = detect_platform()
        app = cls(
            LocalMachine(platform, lambda: PolicyTables.from_policy(app.policy)),
            AppPaths.create_for_current_user(platform),
            dict(os.environ),
            language,
            managed=lambda: managed_settings.read_managed_settings(platform),
        )
        return app

    # -- settings --------------------------------------------------------------------------------

    @cached_property
    def loaded_policy(self) -> files.LoadedPolicy:
        """The policy with the source of every value and its errors."""
        return policy_ids.check_installation_ids(files.load_policy(self.places, self.managed()), self.places)

    @property
    def policy(self) -> policy.Policy:
        """The effective policy of the organisation."""
        return self.loaded_policy.policy

    @cached_property
    def preferences(self) -> Preferences:
        """The user's preferences."""
        return Preferences.load(self.places.config)

    def apply_preferences(self, changed: Preferences) -> None:
        """Apply changed preferences to the running app; `write_preferences` then stores them."""
        self.preferences = changed
        self.__dict__.pop("translator", None)

    def write_preferences(self) -> None:
        """Store the current preferences. Thread-safe: of concurrent calls, the latest preferences are stored.

        Raises:
            StorageError: the preferences weren't saved; they apply until the app quits.
        """
        with self._keeping:
            self.preferences.save(self.places.config)

    def save_preferences(self, changed: Preferences) -> None:
        """Apply and store changed preferences.

        Raises:
            StorageError: see `write_preferences`.
        """
        self.apply_preferences(changed)
        self.write_preferences()

    @cached_property
    def translator(self) -> Translator:
        """The translator into the user's language, with the organisation's own texts."""
        language = self.language or self.preferences.choose_language(
            self.environment, self.policy.app.language
        )
        return branding.create_translator(self.policy, language)

    def find_language_code(self) -> str:
        """Return the code of the user's language, such as "en"."""
        return self.translator.language

    # -- the parts ---------------------------------------------------------------------------------

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue of fixes and collectors available on this computer."""
        from selfhelp.catalog.catalog import Catalog
        from selfhelp.packs.installed_packs import load_packs

        return Catalog(
            self.policy,
            self.machine.platform,
            lambda: load_packs(self.policy, self.places, self.translator.language),
        )

    @cached_property
    def journal(self) -> Journal:
        """The journal of changes on this computer."""
        from selfhelp.engine.journal import Journal

        return Journal(self.places.data / "journal")

    @cached_property
    def engine(self) -> Engine:
        """The engine that runs checks and fixes."""
        from selfhelp.engine.engine import Engine

        return Engine(self.machine, self.journal)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """The diagnosis service, which finds the cause of a complaint and verifies that a fix solved it."""
        from selfhelp.diagnosis.diagnosis import Diagnosis

        return Diagnosis(self.catalog, self.engine)

    @property
    def remote_support(self) -> RemoteSupport:
        """The service that starts the remote support tools."""
        from selfhelp.remote.remote_support import RemoteSupport

        return RemoteSupport(self.machine, self.policy, self.journal)

    def collect_privacy_topics(self) -> Sequence[PrivacyTopic]:
        """Return the topics on the data that IT can see and the actions that IT can take here."""
        from selfhelp.privacy import topic_inputs

        chosen, hand = self.preferences.skip_sections, self.remote_support
        return topic_inputs.collect_topics(
            self.loaded_policy, self.catalog, chosen, hand, (self.machine, self.places)
        )

    @cached_property
    def proxy_router(self) -> ProxyRouter:
        """The router that selects proxies for servers, shared by all network access."""
        from selfhelp.network.proxy_router import ProxyRouter

        return ProxyRouter(self.policy.network, self.machine, self.secrets)

    @cached_property
    def secrets(self) -> Secrets:
        """The store of the help desk sign-in: environment variables, or the system's keyring."""
        from selfhelp.machine.keyring.credentials import Secrets

        return Secrets(
            self.environment, server=self.policy.desk.find_kind_and_host(), folder=self.places.runtime
        )

    def create_redactor(self) -> Redactor:
        """Return a redactor with a new key; within one report, equal names get equal placeholders.

        An unreadable token file doesn't keep the user from writing a ticket; sending it tells the reason.
        """
        from selfhelp.report.redact import Redactor

        try:
            token = self.secrets.read_environment_token()
        except ConfigurationError:  # not logged: the log is redacted with this redactor
            token = ""
        known = {PrivacyClass.PERSON: [self.preferences.email]} if self.preferences.email else {}
        readable = frozenset(PrivacyClass(mark) for mark in self.policy.redaction.exempt)
        secrets = [*([token] if token else []), *self.secrets.list_secrets_in_memory()]
        return Redactor.for_machine(self.machine, secrets, known=known, readable=readable)

    def release_memory(self) -> None:
        """Release what only the window needed: the compiled patterns that find secrets in a ticket."""
        from selfhelp.machine.processes.own_memory import return_free_memory

        patterns = sys.modules.get("selfhelp.report.redact.re2_patterns")
        if patterns is not None:
            patterns.release_compiled_patterns()
        return_free_memory(self.machine.platform)

    def hide_secrets(self, text: str) -> str:
        """Return the user's own text as it may be sent: words such as "[password hidden]" replace secrets."""
        return make_secrets_readable(self.create_redactor().remove_secrets(text), self.translator)

    def create_snapshot_service(self) -> SnapshotService:
        """Return the snapshot service with the collectors that the organisation and the user allow."""
        from selfhelp.report.snapshot_service import SnapshotService

        unwanted = self.preferences.skip_sections
        wanted = [c for c in self.catalog.collectors.values() if not c.private and c.id not in unwanted]
        return SnapshotService(self.machine, wanted, self.snapshot_history, self.policy.evidence.budget)

    @cached_property
    def snapshot_history(self) -> SnapshotHistory:
        """The history of earlier snapshots of this computer."""
        from selfhelp.report.snapshot_history import SnapshotHistory

        return SnapshotHistory(self.places.data / "snapshots", self.policy.evidence.snapshot_days)

    @cached_property
    def _outbox(self) -> Outbox:
        from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits

        limits = self.policy.outbox
        outbox = Outbox(
            self.places.data / "outbox",
            OutboxLimits(
                tickets=limits.tickets,
                total_bytes=limits.megabytes * 1_000_000,
                file_bytes=limits.file_megabytes * 1_000_000,
                days=limits.days,
                pause=limits.min_interval,
                replies=limits.replies,
                reply_length=limits.reply_length,
            ),
        )
        outbox.store.changed = self.notify_tickets_stored
        return outbox

    def notify_tickets_stored(self) -> None:
        """Call ``tickets_stored``."""
        self.tickets_stored()

    def get_outbox(self) -> Outbox:
        """Return the durable outbox.

        Raises:
            StorageError: the outbox can't be opened.
        """
        if self._outbox.notice:
            logging.getLogger(__name__).warning("outbox: %s", self._outbox.notice)
        return self._outbox

    @cached_property
    def sent_records(self) -> SentRecords:
        """The records of the tickets sent from this computer."""
        from selfhelp.tickets.sent_items import SentRecords

        return SentRecords(self.places.data / "receipts", self.policy.evidence.sent_items_days)

    @cached_property
    def drafts(self) -> DraftStore:
        """The store for the user's unsent ticket draft. The draft is kept as long as a ticket may wait."""
        from selfhelp.tickets.form.draft_store import DraftStore

        return DraftStore(self.places.data / "draft", self.policy.outbox.days)

    @cached_property
    def earlier_drafts(self) -> EarlierDrafts:
        """The store of the drafts that the user left for another ticket; kept as long as the current one."""
        from selfhelp.tickets.form.earlier_drafts import EarlierDrafts

        return EarlierDrafts(self.places.data / "earlier-drafts", self.policy.outbox.days)

    @cached_property
    def emergency_drafts(self) -> EmergencyDrafts:
        """The store of the user's unsent emergency messages."""
        from selfhelp.tickets.form.emergency_drafts import EmergencyDrafts

        return EmergencyDrafts(self.places.data / "urgent", self.policy.outbox.days)

    @cached_property
    def recordings(self) -> RecordingStore:
        """The store of the step recordings on this computer."""
        from selfhelp.steps.recording_store import RecordingStore

        days = self.policy.steps.keep_days
        return RecordingStore(self.places.data / "steps", days, self.policy.outbox.days)

    def create_usage_stats_exporter(self) -> UsageStatsExporter:
        """Return the exporter for the anonymous usage statistics; it computes them on demand."""
        from selfhelp.usage_stats import aggregate
        from selfhelp.usage_stats.exporter import UsageStatsExporter

        def aggregate_weekly_counts(since: str) -> Sequence[WeekCounts]:
            box = self.get_outbox().list_items() if (self.places.data / "outbox").is_dir() else ()
            return aggregate.aggregate_weeks(
                self.journal.list_runs(), box, self.feedback.read_counts(), datetime.now(UTC), since
            )

        return UsageStatsExporter(
            self.policy.usage_stats,
            self.places.data,
            self.machine.platform,
            aggregate_weekly_counts,
            routes=self.proxy_router,
            secret=self.secrets.read_statistics_secret,
        )

    def apply_retention(self) -> None:
        """Update the records of sent items, and delete expired data.

        Front ends call this method at their start and after sending a ticket; there's no timer. It never
        raises an error: data that can't be deleted now is deleted next time.
        """
        from selfhelp.app import personal_data
        from selfhelp.report.snapshot_history import delete_expired_reports

        days = self.policy.evidence
        steps: Sequence[Callable[[], None]] = (
            self.snapshot_history.delete_expired,
            self.drafts.delete_expired_drafts,
            self.earlier_drafts.delete_expired_drafts,
            self.emergency_drafts.delete_expired_drafts,
            self.recordings.delete_expired,
            lambda: delete_expired_reports(self.places.data / "reports", days.snapshot_days),
            lambda: personal_data.apply_retention(
                self.places, self.sent_records, self.get_outbox, days.sent_items_days
            ),
            lambda: personal_data.delete_expired_conversations(
                self.places, self.conversations, self.get_outbox, self.policy.ticket_updates.keep_days
            ),
        )
        for step in steps:  # one that fails keeps no other from its work
            try:
                step()
            except (SelfhelpError, OSError) as error:
                logging.getLogger(__name__).warning("old records: %s", error)
        for text in personal_data.list_untrusted_folders(self.places):
            logging.getLogger(__name__).warning("nothing old is deleted there: %s", text)

    def find_policy_mistake(self, *tables: str) -> Text | None:
        """Return a sentence about the first policy error in the whole file or the named tables; or None."""
        for problem in self.loaded_policy.problems:
            table = problem.key.removeprefix(files.EXTEND).split(".")[0]
            if not problem.counts and table in ("", *tables):
                where, message = problem.location, problem.message
                if not problem.key:
                    return N_(
                        "The policy contains an error. Contact your administrator. {file}: {message}",
                        file=where,
                        message=message,
                    )
                return N_(
                    "The policy contains an error. Contact your administrator. {file}: {key} {message}",
                    file=where,
                    key=problem.key,
                    message=message,
                )
        return None

    def find_sending_obstacle(self) -> Text | None:
        """Return a sentence about the policy error that prevents sending, or None."""
        mistake = self.find_policy_mistake("desk", "network")
        if mistake is None:
            return None
        return N_("{mistake} Nothing will be sent until this is corrected.", mistake=mistake)

    def find_current_obstacle(self) -> Text | None:
        """Return why nothing can be sent now: a policy error, or the error that ended the last round."""
        return self.find_sending_obstacle() or self.get_outbox().memory.obstacle

    def create_connector(self, id_: str = "") -> Connector:
        """Return the connector of the help desk with this ID; for "", of the help desk in the policy.

        Raises:
            ConfigurationError: the policy has an error in its help desk settings, or the desk is unknown.
              Tickets are never sent to a destination that the administrator may not have intended.
        """
        obstacle = self.find_sending_obstacle()
        if obstacle is not None:
            raise ConfigurationError(obstacle)
        from selfhelp.helpdesk.connector_loader import load_connector_module

        module = load_connector_module(id_ or self.policy.desk.connector)
        secrets = self.secrets.create_for_server(self.policy.desk.find_kind_and_host(id_))
        desk: Connector = module.build_connector(
            self.policy, self.places, secrets, self.machine, self.proxy_router
        )
        return desk

    def create_delivery_service(self) -> DeliveryService:
        """Return the delivery service for this user's outbox.

        Raises:
            ConfigurationError: see `create_connector`.
            StorageError: see `get_outbox`.
        """
        from selfhelp.tickets.delivery.delivery_service import DeliveryService, RetryRules

        delivery = DeliveryService(
            self.get_outbox(),
            self.create_connector(),
            rules=RetryRules.create_from_policy(self.policy.outbox),
        )
        delivery.other_desk, delivery.locked = self.create_connector, self.secrets.is_locked
        return delivery

    def find_requester_address(self) -> str:
        """Return the requester's email address; "" if only the desk knows it and the desk doesn't respond.

        Raises:
            ConfigurationError: the address is in neither policy, preferences nor help desk.
        """
        address = self.policy.desk.email.replace("{login}", self.login) or self.preferences.email
        if address:
            return address
        try:
            address = self.create_connector().find_requester_address()
        except DeskError:
            return ""  # asked again when the ticket is delivered
        if not address:
            raise ConfigurationError(
                N_(
                    "The help desk needs your email address. Enter it in the settings, or ask your "
                    "administrator to set desk.email."
                )
            )
        return address

    @property
    def login(self) -> str:
        """The user's account name on this computer."""
        return read_login_name()

    def find_emergency_numbers(self, services: Sequence[EmergencyService]) -> Sequence[EmergencyNumber]:
        """Return the numbers of emergency services for this computer's country; empty if it is unknown.

        It reads the computer: call it on a pool thread.
        """
        from selfhelp.core.emergency_numbers import list_emergency_numbers
        from selfhelp.machine.desktop.country import COUNTRY

        if not services:
            return ()
        try:
            country = COUNTRY.read(self.machine)
        except SelfhelpError:
            country = ""
        return list_emergency_numbers(services, country, self.policy.emergency.phone)

    def create_case(self, words: str = "") -> Case:
        """Return a new case, with the user's description if given."""
        from selfhelp.tickets.case import Case, CaseDependencies

        parts = (self.machine, self.catalog, self.journal, self.policy)
        late = (
            self.create_redactor,
            self.get_outbox,
            self.create_snapshot_service,
            lambda: self.sent_records,
        )
        return Case(
            CaseDependencies(*parts, *late, self.login, self.get_attachment_limits, lambda: self.translator),
            words,
        )

    def close_open_files(self) -> None:
        """Close open files and discard cached data, which is read again on demand.

        See `selfhelp.app.personal_data.delete_personal_data`.
        """
        from selfhelp.core import log

        box = self.__dict__.pop("_outbox", None)
        if box is not None:
            box.close()
        for name in _READ_FROM_USER_DATA:
            self.__dict__.pop(name, None)
        log.close_log_file()

    def start_log(self) -> None:
        """Start the log; known secrets are removed from every line."""
        from selfhelp.core import log

        self.log_ring = log.start_logging(self.places.log, self.redact_line)

    def redact_line(self, line: str) -> str:
        """Return a log line with all known secrets removed."""
        if self._log_redactor is None:
            self._log_redactor = self.create_redactor()
        return self._log_redactor.clean_line(line)
