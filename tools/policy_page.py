"""Keeps docs/policy.md current: every key of the policy, from its one definition in selfhelp/policy.py.

python tools/policy_page.py update
python tools/policy_page.py check     fails where the page is not what update would write
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from selfhelp.policy import keys
from selfhelp.text import ENGLISH

PAGE = Path(__file__).resolve().parent.parent / "docs" / "policy.md"
HEAD = """# Every key of the policy

Written by `make policy` from `selfhelp/policy.py`. How it is read: [for administrators](admin.md).

| key | what it does | default | what is allowed |
|---|---|---|---|
"""


def page() -> str:
    """Return the whole page."""
    rows = []
    for name, field, rule in keys():
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        rows.append(f"| `{name}` | {ENGLISH.show(rule.help)} | `{json.dumps(default)}` | {rule.allowed} |")
    return HEAD + "\n".join(rows) + "\n"


def main(action: str) -> int:
    """Write or check the page."""
    if action == "update":
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/policy.md is not current: make policy")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
