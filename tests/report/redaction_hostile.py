"""Long hostile lines for every rule: what it needs, and what it finds, again and again."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from tests.report import redaction_blind, redaction_corpus

LENGTH = 200_000
SEEDS = (
    "a", "@", "a@", "1.", "::", "password=", "password ", "my password is ", "\\\\a", "/home/", "eyJ", "://a:", "key-",
    "curl -u ", "net use \\\\", '"password":"\\\\', "-----BEGIN RSA PRIV" + "ATE KEY-----", "4 ", "A1b2 ", "$1$", "(",
    "é", "1-", "A1-", "a:", "a.", "a.b@", "user ", "C:\\", "%40", "00:", "FR76 ", "a_", "--a-", " ", "\t", "=", "a&b=",
    '"', "'", "\\", "x-", "aB", "https://", "&amp;", "%", "CN=a,", "4444 ", "aaaa.", "\\n",
)  # fmt: skip


def lines(rule: Rule, length: int = LENGTH) -> Iterator[tuple[str, str]]:
    """Return seeds and lines of so many characters made of them."""
    needs = [form for word in rule.needs for form in (word, f"{word}a", f"{word} ", f"{word}=", f" {word}")]
    for seed in (*SEEDS, *needs):
        yield seed, (seed * (length // len(seed) + 1))[:length]


def found(rule: Rule, length: int = LENGTH) -> Iterator[tuple[str, str]]:
    """Return lines made of nothing but what the rule finds, as the corpus has it."""
    made = [make() for half in (redaction_blind, redaction_corpus) for make in half.FIXED.values()]
    made += [make() for half in (redaction_blind, redaction_corpus) for make in half.PERSONAL.values()]
    made += [
        write("Tr0ub4dor") for half in (redaction_blind, redaction_corpus) for write in half.KEYWORDS.values()
    ]
    for text in made:
        if get_lazy_pattern(rule.pattern).search(f" {text} ") is not None:
            seed = text.replace("\n", " ") + " "
            yield seed[:40], (seed * (length // len(seed) + 1))[:length]
            return
