"""A Linux computer whose clock, disk, password and the rest are set by a test; what isn't set isn't there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Action, Command, File, Output, Reading, Source
from selfhelp.machine.security.certificates import OWN

GIB = 1 << 30
START = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)


@dataclass
class PretendedComputer:
    """Every figure is a function of the moment, so that a computer can be fixed on a day."""

    now: datetime = START
    platform: Platform = Platform.LINUX
    password_ends: Callable[[datetime], datetime | None] = lambda now: None
    started: Callable[[datetime], datetime] = lambda now: now - timedelta(hours=3)
    free: Callable[[datetime], int] = lambda now: 200 * GIB
    certificate_ends: Callable[[datetime], datetime | None] = lambda now: None
    updated: Callable[[datetime], datetime] = lambda now: now - timedelta(days=1)
    backed_up: Callable[[datetime], datetime | None] = lambda now: None
    capacity: int | None = None
    programs: dict[str, str] = field(default_factory=dict)

    def run(self, command: Command) -> Output:
        program = command.argv[0]
        if program == "chage":
            return Output(0, self._aging())
        if program == "date":
            return Output(0, f"{int(self.now.timestamp())}\n")
        if program == "gsettings" and "last-backup" in command.argv:
            last = self.backed_up(self.now)
            return Output(0, f"'{last.isoformat() if last else ''}'\n")
        if program in self.programs:
            return Output(0, self.programs[program])
        if program == "passwd":
            return Output(0, "bob P 2026-01-01 0 99999 7 -1\n")
        raise ProbeError(N_("It isn't installed."))

    def read(self, source: Source) -> Json:
        if isinstance(source, File):
            return self._file(source.path)
        if isinstance(source, Reading):
            answer = self._readings().get(source.name)
            if answer is not None:
                return answer(source)
        raise ProbeError(N_("It isn't there."), detail=str(source))

    def change(self, action: Action) -> Json:
        raise AssertionError(f"nothing may be changed: {action}")

    def _aging(self) -> str:
        ends = self.password_ends(self.now)
        shown = (ends - timedelta(days=1)).date().isoformat() if ends else "never"
        return (
            "Last password change\t: 2026-06-01\n"
            f"Password expires\t: {shown}\n"
            "Password inactive\t: never\nAccount expires\t: never\n"
            "Number of days of warning before password expires\t: 7\n"
        )

    def _file(self, path: str) -> str | None:
        if path == "/proc/uptime":
            return f"{(self.now - self.started(self.now)).total_seconds():.2f} 1.00"
        if path == "/proc/sys/kernel/osrelease":
            return "6.12.9-amd64"
        return None

    def _readings(self) -> dict[str, Callable[[Reading], Json]]:
        ends, now = self.certificate_ends(self.now), int(self.now.timestamp())
        certificate = {
            "subject": "bob",
            "issuer": "ACME",
            "owner": OWN,
            "place": "~/.cert/wifi.pem",
        }
        found = [{**certificate, "ends": ends.isoformat()}] if ends else []
        volume = {"mount": "/", "device": 1, "total": 500 * GIB, "free": self.free(self.now), "home": True}
        return {
            "account_status.read_account": lambda _: {
                "name": "bob",
                "local": True,
                "keyring": False,
                "now": now,
            },
            "linux_account_lock.read_failed_sign_ins": lambda _: [],
            "restart.read_installed_kernels": lambda _: [],
            "disk_space.measure_volumes": lambda _: [volume],
            "certificates.scan_certificates": lambda _: {"found": found, "closed": []},
            "modification_times.find_newest_change": self._changed,
            "battery.read_power_supplies": lambda _: self._supplies(),
            "onedrive_activity.read_last_sync_change": lambda _: None,
            "organisation.read_policy_values": lambda _: {},
        }

    def _changed(self, reading: Reading) -> Json:
        paths = str(reading.params)
        return self.updated(self.now).timestamp() if "apt" in paths or "dpkg" in paths else None

    def _supplies(self) -> Json:
        if self.capacity is None:
            return []
        uevent = (
            "POWER_SUPPLY_TYPE=Battery\nPOWER_SUPPLY_PRESENT=1\nPOWER_SUPPLY_STATUS=Full\n"
            "POWER_SUPPLY_CAPACITY=100\nPOWER_SUPPLY_ENERGY_FULL_DESIGN=50000000\n"
            f"POWER_SUPPLY_ENERGY_FULL={self.capacity * 500000}\n"
        )
        return [{"name": "BAT0", "uevent": uevent, "limit": "", "start": "", "scope": ""}]
