"""Decides whether the policy accepts a pack: trusted key, version, expiry date, scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from selfhelp.core.text import N_
from selfhelp.packs import manifest
from selfhelp.packs.errors import PackError
from selfhelp.packs.manifest import Pack
from selfhelp.packs.signature import SignedPack
from selfhelp.policy import policy


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """The machine policy's trust settings.

    Attributes:
        keys: trusted public keys, each with its last valid day (`date.max` for always).
        min_versions: the oldest accepted version, by pack ID; "*" for all other packs.
        scripts: True if packs may run scripts.
    """

    keys: Mapping[str, date] = field(default_factory=dict)
    min_versions: Mapping[str, int] = field(default_factory=dict)
    scripts: bool = False


def load_trust_policy(packs: policy.PacksPolicy) -> TrustPolicy:
    """Return the trust settings in the policy; an unreadable entry never makes a pack trusted."""
    keys: dict[str, date] = {}
    for entry in packs.keys:
        key, _, end = entry.strip().partition(" ")
        keys[key.lower()] = _parse_day(end.strip()) if end.strip() else date.max
    min_versions: dict[str, int] = {}
    for entry in packs.min_versions:
        id_, _, version = entry.partition("=")
        min_versions[id_.strip()] = int(version) if version.strip().isdecimal() else NEVER
    return TrustPolicy(keys, min_versions, packs.scripts)


NEVER = 2_000_000_000
"""A version above all others, which blocks packs whose minimum version is unreadable."""


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def accept_pack(signed: SignedPack, trust: TrustPolicy, today: date) -> Pack:
    """Return the pack in a signed pack, if policy trusts it and allows its use.

    Raises:
        PackError: the key isn't trusted (any more), or the pack is outdated, expired, invalid, or has scripts
            that aren't allowed.
    """
    if signed.key not in trust.keys:
        raise PackError(N_("The pack's signing key isn't trusted by the policy."))
    if trust.keys[signed.key] < today:
        raise PackError(N_("The pack's signing key is no longer trusted."))
    pack = manifest.parse_pack(signed.files)
    if pack.expires < today:
        raise PackError(N_("The pack expired on {day}.", day=pack.expires.isoformat()))
    if pack.version < trust.min_versions.get(pack.id, trust.min_versions.get("*", 0)):
        raise PackError(N_("The policy requires a version of this pack newer than {n}.", n=pack.version))
    if pack.has_scripts and not trust.scripts:
        raise PackError(N_("The pack contains scripts, which the policy doesn't allow."))
    return pack
