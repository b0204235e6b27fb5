"""Certificates of this user and this computer: their names and expiry dates. No private key is read.

Linux and macOS: files of network, VPN and print services, added certificate authorities, and the databases of
Chromium and Firefox (NSS: table ``nssPublic``, class ``a0`` 1 is a certificate, ``a11`` contains its bytes;
mozilla.org, "NSS shared DB"). macOS also has its keychains (security(1)). Windows has its certificate stores
(Microsoft Learn, about_Certificate_Provider). The Windows and macOS rows are untested.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.apps.browsers import iter_profile_folders
from selfhelp.machine.command_output import (
    read_script_output_objects,
    to_datetime,
    to_objects,
    to_text,
    to_texts,
)

OWN, COMPUTER = "this user", "this computer"

FOLDERS: Sequence[tuple[str, str]] = (
    *((OWN, folder) for folder in ("~/.cert", "~/.local/share/networkmanagement/certificates")),
    *(
        (COMPUTER, folder)
        for folder in ("/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors")
    ),
    *((COMPUTER, folder) for folder in ("/etc/openvpn", "/etc/ipsec.d/certs", "/etc/swanctl/x509")),
    *((COMPUTER, folder) for folder in ("/etc/NetworkManager/certs", "/etc/wpa_supplicant", "/etc/cups/ssl")),
    *((COMPUTER, folder) for folder in ("/etc/ssl/private", "/etc/pki/tls/private", "/etc/ssl/local")),
)
"""Folders with certificates of VPN, Wi-Fi and print services, and with added certificate authorities.

Sources: nm-settings(5), update-ca-certificates(8), update-ca-trust(8), openvpn(8), swanctl.conf(5),
cupsd.conf(5).
"""

ENDINGS = frozenset({".pem", ".crt", ".cer", ".der"})
MOST = 300
LARGEST = 200_000
"""Maximum number of files to read, and of bytes in a file; a certificate has some two thousand."""

FAR = timedelta(days=90)
"""Validity beyond which only the expiry date of a certificate is read."""

VALIDITY = re.compile(
    rb"\x30[\x1e-\x22](?:\x17\x0d\d{12}Z|\x18\x0f\d{14}Z)(?:\x17\x0d(\d{12}Z)|\x18\x0f(\d{14}Z))"
)

PEM = re.compile(rb"-----BEGIN CERTIFICATE-----[^-]{1,60000}-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate.

    Attributes:
        subject, issuer: short names; "" if it expires long after today. External text.
        owner: `OWN` or `COMPUTER`.
        ends: its expiry date.
        place: its location. External text.
    """

    subject: str
    issuer: str
    owner: str
    ends: datetime
    place: str


@dataclass(frozen=True, slots=True)
class Certificates:
    """The certificates found, and the locations that this account can't read."""

    found: Sequence[Certificate]
    closed: Sequence[str] = ()


# -- files -----------------------------------------------------------------------------------------


def scan_certificates(platform: str) -> Json:
    """Return the certificates in files and browsers, and the folders that this account can't read."""
    found: dict[bytes, Json] = {}
    closed: list[str] = []
    for owner, place, data in [*_iter_certificate_files(closed), *_iter_database_certificates(platform)]:
        for der in _iter_certificates(data):
            facts = _parse_certificate(der)
            if facts and der not in found:
                found[der] = {**facts, "owner": owner, "place": place}
    return {"found": list(found.values()), "closed": closed}


def _iter_certificate_files(closed: list[str]) -> Iterator[tuple[str, str, bytes]]:
    left = MOST
    for owner, folder in FOLDERS:
        path = Path(folder).expanduser()
        try:
            entries = sorted(path.rglob("*")) if any(path.iterdir()) else []
        except PermissionError:
            closed.append(folder)
            continue
        except OSError:
            continue
        for file in entries[:left]:
            if file.suffix.lower() in ENDINGS and file.is_file():
                left -= 1
                yield owner, _to_home_relative(file), _read_file_bytes(file)


