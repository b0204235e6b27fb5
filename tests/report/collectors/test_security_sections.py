"""Certificates, security, sign-in, language.

Linux answers were copied from Debian 13; Windows and macOS answers are *documentation*, not recordings:
learn.microsoft.com (Get-MpComputerStatus, Get-NetFirewallProfile, dsregcmd, Cert: drive), spctl(8),
socketfilterfw, fdesetup(8), csrutil(8), dsconfigad(8), profiles(1), security(1), defaults(1).
"""

from __future__ import annotations

import plistlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import FactTable, Item, Json, Platform, PrivacyClass
from selfhelp.machine import Command, Output, PowerShell, Source
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.security import certificates, secure_boot
from selfhelp.report.collectors.certificates import CertificatesCollector
from selfhelp.report.collectors.language import LanguageCollector
from selfhelp.report.collectors.security import SecurityCollector
from selfhelp.report.collectors.sign_in import SignInCollector
from tests.fake_machine import FakeMachine
from tests.report.collectors.section_facts import facts, rows

# -- certificates ----------------------------------------------------------------------------------


def made(name: str, days: float) -> tuple[bytes, bytes]:
    """Return a certificate of a name that ends in some days, as PEM and as DER."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Corp CA")]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=800))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM), built.public_bytes(serialization.Encoding.DER)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of a test's own, and no folders of the computer."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    monkeypatch.setattr(certificates, "FOLDERS", ((certificates.OWN, "~/.cert"),))
    (tmp_path / ".cert" / "nm-openvpn").mkdir(parents=True)
    return tmp_path


def collected() -> list[Item | FactTable]:
    return list(CertificatesCollector().collect_facts(LocalMachine(Platform.LINUX)))


def test_what_ends_soon_or_ended_is_listed(home: Path) -> None:
    folder = home / ".cert" / "nm-openvpn"
    (folder / "vpn.pem").write_bytes(b"text before\n" + made("anna.martin", 12.5)[0] + made("far", 300)[0])
    (folder / "old.crt").write_bytes(made("expired", -3.5)[0])
    (folder / "older.der").write_bytes(made("long ago", -500)[1])
    items = collected()
    found = facts(items)
    assert (found["certificates checked"], found["expired"], found["ending within 30 days"]) == (4, 2, 1)
    ending = rows(items, "expiring certificates")
    assert [(r["certificate"], r["issued by"], r["days left"]) for r in ending] == [
        ("expired", "Corp CA", -4),
        ("anna.martin", "Corp CA", 12),
    ]
    assert ending[1]["kept in"] == "~/.cert/nm-openvpn/vpn.pem"
    table = next(item for item in items if isinstance(item, FactTable))
    assert table.columns[0].reveals is PrivacyClass.PERSON


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x30", b"\x30\x82\xff\xff" + b"\x00" * 300, b"-----BEGIN CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----" * 9000,
        b"-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----",
    ],
)  # fmt: skip
def test_what_is_no_certificate_is_left_out(home: Path, data: bytes) -> None:
    (home / ".cert" / "x.pem").write_bytes(data)
    assert facts(collected())["certificates checked"] == 0


@pytest.mark.parametrize("days", [-800 + 1, -1.5, 20.25, 400, 9500])
def test_the_end_is_read_without_a_library(days: float) -> None:
    """9500 days are after 2050, where certificates write their times in another way."""
    for data in made("x", days):
        ends = certificates.parse_expiry(data)
        assert ends is not None
        assert abs((ends - datetime.now(UTC)).total_seconds() - days * 86400) < 60


def test_a_certificate_that_ends_long_after_today_needs_no_library(home: Path) -> None:
    (home / ".cert" / "far.pem").write_bytes(made("far", 400)[0])
    (found,) = certificates.CERTIFICATES.read(LocalMachine(Platform.LINUX)).found
    assert (found.subject, found.ends > datetime.now(UTC)) == ("", True)


def test_a_closed_folder_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    assert facts(collected())["not readable for this account"] == "~/.cert"


def test_a_browser_certificate_with_its_key_is_the_users(home: Path) -> None:
    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "cert9.db")) as database:
        database.execute("CREATE TABLE nssPublic (id, a0, a102, a11)")
        rows_ = [(1, b"\0\0\0\1", b"own", made("anna", 5)[1]), (2, b"\0\0\0\1", b"other", made("ca", 5)[1])]
        database.executemany("INSERT INTO nssPublic VALUES (?, ?, ?, ?)", rows_)
        database.commit()
    with closing(sqlite3.connect(folder / "key4.db")) as database:
        database.execute("CREATE TABLE nssPrivate (id, a102)")
        database.execute("INSERT INTO nssPrivate VALUES (1, ?)", (b"own",))
        database.commit()
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert [row["certificate"] for row in rows(collected(), "expiring certificates")] == ["anna"]
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    (folder / "key4.db").write_bytes(b"damaged" * 1000)
    assert facts(collected())["certificates checked"] == 0


def test_the_stores_of_windows() -> None:
    ends = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    entry = {"subject": "PC-0042", "issuer": "Corp CA", "owner": "this computer", "ends": ends, "place": "x"}
    broken = {"subject": "y", "ends": "soon"}
    items = CertificatesCollector().collect_facts(FakeMachine(Platform.WINDOWS, objects=[entry, broken]))
    (row,) = rows(items, "expiring certificates")
    assert (row["certificate"], row["belongs to"]) == ("PC-0042", "this computer")


def test_the_keychains_of_macos() -> None:
    class Mac(FakeMachine):
        def run(self, command: Command) -> Output:
            if "login.keychain-db" in command.argv:
                return Output(0, made("anna", 2)[0].decode())
            return super().run(command)

    machine = Mac(Platform.MACOS, readings={"certificates.scan_certificates": {"found": [], "closed": []}})
    items = CertificatesCollector().collect_facts(machine)
    assert rows(items, "expiring certificates")[0]["belongs to"] == "this user"
    assert facts(items)["not readable for this account"] == "/Library/Keychains/System.keychain"


# -- security --------------------------------------------------------------------------------------

BLOCKS = (
    '{"blockdevices": [{"name": "sda", "type": "disk", "mountpoints": [null], "children":'
    ' [{"name": "x", "type": "crypt", "mountpoints": ["/"]}]}]}'
)


def linux(**boot: str) -> FakeMachine:
    said = {
        "secure_boot": "on",
        "chip": "TPM 2",
        "apparmor": "Y",
        "selinux": "",
        "lockdown": "none [integrity]",
    }
    return FakeMachine(
        programs={"lsblk": BLOCKS},
        files={"/etc/ufw/ufw.conf": "ENABLED=yes\n"},
        readings={
            "secure_boot.read_linux_boot_variables": {**said, **boot},
            "organisation.read_policy_values": {},
        },
    )


def test_a_protected_linux() -> None:
    found = facts(SecurityCollector().collect_facts(linux()))
    assert (found["firewall"], found["firewall on"], found["system disk encryption"]) == ("ufw", True, "on")
    assert (found["secure boot"], found["TPM"], found["system protection"]) == ("on", "TPM 2", "AppArmor")
    assert found["kernel lockdown"] == "integrity"
    assert "hasn't specified an antivirus app" in str(found["virus protection"])


def test_what_this_account_may_not_read_is_said() -> None:
    found = facts(SecurityCollector().collect_facts(linux(secure_boot="not readable for this account")))
    assert found["secure boot"] == "not readable for this account"


@pytest.mark.parametrize(
    ("data", "said"), [(b"\x06\0\0\0\x01", "on"), (b"\x06\0\0\0\0", "off"), (b"", "off")]
)
def test_the_variable_of_the_firmware(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, said: str
) -> None:
    monkeypatch.setattr(secure_boot, "FIRMWARE", tmp_path)
    assert secure_boot.read_linux_boot_variables()["secure_boot"] == "off: not offered by this firmware"
    (tmp_path / "efivars").mkdir()
    (tmp_path / secure_boot.SECURE_BOOT).write_bytes(data)
    assert secure_boot.read_linux_boot_variables()["secure_boot"] == said
    monkeypatch.setattr(secure_boot, "FIRMWARE", tmp_path / "none")
    assert secure_boot.read_linux_boot_variables()["secure_boot"] == "off: not started by UEFI"


def by_script(answers: dict[str, Json]) -> Callable[[Source], Json]:
    def answer(source: Source) -> Json:
        assert isinstance(source, PowerShell)
        return next((said for part, said in answers.items() if part in source.script), [])

    return answer


def test_windows_tells_its_chip_without_rights() -> None:
    answers = by_script(
        {
            "Win32_PnPEntity": [{"Two": True, "Any": True, "Error": 0}],
            "Get-MpComputerStatus": [{"mode": "Normal", "enabled": True, "realtime": False, "age": 3}],
            "Get-NetFirewallProfile": [{"profiles": [{"name": "Public", "enabled": 0}], "others": []}],
        }
    )

    class Windows(FakeMachine):
        def read(self, source: Source) -> Json:
            return answers(source) if isinstance(source, PowerShell) else super().read(source)

    machine = Windows(
        Platform.WINDOWS,
        readings={"organisation.read_policy_values": {}, "disk_encryption.read_bitlocker": 2},
        registry={"UEFISecureBootEnabled": 1},
    )
    found = facts(SecurityCollector().collect_facts(machine))
    assert (found["secure boot"], found["TPM"]) == ("on", "TPM 2")
    assert (found["virus protection on"], found["definitions age"]) == (False, 3)
    assert (found["firewall on"], found["off for"]) == (False, "Public")
    assert found["system disk encryption"] == "off"


def test_macos_security() -> None:
    programs = {
        "spctl": "assessments enabled\n",
        "/usr/libexec/ApplicationFirewall/socketfilterfw": "Firewall is disabled. (State = 0)\n",
        "fdesetup": "FileVault is On.\n",
        "csrutil": "System Integrity Protection status: enabled.\n",
    }
    machine = FakeMachine(Platform.MACOS, programs=programs, readings={"organisation.read_policy_values": {}})
    found = facts(SecurityCollector().collect_facts(machine))
    assert found["system protection"] == "System Integrity Protection enabled"
    assert (found["firewall on"], found["system disk encryption"]) == (False, "on")


# -- sign-in ---------------------------------------------------------------------------------------

CHAGE = (
    "Last password change\t\t\t\t\t: 2026-11-01\nPassword expires\t\t\t\t\t: 2026-12-01\n"
    "Password inactive\t\t\t\t\t: never\nAccount expires\t\t\t\t\t\t: never\n"
    "Number of days of warning before password expires\t: 7\n"
)
KLIST = (
    "Ticket cache: FILE:/tmp/krb5cc_1000\nDefault principal: anna@CORP.EXAMPLE\n\n"
    "Valid starting     Expires            Service principal\n"
    "11/24/26 08:00:00  11/24/26 18:00:00  krbtgt/CORP.EXAMPLE@CORP.EXAMPLE\n"
    "\trenew until 12/01/26 08:00:00\n"
)


def test_a_ticket_and_a_password_with_an_end() -> None:
    now = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp())
    machine = FakeMachine(
        programs={
            "chage": CHAGE,
            "passwd": "anna P 2026-11-01 0 30 7 -1\n",
            "env": KLIST,
            "date": "11/24/26 12:00:00\n",
        },
        files={
            "/etc/nsswitch.conf": "passwd: files sss\n",
            "/etc/krb5.conf": "default_realm = CORP.EXAMPLE\n",
        },
        readings={
            "account_status.read_account": {"name": "anna", "local": True, "keyring": False, "now": now},
            "linux_account_lock.read_failed_sign_ins": [],
            "organisation.read_policy_values": {"realm": "CORP.EXAMPLE"},
            "membership.has_kerberos_host_key": True,
        },
    )
    items = SignInCollector().collect_facts(machine)
    found = facts(items)
    assert found["this computer belongs to"] == "directory (sss), Kerberos realm"
    assert (found["domain"], found["single sign-on valid"]) == ("CORP.EXAMPLE", True)
    assert found["ticket expires in"] == 6 * 3600
    assert (found["account managed by"], found["password expires in"]) == ("this computer", 7)
    who = next(item for item in items if isinstance(item, Item) and item.name == "single sign-on as")
    assert who.reveals is PrivacyClass.PERSON


def test_windows_membership_without_identifiers() -> None:
    said = {
        "AzureAdJoined": "YES", "EnterpriseJoined": "NO", "DomainJoined": "YES", "DomainName": "CORP",
        "DeviceId": "11111111-2222-3333-4444-555555555555", "AzureAdPrt": "YES",
        "AzureAdPrtExpiryTime": "2026-12-08 09:00:00.000 UTC", "Executing Account Name": "CORP\\anna",
    }  # fmt: skip
    status = "".join(f"{name:>26} : {value}\n" for name, value in said.items())
    machine = FakeMachine(Platform.WINDOWS, programs={"dsregcmd.exe": status}, objects=[{"kind": "cloud"}])
    items = SignInCollector().collect_facts(machine)
    found = facts(items)
    assert found["this computer belongs to"] == "Microsoft Entra, domain"
    assert found["cloud token expires"] == "2026-12-08 09:00:00.000 UTC"
    assert "not provided" in str(found["password expiry"])
    assert "11111111" not in str(items)


def test_macos_membership() -> None:
    programs = {
        "dsconfigad": "Active Directory Forest          = corp.example\n"
        "Active Directory Domain          = corp.example\n",
        "profiles": "Enrolled via DEP: No\nMDM enrollment: Yes (User Approved)\n",
    }
    found = facts(SignInCollector().collect_facts(FakeMachine(Platform.MACOS, programs=programs)))
    assert found["this computer belongs to"] == "domain, management service"
    assert found["domain"] == "corp.example"


# -- language --------------------------------------------------------------------------------------


def test_language_keyboard_and_zone() -> None:
    class Gnome(FakeMachine):
        def run(self, command: Command) -> Output:
            if command.argv[:2] == ("gsettings", "get"):
                return Output(0, "[('xkb', 'fr'), ('ibus', 'libpinyin')]\n")
            return super().run(command)

    machine = Gnome(
        files={"/etc/default/locale": 'LANG="fr_FR.UTF-8"\n'},
        readings={
            "language.read_session_language": {
                "session": "fr_FR.UTF-8",
                "formats": "fr_CH.UTF-8",
                "preferred": [],
            },
            "language.read_utc_offset": 60,
            "time_zone.read_linked_time_zone": "Europe/Paris",
            "input_language.read_session_layouts": {
                "language": "fr_FR.UTF-8",
                "remote": False,
                "desktop": "wayland",
            },
        },
    )
    found = facts(LanguageCollector().collect_facts(machine))
    assert (found["language of this session"], found["dates and numbers"]) == ("fr_FR.UTF-8", "fr_CH.UTF-8")
    assert (found["keyboard layouts"], found["input methods"]) == ("fr", "libpinyin")
    assert (found["time zone"], found["ahead of UTC"]) == ("Europe/Paris", 60)


def test_language_elsewhere() -> None:
    registry = {"LocaleName": "fr-FR", "PreferredUILanguages": ["en-GB"], "InstallLanguage": "040C"}
    machine = FakeMachine(Platform.WINDOWS, registry=registry, objects=[{"Id": "Romance Standard Time"}],
                               readings={"language.read_utc_offset": 60})  # fmt: skip
    found = facts(LanguageCollector().collect_facts(machine))
    assert (found["language of this session"], found["dates and numbers"]) == ("en-GB", "fr-FR")
    assert found["time zone"] == "Romance Standard Time"
    said = plistlib.dumps({"AppleLanguages": ["fr-FR", "en-FR"], "AppleLocale": "fr_FR"}).decode()
    mac = FakeMachine(Platform.MACOS, programs={"defaults": said})
    assert facts(LanguageCollector().collect_facts(mac))["preferred languages"] == "fr-FR, en-FR"


@pytest.mark.parametrize("kind", [SecurityCollector, SignInCollector, LanguageCollector])
def test_nothing_at_all_is_said_once(kind: Callable[[], SecurityCollector]) -> None:
    with pytest.raises(ProbeError):
        kind().collect_facts(FakeMachine())
