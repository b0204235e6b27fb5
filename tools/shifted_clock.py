"""Shifts the clock of this program by years, to test whether a result depends on the date."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Any


class _Passes(type):
    """Metaclass by which every real ``datetime`` is an instance of the shifted class."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


def _shifted(by: timedelta) -> type[datetime]:
    class Later(datetime, metaclass=_Passes):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + by

        @classmethod
        def today(cls) -> Any:
            return datetime.today() + by  # noqa: DTZ002 - as whoever is tested asks

    return Later


@contextmanager
def years_later(years: int) -> Iterator[None]:
    """Shift ``datetime.now`` of the app's modules and ``time.time`` by a number of years within the block."""
    if not years:
        yield
        return
    by = timedelta(days=round(365.25 * years))
    later, real = _shifted(by), time.time
    changed = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("selfhelp.") and getattr(module, "datetime", None) is datetime
    ]
    try:
        for module in changed:
            setattr(module, "datetime", later)  # noqa: B010 - mypy knows no such attribute of a module
        time.time = lambda: real() + by.total_seconds()
        yield
    finally:
        time.time = real
        for module in changed:
            setattr(module, "datetime", datetime)  # noqa: B010
