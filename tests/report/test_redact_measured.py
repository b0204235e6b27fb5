"""Redaction measured on corpora whose authors did not know the rules: recall by class, harmless text."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from selfhelp.report.redact import Redactor
from tests.report.redaction_measured import STEP, cleaned, harmless, measure

pytestmark = pytest.mark.loops  # make soak reads the corpora whole
LEAST, LEAST_OF_A_CLASS = 0.97, 0.85
"""Share of the secrets that must be gone, of all and of each class."""


@pytest.mark.slow
@pytest.mark.parametrize(("corpus", "secrets"), [("dev", 900), ("second", 750)])
def test_recall_of_all_and_of_each_class(corpus: str, secrets: int) -> None:
    total, missed = measure(corpus)
    by_class = Counter(one.kind for one in missed)
    for kind in total:
        print(f"{kind:20} {1 - by_class[kind] / total[kind]:7.1%} of {total[kind]}")
    assert total.total() > secrets // (STEP + 1)
    assert within(len(missed), total.total(), LEAST), missed
    assert [kind for kind in total if not within(by_class[kind], total[kind], LEAST_OF_A_CLASS)] == []


def within(missed: int, total: int, least: float) -> bool:
    """Tell whether the share that was found is large enough; of a sample, whether it may be by chance."""
    limit = round((1 - least) * total, 6)
    return missed <= (limit if STEP == 1 else 1 + limit + 2 * math.sqrt(limit))


SO_FAR = {
    "held-out": (0.97, 700),
    "third": (0.97, 380),
    "fresh": (0.93, 150),
    "fourth": (0.99, 850),
    "fifth": (0.99, 120),
    "sixth": (0.97, 700),
    "seventh": (0.92, 220),
    "eighth": (0.97, 150),
    "ninth": (0.92, 90),
    "tenth": (0.95, 850),
    "eleventh": (0.92, 420),
    "twelfth": (0.94, 300),
    "thirteenth": (0.96, 950),
    "fourteenth": (0.97, 600),
    "fifteenth": (0.92, 1_150),
    "sixteenth": (0.93, 990),
    "seventeenth": (0.91, 1_700),
    "eighteenth": (0.92, 1_350),
    "nineteenth": (0.95, 1_100),
    "twentieth": (0.97, 330),
    "twenty-first": (0.97, 290),
    "twenty-second": (0.97, 95),
    "twenty-third": (0.96, 580),
    "twenty-fourth": (0.96, 1_330),
    "twenty-fifth": (0.86, 730),
    "twenty-sixth": (0.84, 690),
    "twenty-seventh": (0.96, 740),
    "twenty-eighth": (0.94, 1_120),
    "twenty-ninth": (0.95, 1_330),
    "thirtieth": (0.97, 1_050),
    "thirty-first": (0.91, 1_120),
    "thirty-second": (0.93, 1_480),
}
"""Least share that is found, and how many secrets there are, of the other corpora (see their README)."""


@pytest.mark.slow
@pytest.mark.parametrize("corpus", SO_FAR)
def test_other_corpora_are_found_no_worse_than_before(corpus: str) -> None:
    total, missed = measure(corpus)
    least, secrets = SO_FAR[corpus]
    assert total.total() > secrets // (STEP + 1)
    assert within(len(missed), total.total(), least), missed


@pytest.mark.parametrize("corpus", ["dev", "second"])
def test_what_is_around_a_secret_stays(corpus: str) -> None:
    """Addresses, hosts, birthplaces and accounts go as they should; of the rest nearly all stays.

    The first corpus also calls hosts harmless that someone signs in to; they are hidden since.
    """
    kept = lost = 0
    for context, shown in cleaned(corpus):
        for word in context.get("keep", ()):
            kept += word in shown
            lost += word not in shown
    assert kept / (kept + lost) >= 0.88


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "least", "most"),
    [
        ("benign/*.txt", 15_000, 0.001),
        ("second-benign/*.txt", 15_000, 0.001),
        ("benign-4.txt", 11_900, 0.001),
        ("benign-5.txt", 5_000, 0.001),
        ("benign-6.txt", 6_500, 0.001),
        ("benign-7.txt", 12_000, 0.001),
        ("benign-8.txt", 11_900, 0.001),
        ("benign-9.txt", 12_000, 0.001),
        ("benign-10.txt", 12_000, 0.001),
        ("benign-11.txt", 7_000, 0.001),
        ("benign-12.txt", 3_900, 0.001),
        ("benign-13.txt", 5_900, 0.001),
        ("benign-14.txt", 2_900, 0.001),
        ("benign-15.txt", 11_900, 0.002),  # no rule was changed for most of it
        ("benign-16.txt", 3_900, 0.001),
        ("benign-17.txt", 3_900, 0.001),
        ("benign-18.txt", 5_000, 0.001),
        ("benign-19.txt", 3_000, 0.001),
        ("benign-20.txt", 3_400, 0.001),
        ("benign-21.txt", 4_900, 0.001),
        ("benign-22.txt", 3_100, 0.001),
        ("benign-23.txt", 1_800, 0.0012),
        ("benign-24.txt", 1_100, 0.0018),
        ("benign-25.txt", 5_900, 0.0027),  # no rule was changed for it
    ],
)
def test_at_most_one_placeholder_per_thousand_harmless_words(files: str, least: int, most: float) -> None:
    words = stand_ins = 0
    for name, count, found in harmless(files):
        print(f"{name:28} {count:6} words {len(found):3} stand-ins {found}")
        words, stand_ins = words + count, stand_ins + len(found)
    assert words >= least // (STEP + 1)
    assert within(stand_ins, words, 1 - most)


@pytest.mark.parametrize(
    "text",
    [
        "Token token = new Token(session, refreshToken.getExpiry());",
        "git clone git@github.com:org/repo.git",
        "Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com",
        'self._token = self.session.request_token(scope="tickets.write")',
        "session_key = derive_key(password, salt=salt, iterations=600_000)",
        'secret = os.environ["APP_SECRET"]',
        "GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}",
        "Loaded X.509 cert 'Build time autogenerated kernel key: 38cc5ffae12db9d175f5ce3033a60b66bdf06ba2'",
        "BOOT_IMAGE=/boot/vmlinuz root=UUID=da30aa51-e030-b795-c0cc-6cc197d2c14e ro quiet",
        "gdm-password][60008]: gkr-pam: unable to locate daemon control file",
        "authentication failure; logname= uid=1000 euid=0 tty=/dev/pts/2",
        'WWW-Authenticate: Bearer error="invalid_token", error_description="The access token expired"',
        "Password: see the safe. Password (optional): leave it empty to use single sign-on.",
        "the service asked for a new one\n2026-02-03 07:55:13 audio device changed",
        "ALTER TABLE users ADD COLUMN password varchar(255), ADD COLUMN secret_question text;",
        "def decide(request: bytes, caller: Caller, computer: Computer) -> Plan:",
    ],
)
def test_code_documents_and_logs_stay(text: str) -> None:
    assert Redactor({}).redact_text(text) == text
