"""A pack's author at work, for tests: a folder, a key, and the machine's policy that trusts it."""

# mypy: disable-error-code="call-arg"

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from selfhelp.core.paths import AppPaths
from selfhelp.packs import signature
from selfhelp.packs.authoring import read_example_files
from selfhelp.policy import files as policy_files
from selfhelp.policy import policy

KEY = b"\1" * 32
OTHER = b"\2" * 32
TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=30)

GUIDE = f"""
id = "example-guide"
version = 3
publisher = "Example IT"
expires = {LATER}
category = "network"
platforms = ["linux", "macos", "windows"]
uses = ["by-hand", "open-settings"]
check = "net-proxy"

[text.en]
title = "Use the office proxy"
looks = "Looking at the proxy"
found = "The office proxy is not set."

[text.fr]
title = "Utiliser le proxy du bureau"

[symptoms]
en = ["no intranet"]

[[step]]
do = "open-settings"
page = "network"

[[step]]
do = "by-hand"
action = "restart"
"""


def files(text: str = GUIDE, **more: str) -> dict[str, bytes]:
    """Return the files of a pack: its ``pack.toml`` and more (``scripts__a_sh`` is ``scripts/a.sh``)."""
    return {"pack.toml": text.encode(), **{name: data.encode() for name, data in more.items()}}


def with_scripts() -> dict[str, bytes]:
    """Return the files of the example that is packaged with the program."""
    return {name: text.encode() for name, text in read_example_files().items()}


def packed(content: Mapping[str, bytes] | None = None, key: bytes = KEY, created: date = TODAY) -> bytes:
    """Return a signed pack."""
    return signature.sign_files(content if content is not None else files(), key, created)


def places(root: Path) -> AppPaths:
    """Return the places of someone whose machine's policy lies below a folder."""
    return AppPaths(*(root / name for name in ("config", "data", "cache", "log", "run")), root / "etc")


def install(root: Path, packs: Mapping[str, bytes], rules: str = "") -> policy.Policy:
    """Write the machine's policy, which trusts `KEY`, and the packs beside it; return the policy."""
    folder = root / "etc" / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    trusted = f'keys = ["{signature.derive_public_key_hex(KEY)}"]\n' if "keys" not in rules else ""
    (root / "etc" / "policy.toml").write_text(f"[packs]\n{trusted}{rules}")
    for name, data in packs.items():
        (folder / name).write_bytes(data)
    return policy_files.load_policy(places(root)).policy
