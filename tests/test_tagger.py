"""Training of the weights of redaction is repeatable, and reads placeholders as the rules leave them."""

from __future__ import annotations

from tools import tagger


def test_training_is_repeatable_and_separates_words() -> None:
    read = [tagger.Example([n % 7, 100 + n % 2], n % 2 == 1, harmless=False) for n in range(400)]
    weights = memoryview(tagger.learn(read)).cast("b")
    assert tagger.learn(read) == weights.tobytes()
    assert weights[101] > 0 > weights[100]


def test_replaced_parts_are_aligned() -> None:
    assert tagger.align("ask Jane now", "ask user-a1b2c3 now") == [(4, 8, "user-a1b2c3")]
    assert tagger.align("ask Jane now", "another text") == []
