"""A terminal in which Alice uses the product; the user has no display, no session bus and no network
proxy."""

from __future__ import annotations

import pytest

from tests.e2e.terminal import Terminal
from tests.people import Person


@pytest.fixture
def selfhelp(alice: Person) -> Terminal:
    """The command line, as Alice."""
    return Terminal(alice, {"PYTHONWARNINGS": "error::ResourceWarning"})
