"""Every undo is read back, or its own action raises an error if it didn't work."""

from __future__ import annotations

import inspect

import pytest

from selfhelp import machine
from selfhelp.machine import Step

OWN_RESULT = {
    "allow-changes": "chmod",
    "environment-proxy": "the user's file, replaced atomically",
    "kde-proxy": "the user's file, replaced atomically",
    "load-add-in": "one value of the registry",
    "mail-setting": "the user's file, replaced atomically",
    "remove-mail-lock": "one file",
    "renew-store": "a rename",
    "renew-teams-caches": "renames",
    "set-cache-aside": "a rename",
    "set-lock-aside": "a rename",
    "set-profile-lock-aside": "a rename",
}
"""Steps whose undo step is one system call, which raises an error if it didn't work."""


def reads_back(step: type[Step]) -> bool:
    """Whether a step's undo is compared with what the computer answers."""
    source = inspect.getsource(step.make_undo_step).partition(":\n")[2]
    return step.is_undone is not Step.is_undone or "machine" in source


UNDOABLE = {name: step for name, step in machine._load_step_classes().items() if step.undoable}


@pytest.mark.parametrize("name", sorted(UNDOABLE))
def test_an_undo_is_read_back(name: str) -> None:
    assert reads_back(UNDOABLE[name]) is (name not in OWN_RESULT)
