"""The page of the documentation that lists every key."""

from __future__ import annotations

import json
from collections.abc import Mapping

from selfhelp.policy.export.declared import declared

HEAD = """# Every key of the policy

Written by `make policy` from `selfhelp/policy/policy.py`. How it is read: [for administrators](admin.md).

| key | what it does | default | what is allowed |
|---|---|---|---|
"""


def files() -> Mapping[str, bytes]:
    """Return the page."""
    rows = []
    for key in declared():
        default = list(key.default) if isinstance(key.default, tuple) else key.default
        shown = json.dumps(default, ensure_ascii=False)
        rows.append(f"| `{key.name}` | {key.help('en')} | `{shown}` | {key.rule.allowed} |\n")
    return {"policy.md": (HEAD + "".join(rows)).encode()}
