"""What polkit is told: who may have which operation done (test A4 without a bus)."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.helper.operation import TrustLevel
from selfhelp.helper.operations import OPERATIONS

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "installer" / "linux"))
import build_helper

sys.path.pop(0)

ACTIONS = {action.get("id", ""): action for action in ET.fromstring(build_helper.policy()).iter("action")}
ON_LINUX = sorted(name for name, operation in OPERATIONS.items() if Platform.LINUX in operation.ways)


def test_there_is_one_action_for_each_operation_and_no_other() -> None:
    assert sorted(ACTIONS) == sorted(f"{build_helper.PREFIX}.{name}" for name in ON_LINUX)


@pytest.mark.parametrize("operation", ON_LINUX)
def test_a4_only_who_sits_at_the_computer_and_without_a_password_only_what_is_harmless(
    operation: str,
) -> None:
    action = ACTIONS[f"{build_helper.PREFIX}.{operation}"]
    defaults = {tag.tag: tag.text for tag in action.iterfind("defaults/*")}
    harmless = OPERATIONS[operation].trust is TrustLevel.HARMLESS
    assert defaults == {
        "allow_any": "no",
        "allow_inactive": "no",
        "allow_active": "yes" if harmless else "auth_admin_keep",
    }
    annotations = {tag.get("key", "").rpartition(".")[2]: tag.text for tag in action.iterfind("annotate")}
    assert annotations == {"path": build_helper.INSTALLED, "argv1": operation}


def test_the_same_sources_give_the_same_bytes() -> None:
    assert build_helper.archive() == build_helper.archive()
