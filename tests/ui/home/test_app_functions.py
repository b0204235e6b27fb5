"""The search for the app's own functions, loaded beside a window that answers keys."""

from __future__ import annotations

import threading
from typing import Any

from selfhelp.catalog import app_functions
from selfhelp.catalog.app_functions import FunctionFinder
from selfhelp.ui.home.app_functions import AppFunctions
from tests.ui.pages import Make


def test_loading_lets_the_window_go_first_between_two_functions(make_window: Make, monkeypatch: Any) -> None:
    seen: list[str] = []
    original = FunctionFinder.__init__

    def prepare(self: FunctionFinder, known: Any) -> None:
        def watch() -> Any:
            for one in known:
                if threading.current_thread() is threading.main_thread():  # the window loads them, too
                    seen.append(one.key)
                yield one

        original(self, watch())

    monkeypatch.setattr(FunctionFinder, "__init__", prepare)
    monkeypatch.setattr(app_functions, "FunctionFinder", FunctionFinder)  # other windows share one
    functions = AppFunctions(make_window().context)
    functions.load_phrases(lambda: seen.append("pause"))
    targets = [name for name in seen if name != "pause"]
    assert len(targets) > 5
    assert seen[: 2 * len(targets)] == [name for target in targets for name in ("pause", target)]
    certain, possible = functions.find_function_cards("settings")
    assert [*certain, *possible]
