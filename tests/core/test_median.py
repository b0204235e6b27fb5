"""The median is the one of Python's library."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.median import compute_median


@given(st.lists(st.floats(-1e9, 1e9), min_size=1))
def test_it_is_the_one_of_the_library(values: list[float]) -> None:
    assert compute_median(iter(values)) == median(values)


def test_there_is_none_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        compute_median([])
