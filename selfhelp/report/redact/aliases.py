"""Create stable placeholders: within a report, one value has one placeholder and no two values share one."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import threading
import unicodedata
from collections import Counter

from selfhelp.report.redact.re2_patterns import get_lazy_pattern

KINDS = (
    "user", "host", "dom", "ip", "mac", "sid", "phone", "iban", "card", "nir", "hw", "network", "device",
    "file", "place", "title", "birth",
)  # fmt: skip
"""Kinds of placeholders; a placeholder begins with its kind."""

REMOVED = "[removed: error]"
"""Replaces text that couldn't be redacted."""

_STAND_IN = rf"\[(?:secret|removed):[^\]]*\]|[^\s\w]?\b(?:{'|'.join(KINDS)})-(?:[a-z]+-)?[0-9a-f]{{6}}"
_WHOLE = (
    rf"\[(?:secret|removed):[^\]]*\]|\b(?:{'|'.join(KINDS)})-(?:[a-z]+-)?[0-9a-f]{{6,}}(?:-[0-9a-f]{{4,}})?"
)
"""Pattern of a whole placeholder, including the host part of an address and extra digits of collisions."""
_LONGEST = 120
_REMEMBERED = 10_000
"""Maximum number of cached values for one pattern; a text with more distinct values hardly repeats them."""

_RESOLVERS = frozenset(
    {"1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112"}
    | {"208.67.222.222", "208.67.220.220"}
    | {"2606:4700:4700::1111", "2606:4700:4700::1001", "2001:4860:4860::8888", "2001:4860:4860::8844"}
    | {"2620:fe::fe", "2620:fe::9"}
)  # fmt: skip
_MASKS = frozenset(str(ipaddress.IPv4Address((0xFFFFFFFF << n) & 0xFFFFFFFF)) for n in range(33))

_PRIVATE = 10
_SPECIAL = frozenset({0, 100, 127, 128, 169, 172, 192, 198, 203, *range(224, 256)})
"""First octets of IPv4 addresses that aren't always public, and of netmasks."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


_BEGINS = re.compile(_STAND_IN, re.ASCII)
"""Pattern of a placeholder at the start of a value; in `re`, which is ten times as fast as RE2 here."""
_ENTIRE = re.compile(rf"(?:{'|'.join(KINDS)})-(?:[a-z]+-)?[0-9a-f]{{6}}(?:-[0-9a-f]{{4}})?\Z", re.ASCII)


def is_placeholder(value: str) -> bool:
    """Return whether a value is, or begins with, a placeholder."""
    return ("-" in value or "[" in value) and _BEGINS.match(value[:_LONGEST]) is not None


def is_whole_placeholder(value: str) -> bool:
    """Return whether a value is nothing but a placeholder of a name or address."""
    return _ENTIRE.match(value) is not None


def contains_placeholder(value: str) -> bool:
    """Return whether a value contains a placeholder; without its signs, RE2 needn't be asked."""
    return ("-" in value or "[" in value) and get_lazy_pattern(_STAND_IN).search(value) is not None


def find_placeholders(value: str) -> list[tuple[int, int]]:
    """Return the start and end of each placeholder in a text."""
    return [match.span() for match in get_lazy_pattern(_STAND_IN).finditer(value)]


def find_whole_placeholders(value: str) -> list[tuple[int, int]]:
    """Return the start and end of each placeholder in a text, including its last digits."""
    return [match.span() for match in get_lazy_pattern(_WHOLE).finditer(value)]


_HIDDEN = r"\[secret:(?:[a-oq-z][a-z-]*|p[a-qs-z][a-z-]*)\]"
"""Pattern for the placeholder of a secret other than a private key, which ends at a line."""
_GROUPS = r"(?:-[A-Z0-9]{1,8})+|(?:-[0-9a-f]{4,8})+"
_REST = (
    rf"{_HIDDEN}(?P<v>{_GROUPS}|[A-Z]?[0-9]{{1,20}}|[A-Z][0-9]{{1,4}})(?:[^\pL\pN_-]|\z)|"
    rf"\bhw-[0-9a-f]{{6}}(?P<w>(?:-[A-F0-9]{{2}}){{2,4}})(?:[^\pL\pN_-]|\z)|"
    r"\b(?:user|host|place|phone|hw|dom|network)-[0-9a-f]{6}(?P<x>[\x{c0}-\x{24f}][\pL\pN]*|[0-9]{0,8}[A-Z][0-9A-Z]{3,20}\b)"
)
"""Pattern for a placeholder and more groups, digits or letters without a space between."""


