"""What the rules hold in memory after logs, every corpus and hostile lines: this runs on small computers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.people import ROOT
from tests.report.redaction_measured import FOLDER

MOST = {2: 550, 16: 350}
"""Megabytes of the whole process, by which lines of a corpus it reads: every second line adds about ten.

The rules for registers, matters, told secrets and messages took 29 of them for every 16th line: 213 before
them, 242 since. Two more corpora and the rules for short notes brought it from 255 to 260, a further corpus,
its rules and the learned weights to 273. The rules for notes of employees brought it to 281,
three further corpora and the rules for them to 315 (508 for every second line). Two more and their rules
brought it to 338.
"""

_CHILD = """
import json, psutil, sys
from pathlib import Path
from selfhelp.report.redact import Redactor
from tests.bench.redaction_bench import KNOWN, LOGS, _log
from tests.report.redaction_hostile import SEEDS
for make in LOGS.values():
    Redactor(KNOWN).redact_text(_log(make, 200_000))
for path in sorted(Path(sys.argv[1]).glob("*.jsonl")):
    for line in path.read_text("utf-8").splitlines()[::int(sys.argv[2])]:
        Redactor({}).redact_text(json.loads(line)["text"])
for seed in SEEDS:
    Redactor({}).redact_text((seed * (10_000 // len(seed) + 1))[:10_000])
print(psutil.Process().memory_info().rss >> 20)
"""


@pytest.mark.slow
def test_the_rules_need_little_memory(loops: int) -> None:
    step = 2 if loops >= 100 else 16
    command = [sys.executable, "-c", _CHILD, str(FOLDER), str(step)]
    child = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert int(child.stdout) <= MOST[step]


_RELEASED = """
import psutil, sys, threading
from selfhelp.core.model import Platform
from selfhelp.machine.processes.own_memory import return_free_memory
from selfhelp.report.redact import Redactor
from selfhelp.report.redact.re2_patterns import release_compiled_patterns
text = open(sys.argv[1], encoding="utf-8").read()[:60_000]
def measure():
    return psutil.Process().memory_info().rss >> 20
first = Redactor({}, key=b"k" * 32).redact_text(text)
full = measure()
release_compiled_patterns()
return_free_memory(Platform.LINUX)
print(full, measure())
again = []
reader = threading.Thread(target=lambda: again.append(Redactor({}, key=b"k" * 32).redact_text(text)))
reader.start()
while reader.is_alive():
    release_compiled_patterns()
    reader.join(0.02)
assert again == [first]
"""


@pytest.mark.slow
def test_the_memory_of_the_rules_is_released_and_what_they_find_stays() -> None:
    command = [sys.executable, "-c", _RELEASED, str(FOLDER / "benign-16.txt")]
    child = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    full, left = map(int, child.stdout.split())
    assert full - left > 60
    assert left < 90


def test_a_pattern_of_letters_is_written_in_blocks() -> None:
    """Each ``\\\\pL`` range by range came to three million instructions of all rules, a hundred megabytes."""
    from selfhelp.report.redact import rule_order
    from selfhelp.report.redact.re2_patterns import get_lazy_pattern

    patterns = {
        rule.pattern for rule in rule_order.get_all_rules()
    }  # rules with one pattern share its program
    sizes = [get_lazy_pattern(pattern).size for pattern in patterns]
    assert sum(sizes) < 1_030_000
    assert get_lazy_pattern(r"^\pL+$").is_full_match("Élodießжλ中")
    assert not get_lazy_pattern(r"\pL").is_full_match("7")
    assert get_lazy_pattern(r"[\p{Lu}]\p{Ll}").is_full_match("Éa")


def test_what_is_remembered_of_words_leaves_out_long_ones() -> None:
    from selfhelp.report.redact.block_words import cache_word_test

    asked: list[str] = []

    @cache_word_test
    def is_asked(word: str) -> bool:
        asked.append(word)
        return True

    for word in ("short", "short", "x" * 1_000, "x" * 1_000):
        assert is_asked(word)
    assert [len(word) for word in asked] == [5, 1_000, 1_000]
