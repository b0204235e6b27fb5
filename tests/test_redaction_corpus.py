"""The corpus that measures redaction is what its templates give, and says what it claims."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from random import Random

from tests.data.redaction.values import MAKERS
from tests.people import ROOT

DATA = ROOT / "tests" / "data" / "redaction"


def lines() -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / "dev.jsonl").read_text(encoding="utf-8").splitlines()]


def test_corpus_is_what_the_templates_give() -> None:
    for program in ("make_dev.py", "make_benign.py"):
        done = subprocess.run([sys.executable, str(DATA / program), "--check"], check=False)
        assert done.returncode == 0, program


def test_every_class_has_enough_secrets() -> None:
    secrets: Counter[str] = Counter()
    for line in lines():
        secrets[str(line["class"])] += len(line["secrets"])  # type: ignore[arg-type]
    assert len(secrets) >= 12
    assert min(secrets.values()) >= 25


def test_every_secret_is_in_its_text() -> None:
    for line in lines():
        assert line["secrets"], line["id"]
        for part in [*line["secrets"], *line.get("keep", [])]:  # type: ignore[misc]
            assert part in str(line["text"]), line["id"]


def test_benign_texts_are_long_enough() -> None:
    texts = [file.read_text(encoding="utf-8") for file in (DATA / "benign").glob("*.txt")]
    assert sum(len(text.split()) for text in texts) >= 20_000


def test_invented_numbers_have_right_check_digits() -> None:
    rng = Random(7)
    for maker in ("ibanfr", "ibanbe", "ibande", "ibangb"):
        iban = MAKERS[maker](rng, 0)
        assert int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1
    nir = MAKERS["nir"](rng, 0)
    assert (int(nir[:13]) + int(nir[13:])) % 97 == 0
    card = [int(digit) for digit in MAKERS["card"](rng, 16)]
    assert (sum(card[1::2]) + sum(sum(divmod(2 * digit, 10)) for digit in card[0::2])) % 10 == 0
    assert all(int(group) % 11 == 0 for group in MAKERS["bitlocker"](rng, 0).split("-"))