def hide_rests_of_values(before: str, after: str, counts: Counter[str]) -> str:
    """Return a block without the rests of values next to their placeholders.

    Args:
        before: block before any rule.
        after: block after all rules.
        counts: number of replacements by class; updated.
    """
    if before == after or ("]" not in after and after.isascii() and "-" not in after):
        return after
    parts: list[str] = []
    place = 0
    for found in get_lazy_pattern(_REST).finditer(after):
        start, end = found.span(found.find_first_group("v", "w", "x"))
        if after[place:end] in before:
            continue  # a placeholder that was in the text
        parts.append(after[place:start])
        place = end
    if parts:
        counts["rest"] += len(parts)
    return "".join((*parts, after[place:])) if parts else after


def normalise_value(value: str) -> str:
    """Return a value composed (NFC) and case-folded; spellings with the same result share one placeholder."""
    return value.lower() if value.isascii() else unicodedata.normalize("NFC", value).casefold()


class Aliases:
    """Source of placeholders, made with a key that is used for one report and never leaves it.

    A placeholder is ``kind-xxxxxx``: six hexadecimal digits of BLAKE2s (RFC 7693) with that key over kind and
    value. If two values collide, the later value gets more digits.

    Attributes:
        remembered: placeholders of network addresses by spelling, cached because logs repeat them.
        numbers: by text that may begin with a number with a check digit: the number's length, in characters,
            and its replacement.
    """

    def __init__(self, key: bytes) -> None:
        # hash a key of any length to the 32 bytes that BLAKE2s accepts
        self._keyed = hashlib.blake2s(key=hashlib.blake2s(key).digest())
        self._lock = threading.Lock()
        self._by_key: dict[str, str] = {}  # by what is hashed, one string a value
        self.remembered: dict[str, str | None] = {}
        self.numbers: dict[str, tuple[int, str]] = {}
        self._made: dict[str, dict[str, str]] = {}
        self._networks: dict[tuple[int, int], str] = {}
        self._taken: set[str] = set()
        self._parts: dict[str, str] = {}
        self._new_names: list[str] = []  # keys whose words aren't in _parts yet; long texts never need them

    @property
    def placeholder_count(self) -> int:
        """Return the number of values that have a placeholder."""
        return len(self._by_key)

    def get_cached_replacements(self, pattern: str) -> dict[str, str]:
        """Return the cached placeholders of a pattern's matches; logs repeat them."""
        made = self._made.setdefault(pattern, {})
        if len(made) >= _REMEMBERED:
            made.clear()
        return made

    def make_placeholder(self, kind: str, value: str) -> str:
        """Return the placeholder of a value; a value that already is a placeholder is returned unchanged."""
        if not value.isalnum() and is_placeholder(value):
            return value
        return self._derive_placeholder(kind, f"{kind}\0{normalise_value(value)}")

    def has_placeholder_for(self, kind: str, value: str) -> bool:
        """Return whether a value already has a placeholder."""
        return f"{kind}\0{normalise_value(value)}" in self._by_key

    def find_full_name_placeholder(self, part: str) -> str:
        """Return the placeholder of the person whose full name contains this word, or an empty string."""
        with self._lock:
            for key in self._new_names:
                self._remember_name_parts(key, self._by_key[key])
            self._new_names.clear()
        return self._parts.get(normalise_value(part), "")

    def make_email_placeholder(self, user: str, domain: str) -> str:
        """Return the placeholder of an email address, made of one for the user and one for the domain."""
        return f"{self.make_placeholder('user', user)}@{self.make_placeholder('dom', domain)}"

    def make_full_host_placeholder(self, name: str) -> str:
        """Return the placeholder of ``pc.example.com``, made of one for the host and one for the domain."""
        first, _, rest = name.rstrip(".").partition(".")
        return (
            f"{self.make_placeholder('host', first)}.{self.make_placeholder('dom', rest)}"
            if rest
            else self.make_placeholder("host", first)
        )

    def make_ip_placeholder(self, address: Address) -> str:
        """Return the placeholder of an IP address; addresses in one network (/24, /64) share a network part.

        Loopback, unspecified, broadcast and multicast addresses, netmasks and well-known public resolvers
        identify no one and stay readable; so does the prefix of a link-local address.
        """
        mapped = getattr(address, "ipv4_mapped", None)
        if mapped is not None:
            return f"::ffff:{self.make_ip_placeholder(mapped)}"
        if _is_universal_address(address):
            return str(address)
        if address.is_link_local:
            prefix = "169.254." if address.version == 4 else "fe80::"
            return prefix + self._derive_placeholder("ip", f"ip\0{address}")
        bits = 8 if address.version == 4 else 64
        reach = "private" if address.is_private else "public"
        return self._make_network_placeholder(address.version, int(address) >> bits, reach, str(address))

    def make_ipv4_placeholder(self, value: str) -> str | None:
        """Return the placeholder of an IPv4 address, or None if the value is invalid or stays readable.

        Most addresses in a log are public or in 10.0.0.0/8, as the first octet shows (IANA, IPv4
        Special-Purpose Address Registry); `ipaddress` classifies the others.
        """
        a, b, c, d = map(int, value.split("."))
        if a > 255 or b > 255 or c > 255 or d > 255:
            return None
        spelled = f"{a}.{b}.{c}.{d}"
        if a in _SPECIAL or spelled in _RESOLVERS:
            address = ipaddress.IPv4Address(spelled)
            return None if _is_universal_address(address) else self.make_ip_placeholder(address)
        reach = "private" if a == _PRIVATE else "public"
        return self._make_network_placeholder(4, (a << 16) + (b << 8) + c, reach, spelled)

    def _make_network_placeholder(self, version: int, number: int, reach: str, address: str) -> str:
        """Return the placeholder of an address in a network; the network part is cached for repeated use."""
        network = self._networks.get((version, number))
        if network is None:
            digits = self._derive_placeholder("net", f"net\0{version} {number}").removeprefix("net-")
            network = self._networks[version, number] = f"{reach}-{digits}"
        return self._derive_placeholder(f"ip-{network}", f"ip {network}\0{address}", 4)

    def make_mac_placeholder(self, digits: str) -> str:
        """Return the placeholder of a hardware address, given as twelve small hexadecimal digits."""
        return self._derive_placeholder("mac", f"mac\0{digits}")

    def _derive_placeholder(self, stem: str, key: str, length: int = 6) -> str:
        """Return a stem with digits of a key's hash, as many as make the placeholder unique."""
        found = self._by_key.get(key)
        if found is None:
            with self._lock:
                found = self._by_key.get(key)
                if found is None:
                    found = self._by_key[key] = self._make_unused_digits(stem, key, length)
                    if stem == "user":
                        self._new_names.append(key)
        return found

    def _remember_name_parts(self, key: str, found: str) -> None:
        """Store the words of a person's full name, so that each of them gets the person's placeholder."""
        name = key.partition("\0")[2]
        if " " in name:
            for part in _list_name_parts(name):
                self._parts[part] = found

    def _make_unused_digits(self, stem: str, key: str, length: int) -> str:
        hashed = self._keyed.copy()
        hashed.update(key.encode("utf-8", "surrogatepass"))
        digest = hashed.hexdigest().lstrip("0123456789")  # digits only would look like a personal number
        while (new := f"{stem}-{digest[:length]}") in self._taken:
            length += 1
        self._taken.add(new)
        return new


def _list_name_parts(name: str) -> list[str]:
    """Return the words of a name that identify its owner: no particles, no initials."""
    return [word for word in _PART_ENDS.split(name) if len(word) > _SHORTEST_PART and not word.isdigit()]


_PART_ENDS = re.compile(r"[ ,;.()]+")
_SHORTEST_PART = 2


def _is_universal_address(address: Address) -> bool:
    """Return whether an address is the same for everyone."""
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return True
    return str(address) in _RESOLVERS or str(address) in _MASKS
