"""A page that a server named is opened only where it can be nothing but a page."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Command, Output
from selfhelp.machine.guidance.settings_pages import can_show_web_page, open_web_page


class Desktop:
    """Notes what is opened."""

    platform = Platform.LINUX

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.opened: list[Any] = []

    def change(self, action: Any) -> Any:
        self.opened.append(action)
        if self.code < 0:
            raise StepError(N_("no program"))
        return Output(self.code, "")


@pytest.mark.parametrize("page", ["https://desk.example.com/t?id=1", "http://127.0.0.1:8080/t/1"])
def test_a_page_is_opened(page: str) -> None:
    desktop = Desktop()
    assert open_web_page(page, desktop, Progress())  # type: ignore[arg-type]
    assert desktop.opened == [Command(("xdg-open", page))]


@pytest.mark.parametrize(
    "page",
    [
        "http://desk.example.com/t/1",
        "https://user:secret@desk.example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ms-settings:network",
        "--help",
        "https:///x",
        "https://[::1",
        "https://desk.example.com/\x07",
        "",
    ],
)
def test_anything_else_is_not(page: str) -> None:
    desktop = Desktop()
    assert not open_web_page(page, desktop, Progress())  # type: ignore[arg-type]
    assert desktop.opened == []


@pytest.mark.parametrize("code", [1, -1])
def test_where_nothing_opens_it_that_is_said(code: int) -> None:
    assert not open_web_page("https://desk.example.com/", Desktop(code), Progress())  # type: ignore[arg-type]


def test_a_display_is_asked_of_linux_only() -> None:
    assert not can_show_web_page({}, Platform.LINUX)
    assert can_show_web_page({"DISPLAY": ":0"}, Platform.LINUX)
    assert can_show_web_page({"WAYLAND_DISPLAY": "wayland-0"}, Platform.LINUX)
    assert can_show_web_page({}, Platform.WINDOWS)
