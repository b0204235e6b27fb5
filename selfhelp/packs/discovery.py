"""Finds packs in the folder that the machine's policy names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from selfhelp.core.errors import ProbeError
from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Text
from selfhelp.helper.file_trust import UntrustedError, require_trusted_file
from selfhelp.machine import local_machine
from selfhelp.packs import archive, signature, trust
from selfhelp.packs.errors import PackError
from selfhelp.packs.manifest import Pack
from selfhelp.packs.pack_fix import PackFix, build_pack_fix
from selfhelp.policy import policy
from selfhelp.policy.file_locations import list_policy_files

SUFFIX = ".pack"
MOST = 200
"""Maximum number of packs examined."""


@dataclass(frozen=True, slots=True)
class DiscoveredPack:
    """A pack file, with the accepted pack or the reason for refusal."""

    path: Path
    pack: Pack | None = None
    problem: Text | None = None


def discover_packs(told: policy.Policy, places: AppPaths, owner: int = 0) -> Sequence[DiscoveredPack]:
    """Return all pack files, each with its pack or the reason for refusal; single failures don't raise.

    Only a machine with its own policy has packs. The date is never before the newest signature: setting back
    the clock doesn't revive an expired pack. Of two packs with one ID, the newer version is used; of equal
    versions, the first by file name.

    Args:
        told: the policy.
        places: the folder of the machine's policy.
        owner: the account that must own the folder and the files; root may, too.
    """
    if not _has_policy(places):
        return ()
    folder = Path(told.packs.folder) if told.packs.folder else places.machine_policy / "packs"
    rules = trust.load_trust_policy(told.packs)
    signed: dict[Path, signature.SignedPack] = {}
    found: dict[Path, DiscoveredPack] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}"))[:MOST]:
        try:
            signed[path] = signature.verify_signature(_read_trusted_bytes(path, owner))
        except PackError as error:
            found[path] = DiscoveredPack(path, problem=error.message)
    today = max([datetime.now(UTC).date(), *(s.created for s in signed.values() if s.key in rules.keys)])
    for path, one in signed.items():
        found[path] = _verify_pack_content(path, one, rules, today)
    return _mark_duplicates([found[path] for path in sorted(found)])


def verify_pack(path: Path, told: policy.Policy, places: AppPaths) -> Pack:
    """Return the pack in a file at any path, if this computer's policy would accept it.

    Raises:
        PackError: it would be refused; the message gives the reason.
    """
    if not _has_policy(places):
        raise PackError(N_("This computer has no machine-level policy, so no packs are used."))
    try:
        data = local_machine.read_bytes(str(path), archive.LARGEST + 1) or b""
    except (OSError, ProbeError) as error:
        raise PackError(N_("The pack can't be read."), detail=str(error)) from error
    pack = trust.accept_pack(
        signature.verify_signature(data), trust.load_trust_policy(told.packs), datetime.now(UTC).date()
    )
    build_pack_fix(pack, SOURCE_LANGUAGE)
    return pack


def build_accepted_fixes(found: Sequence[DiscoveredPack], language: str) -> Sequence[PackFix]:
    """Return the accepted packs as fixes, sorted by ID."""
    accepted = [one.pack for one in found if one.pack]
    return [build_pack_fix(pack, language) for pack in sorted(accepted, key=lambda pack: pack.id)]


def _has_policy(places: AppPaths) -> bool:
    try:
        return bool(list_policy_files(places.machine_policy))
    except OSError:
        return False


def _read_trusted_bytes(path: Path, owner: int) -> bytes:
    """Return the bytes of a trusted file, read only once.

    Raises:
        PackError: others than the administrator can change it, or it can't be read.
    """
    try:
        require_trusted_file(path, owner)
        return local_machine.read_bytes(str(path), archive.LARGEST + 1) or b""
    except UntrustedError as error:
        message = N_("Users other than administrators can change this file or a parent folder.")
        raise PackError(message, detail=str(error)) from error
    except (OSError, ProbeError) as error:
        raise PackError(N_("The pack can't be read."), detail=str(error)) from error


def _verify_pack_content(
    path: Path, signed: signature.SignedPack, rules: trust.TrustPolicy, today: date
) -> DiscoveredPack:
    try:
        pack = trust.accept_pack(signed, rules, today)
        build_pack_fix(pack, SOURCE_LANGUAGE)
    except PackError as error:
        return DiscoveredPack(path, problem=error.message)
    return DiscoveredPack(path, pack)


def _mark_duplicates(found: Sequence[DiscoveredPack]) -> Sequence[DiscoveredPack]:
    """Return the packs with duplicates of an ID refused; the refusal names the pack in use."""
    best: dict[str, DiscoveredPack] = {}
    for one in found:
        if one.pack and (one.pack.id not in best or one.pack.version > _get_pack_version(best[one.pack.id])):
            best[one.pack.id] = one
    return [
        one
        if one.pack is None or best[one.pack.id] is one
        else DiscoveredPack(
            one.path, problem=N_("Another pack has the same ID: {file}.", file=best[one.pack.id].path.name)
        )
        for one in found
    ]


def _get_pack_version(found: DiscoveredPack) -> int:
    return found.pack.version if found.pack else 0
