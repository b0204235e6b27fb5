"""Whether documents have used up a print quota, counted as CUPS counts them."""

from __future__ import annotations

import pytest

from selfhelp.machine.printing.print_quota import is_quota_reached

NOW = 1_000_000.0
DAY = 86_400


def job(size: int = 0, sheets: int = 0, age: float = 60, printer: str = "hall") -> dict[str, int | str]:
    return {
        "job-printer-uri": f"ipp://localhost/printers/{printer}",
        "job-k-octets": size,
        "job-media-sheets-completed": sheets,
        "time-at-creation": int(NOW - age),
    }


def limits(size: int = 0, sheets: int = 0, name: str = "hall") -> dict[str, int | str]:
    return {
        "printer-name": name,
        "job-quota-period": DAY,
        "job-k-limit": size,
        "job-page-limit": sheets,
    }


@pytest.mark.parametrize(
    ("printer", "jobs", "reached"),
    [
        (limits(size=100), [job(60), job(40)], True),
        (limits(size=100), [job(60), job(39)], False),
        (limits(size=100), [job(60), job(40, age=DAY + 1)], False),
        (limits(size=100), [job(60), job(40, printer="office")], False),
        (limits(sheets=2), [job(900, 1), job(900, 1)], True),
        (limits(sheets=2), [job(900, 1)], False),
        (limits(size=100, name="büro 1"), [job(100, printer="b%C3%BCro%201")], True),
        (limits(), [job(10**6, 10**6)], False),
        (limits(size=100), [], False),
    ],
)
def test_documents_of_the_period_on_this_printer_count(
    printer: dict[str, int | str], jobs: list[dict[str, int | str]], reached: bool
) -> None:
    assert is_quota_reached(printer, jobs, NOW) is reached


def test_values_that_are_missing_or_odd_reach_no_limit() -> None:
    assert not is_quota_reached({}, [{}], NOW)
    assert not is_quota_reached({**limits(), "job-k-limit": "100"}, [job(200)], NOW)