def _to_home_relative(path: Path) -> str:
    """Return a path below home as ``~/…``, so that no transcript contains the user's name."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if home in path.parents else str(path)


def _read_file_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST)
    except OSError:
        return b""


def _iter_database_certificates(platform: str) -> Iterator[tuple[str, str, bytes]]:
    """Yield the owner, location and bytes of the user's certificates in browser databases.

    Certificate authorities are left out.
    """
    folders = [Path.home() / ".pki" / "nssdb"]
    folders += [
        f
        for key, data, _ in iter_profile_folders(platform)
        if key == "firefox"
        for f in _list_browser_profiles(data)
    ]
    for folder in folders:
        if (folder / "cert9.db").is_file():
            for der in _read_app_certificates(folder):
                yield OWN, _to_home_relative(folder), der


def _list_browser_profiles(data: Path) -> Sequence[Path]:
    return sorted({*data.glob("*/"), *data.glob("Profiles/*/")})[:20]


def _read_app_certificates(folder: Path) -> Sequence[bytes]:
    """Return a database's certificates with a private key: the user's own certificates.

    The databases are opened read-only, and without waiting for a browser that is writing.
    """
    import sqlite3
    from contextlib import closing

    def query_database_column(file: str, question: str) -> list[tuple[Any, ...]]:
        address = f"{(folder / file).as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True, timeout=0.2)) as database:
            return database.execute(question).fetchmany(MOST)

    try:
        keys = {row[0] for row in query_database_column("key4.db", "SELECT a102 FROM nssPrivate")}
        listed = query_database_column("cert9.db", "SELECT a102, a11 FROM nssPublic WHERE a0 = x'00000001'")
    except sqlite3.Error:
        return []
    return [bytes(der) for key, der in listed if key in keys and isinstance(der, bytes)]


def _iter_certificates(data: bytes) -> Iterator[bytes]:
    if b"-----BEGIN" in data:
        yield from PEM.findall(data)
    elif data[:1] == b"\x30":  # DER: starts with a sequence
        yield data


def _parse_certificate(data: bytes) -> Json:
    """Return the facts of one certificate; None if its data can't be parsed.

    The library, by far the slowest part, is loaded only for certificates that expire soon.
    """
    ends = parse_expiry(data)
    if ends is not None and ends > datetime.now(UTC) + FAR:
        return {"subject": "", "issuer": "", "ends": ends.isoformat()}
    from cryptography import x509

    try:
        load = x509.load_pem_x509_certificate if data[:1] == b"-" else x509.load_der_x509_certificate
        read = load(data)
        return {
            "subject": _shorten_name(read.subject),
            "issuer": _shorten_name(read.issuer),
            "ends": read.not_valid_after_utc.isoformat(),
        }
    except Exception:  # noqa: BLE001 - whatever another program's file holds, it is no certificate
        return None


def parse_expiry(data: bytes) -> datetime | None:
    """Return a certificate's expiry date, parsed without a library; None if it can't be parsed.

    ``Validity`` has two consecutive times (RFC 5280, 4.1.2.5): UTCTime, or GeneralizedTime from 2050 on.
    """
    body = data
    if data[:1] == b"-":
        try:
            body = base64.b64decode(b"".join(data.splitlines()[1:-1]))
        except ValueError:
            return None
    found = VALIDITY.search(body)
    if found is None:
        return None
    text = (found[1] or found[2]).decode("ascii")
    century = "" if found[2] else ("20" if text < "50" else "19")
    try:
        return datetime.strptime(f"{century}{text}", "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _shorten_name(name: Any) -> str:
    """Return a certificate name's common name, or else the organisation, or else the whole name."""
    from cryptography.x509.oid import NameOID

    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        said = name.get_attributes_for_oid(kind)
        if said:
            return str(said[0].value)[:200]
    return str(name.rfc4514_string())[:200]


# -- rows ------------------------------------------------------------------------------------------


def _parse_certificate_entries(entries: Json) -> Sequence[Certificate]:
    found = []
    for entry in to_objects(entries):
        ends = to_datetime(entry.get("ends"))
        if ends is not None:
            subject, issuer, owner = (to_text(entry.get(name)) for name in ("subject", "issuer", "owner"))
            found.append(Certificate(subject, issuer, owner, ends, to_text(entry.get("place"))))
    return found


def _read_certificates_linux(machine: Machine) -> Certificates:
    said = machine.read(Reading(scan_certificates, {"platform": str(machine.platform)}))
    said = said if isinstance(said, dict) else {}
    return Certificates(_parse_certificate_entries(said.get("found")), to_texts(said.get("closed") or []))


WINDOWS = (
    "foreach($s in 'CurrentUser','LocalMachine'){"
    'Get-ChildItem "Cert:\\$s\\My" -ErrorAction SilentlyContinue |'
    " Select-Object -First 100 | ForEach-Object {[pscustomobject]@{"
    "subject=$_.Subject; issuer=$_.Issuer;"
    "owner=$(if($s -eq 'CurrentUser'){'this person'}else{'this computer'});"
    "ends=$_.NotAfter.ToUniversalTime().ToString('o'); place=\"$s\\My\"}}}"
)
"""Script that lists the certificates (X509Certificate2, Microsoft Learn).

Any user may list the computer's store, without its keys.
"""


_PART = re.compile(r'(?:^|,\s*)([A-Za-z.0-9]+)=("(?:[^"]|"")*"|[^,]*)')
"""Pattern for one part of a name as written by X500DistinguishedName.

A value may be in quotes, which are doubled within (RFC 1779).
"""


def _parse_common_name(name: str) -> str:
    """Return the common name in a distinguished name, or else the organisation, or else the whole name."""
    parts = {key.upper(): said for key, said in reversed(_PART.findall(name))}
    said = parts.get("CN") or parts.get("O") or name
    return (said[1:-1].replace('""', '"') if said.startswith('"') else said).strip()[:200]


def _read_certificates_windows(machine: Machine) -> Certificates:
    said = read_script_output_objects(machine, WINDOWS)
    names = [
        {key: _parse_common_name(to_text(entry.get(key))) for key in ("subject", "issuer")} for entry in said
    ]
    return Certificates(
        _parse_certificate_entries([{**entry, **named} for entry, named in zip(said, names, strict=True)])
    )


def _parse_keychain_certificates(pem: str, owner: str, place: str) -> Json:
    """Return the facts of the certificates in the PEM output of security(1)."""
    entries = [_parse_certificate(found) for found in PEM.findall(pem.encode())[:MOST]]
    return [{**entry, "owner": owner, "place": place} for entry in entries if entry]


KEYCHAINS = ((OWN, "login.keychain-db"), (COMPUTER, "/Library/Keychains/System.keychain"))


def _read_certificates_macos(machine: Machine) -> Certificates:
    """Return the certificates in the keychains from security(1), which shows certificates to every user."""
    files = _read_certificates_linux(machine)
    found, closed = list(files.found), list(files.closed)
    for owner, place in KEYCHAINS:
        try:
            output = machine.run(Command(("security", "find-certificate", "-a", "-p", place), timeout=4))
        except ProbeError:
            closed.append(place)
            continue
        found += _parse_certificate_entries(_parse_keychain_certificates(output.stdout, owner, place))
    return Certificates(found, closed)


CERTIFICATES: Probe[Certificates] = Probe(
    "certificates of this person and this computer",
    {
        Platform.LINUX: _read_certificates_linux,
        Platform.WINDOWS: _read_certificates_windows,
        Platform.MACOS: _read_certificates_macos,
    },
)
