"""Notices from IT about maintenance, changes and warnings, sent in the feed of known issues.

The feed is one JSON document. If policy names signing keys, it is an envelope: ``signed`` holds the feed as
text, ``signature`` and ``key`` are hexadecimal (Ed25519, RFC 8032).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selfhelp.core.errors import UnavailableError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine.security import ed25519

MOST = 50
"""Maximum number of notices read from a feed."""

AUDIENCE = 20
"""Maximum number of groups, and of sites, per notice."""

NOT_SIGNED = N_("The list of known issues isn't signed with a trusted key. Contact your administrator.")


class NoticeImportance(StrEnum):
    """How a notice is shown: in the app only, with a notification, or with an urgent notification."""

    LOW = "low"
    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice from IT to the users.

    Attributes:
        id: ID in the feed.
        title, text: plain text written by IT.
        begins, ends: period of validity; None for no limit.
        url: a page about it, https or "".
        importance: the way in which it is shown.
        language: language of its text; "" for all.
        groups, sites: its audience; empty for all.
        acknowledge: True if IT counts how many users have read it.
    """

    id: str
    title: str
    text: str = ""
    begins: datetime | None = None
    ends: datetime | None = None
    url: str = ""
    importance: NoticeImportance = NoticeImportance.NORMAL
    language: str = ""
    groups: Sequence[str] = ()
    sites: Sequence[str] = ()
    acknowledge: bool = False

    @property
    def identity_hashes(self) -> tuple[str, str]:
        """Hashes of ID and text by which the app remembers a notice that was shown."""
        return _hash_notice_parts("id", self.id), _hash_notice_parts(
            "text", self.title.casefold(), self.text.casefold()
        )


def _hash_notice_parts(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Audience:
    """The reader's language, and the groups and sites set by policy."""

    language: str
    groups: Sequence[str] = ()
    sites: Sequence[str] = ()

    def includes(self, notice: Notice) -> bool:
        """Return whether a notice is for this audience's groups and sites."""
        return _has_common_entry(notice.groups, self.groups) and _has_common_entry(notice.sites, self.sites)


def _has_common_entry(wanted: Sequence[str], ours: Sequence[str]) -> bool:
    return not wanted or not {one.casefold() for one in ours}.isdisjoint(one.casefold() for one in wanted)


def select_current_notices(notices: Sequence[Notice], audience: Audience, now: datetime) -> Sequence[Notice]:
    """Return the current notices for a reader, each once in the best language, most important first."""
    best: dict[str, Notice] = {}
    for notice in notices:
        if not audience.includes(notice) or not _is_notice_current(notice, now):
            continue
        other = best.get(notice.id)
        if other is None or _rank_notice_language(notice, audience) < _rank_notice_language(other, audience):
            best[notice.id] = notice
    return sorted(_remove_duplicates(list(best.values())), key=_make_notice_sort_key)


def _remove_duplicates(notices: Sequence[Notice]) -> Sequence[Notice]:
    return list({notice.identity_hashes[1]: notice for notice in reversed(notices)}.values())


def _is_notice_current(notice: Notice, now: datetime) -> bool:
    begun = notice.begins is None or notice.begins <= now
    return begun and (notice.ends is None or now < notice.ends)


def _rank_notice_language(notice: Notice, audience: Audience) -> int:
    liked = (audience.language, "", "en")
    return liked.index(notice.language) if notice.language in liked else len(liked)


def _make_notice_sort_key(notice: Notice) -> tuple[int, float, str]:
    begins = notice.begins.timestamp() if notice.begins else 0.0
    return -list(NoticeImportance).index(notice.importance), -begins, notice.id


# -- the signature ---------------------------------------------------------------------------------


def verify_notice_envelope(body: bytes, keys: Sequence[str]) -> bytes:
    """Return the feed in a signed envelope after verifying it; without keys, the body itself.

    Raises:
        UnavailableError: it isn't signed with one of the keys.
    """
    if not keys:
        return body
    try:
        told: Json = json.loads(body)
        key, signed = str(told["key"]).lower(), str(told["signed"]).encode()
        trusted = key in {one.lower() for one in keys}
        if trusted and ed25519.is_signed(bytes.fromhex(key), bytes.fromhex(told["signature"]), signed):
            return signed
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnavailableError(NOT_SIGNED, detail=repr(error)[:200]) from error
    raise UnavailableError(NOT_SIGNED, detail=f"key {key[:16]}")


def sign_feed(feed: bytes, seed: bytes) -> bytes:
    """Return a feed of notices in a signed envelope.

    Raises:
        ValueError: the feed isn't text, or the key is invalid.
    """
    text = feed.decode("utf-8")
    signature = ed25519.sign_message(seed, text.encode()).hex()
    envelope = {"schema": 1, "key": ed25519.derive_public_key(seed).hex(), "signature": signature}
    return json.dumps({**envelope, "signed": text}).encode("ascii")


# -- plain data ------------------------------------------------------------------------------------


def parse_importance(value: Json) -> NoticeImportance:
    """Return the importance for a value in a feed; unknown values count as normal."""
    return next((one for one in NoticeImportance if one == value), NoticeImportance.NORMAL)


def notices_to_data(notices: Sequence[Notice]) -> Json:
    """Return notices as plain data, in the format of the feed."""
    return [
        {
            "id": one.id,
            "title": one.title,
            "text": one.text,
            "from": one.begins.isoformat() if one.begins else None,
            "until": one.ends.isoformat() if one.ends else None,
            "url": one.url,
            "importance": str(one.importance),
            "language": one.language,
            "groups": list(one.groups),
            "sites": list(one.sites),
            "acknowledge": one.acknowledge,
        }
        for one in notices
    ]
