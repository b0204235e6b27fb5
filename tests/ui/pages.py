"""Every destination by the name of its screen, for tests that go through them."""

from __future__ import annotations

from collections.abc import Mapping

from selfhelp.ui import navigation
from selfhelp.ui.navigation import Destination

PAGES: Mapping[str, type[Destination]] = {
    page.name: page
    for page in vars(navigation).values()
    if isinstance(page, type) and issubclass(page, Destination) and page is not Destination
}
