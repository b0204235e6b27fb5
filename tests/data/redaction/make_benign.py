"""Writes benign/made-*.txt, evidence with nothing to hide, from templates/benign/*.txt.

python tests/data/redaction/make_benign.py           writes them again: the same bytes every time
python tests/data/redaction/make_benign.py --check   fails if a file is not what its template gives

Each line of a template is one line of a log; the file gets LINES of them in a random order, with values
filled in and the clock going on. The other files of benign/ are written by hand.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
SEED = 20260413
LINES = 170
SLOT = re.compile(r"<([a-z]+)(?::(\d+))?>")
PACKAGES = (
    "requests numpy pandas urllib3 certifi idna attrs click jinja2 markupsafe packaging pluggy pyyaml six "
    "tokenizers secretstorage keyring passlib pyjwt session-store auth-tokens left-pad lodash react webpack "
    "chalk commander semver rimraf glob minimatch ansi-styles debug yargs express-session cookie-parser csurf"
)
UNITS = (
    "cups bluetooth NetworkManager systemd-resolved fwupd gdm accounts-daemon polkit udisks2 colord "
    "ModemManager wpa_supplicant snapd packagekit rtkit-daemon sssd chronyd gnome-keyring-daemon thermald"
)
PLACES = (
    "src/auth/token.py src/session/store.ts lib/password_policy.rb app/Models/Secret.cs cmd/login/main.go "
    "docs/keys.md tests/test_cookie.py include/key_schedule.h web/js/csrf.js pkg/credentials/provider.go"
)
TOPICS = (
    "token refresh|password policy|session timeout|cookie banner|key rotation|printer queue|invoice export|"
    "certificate check|secret scanning|login page|retry of uploads|French labels|date parsing|disk alert"
)


def _chosen(words: list[str]) -> Callable[[Random, int], str]:
    return lambda rng, _n: rng.choice(words)


MAKERS: dict[str, Callable[[Random, int], str]] = {
    "n": lambda rng, n: str(rng.randint(1, 10 ** (n or 3))),
    "hex": lambda rng, n: rng.randbytes((n or 40) // 2).hex(),
    "uhex": lambda rng, n: rng.randbytes((n or 8) // 2).hex().upper(),
    "guid": lambda rng, _n: "-".join(rng.randbytes(size).hex() for size in (4, 2, 2, 2, 6)),
    "ver": lambda rng, _n: f"{rng.randint(0, 12)}.{rng.randint(0, 30)}.{rng.randint(0, 9)}",
    "build": lambda rng, _n: f"10.0.{rng.choice([19045, 22631, 26100])}.{rng.randint(100, 4999)}",
    "pkg": _chosen(PACKAGES.split()), "unit": _chosen(UNITS.split()), "place": _chosen(PLACES.split()),
    "topic": _chosen(TOPICS.split("|")), "pct": lambda rng, _n: f"{rng.randint(1, 100)}%",
    "size": lambda rng, _n: f"{rng.randint(1, 900)}.{rng.randint(0, 9)} {rng.choice(['kB', 'MB', 'GB'])}",
    "frac": lambda rng, n: f"{rng.randint(0, 99)}.{rng.randint(0, 10 ** (n or 3) - 1):0{n or 3}d}",
}  # fmt: skip
CLOCKS = {
    "iso": "%Y-%m-%dT%H:%M:%SZ", "log": "%Y-%m-%d %H:%M:%S", "sys": "%b %d %H:%M:%S",
    "us": "%m/%d/%Y %I:%M:%S %p", "fr": "%d/%m/%Y %H:%M:%S", "git": "%a %b %d %H:%M:%S %Y +0000",
    "day": "%Y-%m-%d", "clf": "%d/%b/%Y:%H:%M:%S +0000",
}  # fmt: skip


def evidence(template: Path) -> str:
    """Return the text that a template gives."""
    rng = random.Random(f"{SEED}/{template.stem}")
    now = datetime(2026, 2, rng.randint(1, 20), 7, 30, tzinfo=UTC)
    forms = template.read_text(encoding="utf-8").splitlines()
    lines: list[str] = []
    while len(lines) < LINES:
        for form in rng.sample(forms, len(forms)):
            now += timedelta(seconds=rng.randint(1, 400))
            lines.append(_filled(rng, now, form))
    return "\n".join(lines).replace("\\n", "\n").replace("\\t", "\t") + "\n"


def _filled(rng: Random, now: datetime, form: str) -> str:
    def made(match: re.Match[str]) -> str:
        if match[1] in CLOCKS:
            return now.strftime(CLOCKS[match[1]])
        maker = MAKERS.get(match[1])
        return maker(rng, int(match[2] or 0)) if maker else match[0]

    return SLOT.sub(made, form)


def main() -> int:
    """Write the texts, or check them."""
    wrong = 0
    for template in sorted((HERE / "templates" / "benign").glob("*.txt")):
        target = HERE / "benign" / f"made-{template.name}"
        text = evidence(template).encode()
        if "--check" in sys.argv:
            wrong += target.read_bytes() != text
        else:
            target.write_bytes(text)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
