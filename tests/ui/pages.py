"""Every destination by the name of its screen, for tests that go through them; and what shows one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from selfhelp.ui import navigation
from selfhelp.ui.navigation import Destination
from selfhelp.ui.window import AppWindow

PAGES: Mapping[str, type[Destination]] = {
    page.name: page
    for page in vars(navigation).values()
    if isinstance(page, type) and issubclass(page, Destination) and page is not Destination
}


class Make(Protocol):
    """What the fixture ``make_window`` returns."""

    def __call__(self, destination: Destination | None = None) -> AppWindow: ...
