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


def seeds(rule: Rule) -> Iterator[str]:
    """Return what long lines are made of for a rule: what is hostile to many, and what it needs."""
    yield from SEEDS
    for word in rule.needs:
        yield from (word, f"{word}a", f"{word} ", f"{word}=", f" {word}")


def found(rule: Rule) -> Iterator[str]:
    """Return something that the rule finds, as the corpus has it."""
    made = [make() for half in (redaction_blind, redaction_corpus) for make in half.FIXED.values()]
    made += [make() for half in (redaction_blind, redaction_corpus) for make in half.PERSONAL.values()]
    made += [
        write("Tr0ub4dor") for half in (redaction_blind, redaction_corpus) for write in half.KEYWORDS.values()
    ]
    for text in made:
        if get_lazy_pattern(rule.pattern).search(f" {text} ") is not None:
            yield text.replace("\n", " ") + " "
            return


def repeated(seed: str, length: int = LENGTH) -> str:
    """Return a line of so many characters made of nothing else."""
    return (seed * (length // len(seed) + 1))[:length]
