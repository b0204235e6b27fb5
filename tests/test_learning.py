"""The weights of the search are learned in whole numbers: right, and the same everywhere."""

from __future__ import annotations

import math
import random

import pytest

from tools import learning
from tools.learning import Example, Learner

EXAMPLES = [Example(n % 3, [(n % 3, 0.8), (3, 0.6)], f"phrase {n}") for n in range(300)]


def learned(examples: list[Example], answers: int = 3, marks: int = 4) -> tuple[list[list[int]], list[int]]:
    learner = Learner(answers, marks)
    learner.learn(examples)
    return learner.weights(100)


def test_a_feature_supports_its_class_only() -> None:
    weights, bias = learned(EXAMPLES)
    for mark in range(3):
        assert weights[mark][mark] > 100
        assert all(weights[mark][other] < -50 for other in range(3) if other != mark)
    for shared in (weights[3], bias):
        assert max(shared) - min(shared) < 10, "what all phrases share tells none from another"


def test_no_class_rests_on_one_feature() -> None:
    """Faint marks that always come with a strong one learn more than their share of what all say."""
    strong, faint = 0.9, 0.3
    own = [[(6 * answer, strong), *((6 * answer + n, faint) for n in range(1, 6))] for answer in range(3)]
    weights, _ = learned([Example(n % 3, own[n % 3], f"phrase {n}") for n in range(300)], 3, 18)
    assert weights[1][0] / weights[0][0] > 1.2 * faint / strong


def test_an_answer_with_more_phrases_is_likelier_before_a_word_is_read() -> None:
    few = [one for number, one in enumerate(EXAMPLES) if one.answer or number % 30 == 0]
    _, bias = learned(few)
    assert bias[0] < min(bias[1:])


def test_the_same_phrases_give_these_weights_on_every_machine() -> None:
    """Made once and written down here: a Python or a machine that rounds otherwise fails."""
    choose = random.Random(7)
    examples = [
        Example(
            n % 4, [(mark, round(choose.random(), 6)) for mark in choose.sample(range(9), 3)], f"phrase {n}"
        )
        for n in range(200)
    ]
    weights, bias = learned(examples, 4, 9)
    assert (weights[0], bias) == ([19, -17, -22, 25], [-18, 47, -9, -20])


def test_the_order_of_the_phrases_changes_nothing() -> None:
    """Else a new fix, whose phrases stand among the others, changes answers it has nothing to do with."""
    choose = random.Random(11)
    examples = [
        Example(n % 3, [(mark, choose.random()) for mark in choose.sample(range(12), 7)], f"phrase {n}")
        for n in range(60)
    ]
    assert learned(examples, 3, 12) == learned(examples[20:] + examples[:20], 3, 12)


def test_powers_of_e_are_what_they_should_be() -> None:
    table = learning._powers()
    assert table[0] == 1 << learning.POWER_BITS
    for place in range(0, len(table), 97):
        assert table[place] == pytest.approx(
            math.exp(-place / learning.FINENESS) * (1 << learning.POWER_BITS), abs=1.001
        )


def test_one_step_follows_the_gradient_of_the_softmax() -> None:
    """Against the same step in floating point: the error is the share, less one for the right answer."""
    learner = Learner(3, 2)
    sums = [place * (1 << 2 * learning.VALUE_BITS + learning.ERROR_BITS) for place in (0, 2, 1)]
    change = learner._change([one + (1 << 63) for one in sums], answer=0, turn=1)
    powers = [math.exp(-2), 1.0, math.exp(-1)]
    shares = [power / sum(powers) for power in powers]
    wanted = [learning.STEP / 2 * (share - (place == 0)) for place, share in enumerate(shares)]
    unit = 1 << learning.ERROR_BITS
    assert [lane / unit for lane in learner._unpacked(change)] == pytest.approx(wanted, abs=0.002)


def test_a_weight_that_outgrows_its_place_is_refused() -> None:
    learner = Learner(3, 2)
    learner._total[1] = learning.LIMIT << learning.LANE
    with pytest.raises(OverflowError, match="lower STEP"):
        learner.weights(100)
