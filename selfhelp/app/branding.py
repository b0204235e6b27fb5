"""Loads the organisation's own logo, name and texts; unsafe logos are rejected."""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from selfhelp.core import file_ownership
from selfhelp.core.errors import ConfigurationError
from selfhelp.core.paths import detect_platform
from selfhelp.core.text import N_, Text, Translator
from selfhelp.policy.branding import select_text_overrides

if TYPE_CHECKING:
    from selfhelp.policy.files import LoadedPolicy
    from selfhelp.policy.policy import Policy

FOLDER = "branding"
"""Folder next to the machine's policy, writable only by the administrator."""

LARGEST = 256_000
"""Maximum size of a logo, in bytes."""

WIDEST = 2048
"""Maximum length of a logo's sides, in pixels."""

ELEMENTS = 5_000
"""Maximum number of elements in an SVG logo."""

_ACCEPTED = (
    "a PNG or SVG file of at most 256 kB, in the branding folder or where only the administrator writes"
)
_PNG = b"\x89PNG\r\n\x1a\n"
_ALLOWED = frozenset({
    "svg", "g", "defs", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop",
})  # fmt: skip
"""SVG elements allowed in a logo; use, image, style, script, animation and links are excluded."""

_WRONG_KIND = N_("The logo must be a PNG or SVG image.")
_TOO_LARGE = N_("The logo is too large: the limit is {most}.", most="256 kB, 2048 × 2048")
_ODD = N_("The logo contains a script, a link or other active content, so it isn't shown.")
_OUTSIDE = N_("The logo isn't a regular file in the administrator's branding folder.")


def create_translator(policy: Policy, language: str) -> Translator:
    """Return a translator for a language, with the organisation's name and own texts."""
    branding = policy.branding
    known = Translator(language)
    return Translator(
        known.language, branding.name, select_text_overrides(branding.text_overrides, known.language)
    )


def validate_logos(loaded: LoadedPolicy, *folders: Path) -> LoadedPolicy:
    """Return the policy without invalid logos; each invalid logo is reported as a policy error.

    Args:
        loaded: the policy.
        folders: parents of branding folders; the first folder that contains the logo is used.
    """
    from selfhelp.policy.files import PolicyMistake, find_key_line

    branding, problems = loaded.policy.branding, list(loaded.problems)
    for key in ("logo", "logo_dark"):
        name = getattr(branding, key)
        try:
            load_logo(name, _find_logo_folder(name, folders))
        except ConfigurationError as error:
            source = next((s.source for s in loaded.settings if s.key == f"branding.{key}"), "")
            line = find_key_line(source, f"branding.{key}")
            problems.append(
                PolicyMistake(source, f"branding.{key}", error.message, _ACCEPTED, line, name[:80])
            )
            emptied: dict[str, Any] = {key: ""}
            branding = replace(branding, **emptied)
    if branding is loaded.policy.branding:
        return loaded
    return replace(loaded, policy=replace(loaded.policy, branding=branding), problems=problems)


def _find_logo_folder(name: str, folders: Sequence[Path]) -> Path:
    """Return the first folder whose branding folder contains the logo, or else the first folder."""
    is_file = bool(name) and not name.startswith("data:") and not _WHOLE.match(name)
    return next((f for f in folders if is_file and (f / FOLDER / name).is_file()), folders[0])


def load_logo(value: str, machine_policy: Path) -> bytes:
    """Return the logo's PNG or SVG data; empty if the policy has no logo.

    Raises:
        ConfigurationError: the logo is missing, too large, of an unsupported type, outside the branding
          folder, or has active content.
    """
    if not value:
        return b""
    data = (
        _decode_data_url(value) if value.startswith("data:") else _read_file_in_folder(value, machine_policy)
    )
    if len(data) > LARGEST:
        raise ConfigurationError(_TOO_LARGE)
    if data.startswith(_PNG):
        _require_valid_png(data)
    else:
        _require_safe_svg(data)
    return data


def _decode_data_url(value: str) -> bytes:
    try:
        return base64.b64decode(value.partition(",")[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise ConfigurationError(_WRONG_KIND) from error


def _read_trusted_file(file: Path) -> bytes:
    """Return the data of a file at any path, if only the administrator can change the file."""
    try:
        why = file_ownership.find_insecure_reason_on(detect_platform(), file)
    except (OSError, ValueError) as error:
        raise _build_unreadable_error(file, error) from error
    if why:
        raise ConfigurationError(
            N_(
                "Users other than administrators can change the logo, so it isn't shown ({reason}).",
                reason=why,
            )
        )
    return _read_regular_file(file)


def _read_file_in_folder(name: str, machine_policy: Path) -> bytes:
    """Return the data of a regular file in the branding folder; links out of that folder aren't followed."""
    if _WHOLE.match(name):
        return _read_trusted_file(Path(name))
    folder = machine_policy / FOLDER
    if Path(name).name != name or folder.is_symlink() or (folder / name).is_symlink():
        raise ConfigurationError(_OUTSIDE)
    return _read_regular_file(folder / name)


def _read_regular_file(file: Path) -> bytes:
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _NO_WAIT)
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ConfigurationError(_OUTSIDE)
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise _build_unreadable_error(file, error) from error


def _build_unreadable_error(file: Path, error: OSError | ValueError) -> ConfigurationError:
    reason = getattr(error, "strerror", None) or str(error)
    return ConfigurationError(N_("Can't read the logo {file}: {reason}", file=str(file), reason=reason))


_WHOLE = re.compile(r"/|[A-Za-z]:\\")
"""Pattern for the start of an absolute path, on POSIX or Windows."""


_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""Flag for opening a file without waiting, because a pipe in place of the file would block the app."""


def _require_valid_png(data: bytes) -> None:
    """Check a PNG's type and size before the image is decompressed (PNG, third edition, 11.2.1 IHDR).

    Raises:
        ConfigurationError: the image is too large, or isn't a PNG image.
    """
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise ConfigurationError(_WRONG_KIND)
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if not (0 < width <= WIDEST and 0 < height <= WIDEST):
        raise ConfigurationError(_TOO_LARGE)


def _require_safe_svg(data: bytes) -> None:
    """Check that an SVG contains only drawing elements, and no external references or entities.

    Raises:
        ConfigurationError: the SVG has other content.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    seen: list[str] = []

    def check_svg_element(name: str, attributes: Mapping[str, str]) -> None:
        seen.append(name.rpartition(" ")[2])
        if seen[0] != "svg":
            _raise_logo_refused(_WRONG_KIND)
        if len(seen) > ELEMENTS or _can_element_run_code(seen[-1], attributes):
            _raise_logo_refused(_ODD)

    parser.StartElementHandler = check_svg_element
    parser.StartDoctypeDeclHandler = lambda *_: _raise_logo_refused(_ODD)
    parser.ProcessingInstructionHandler = lambda *_: _raise_logo_refused(_ODD)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ConfigurationError(_WRONG_KIND) from error


def _can_element_run_code(element: str, attributes: Mapping[str, str]) -> bool:
    """Return whether an SVG element's attributes can run code or refer to data outside the image."""
    for name, value in attributes.items():
        plain, words = name.rpartition(" ")[2].lower(), "".join(value.lower().split())
        inside = words.count("url(") == words.count("url(#") and "\\" not in words and "/*" not in words
        if plain.startswith("on") or not inside or (plain in ("href", "src") and not words.startswith("#")):
            return True
    return element not in _ALLOWED


def _raise_logo_refused(why: Text) -> NoReturn:
    raise ConfigurationError(why)
