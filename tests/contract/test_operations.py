"""Every step that asks the administrator's helper asks for something the helper has on that system."""

from __future__ import annotations

import pytest

from selfhelp.helper.operations import OPERATIONS
from selfhelp.machine import Step, _load_step_classes

ASKING = sorted(
    (step for step in _load_step_classes().values() if step.operations), key=lambda step: step.name
)


@pytest.mark.parametrize("step", ASKING, ids=lambda step: step.name)
def test_the_helper_has_what_a_step_asks_for(step: type[Step]) -> None:
    assert step.admin
    for platform, operation in step.operations.items():
        assert platform in step.rows, f"{platform} has no row"
        assert operation in OPERATIONS, operation
        assert platform in OPERATIONS[operation].ways, f"{operation} is not for {platform}"
