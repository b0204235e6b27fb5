"""What every test gets: a home of its own, no display by accident, and no error unnoticed."""

from __future__ import annotations

import faulthandler
import gc
import logging
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from selfhelp.core import log
from selfhelp.core.paths import AppPaths
from tests.people import ALICE, BOB, ROOT, Person, person
from tools import compiled

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


class Watch:
    """Tells where a test is that has run for five minutes, even where no signal ends it.

    pytest's own (``faulthandler_timeout``) starts and ends a thread for each of sixteen thousand tests.
    """

    SECONDS, FRESH = 300, 15

    def __init__(self) -> None:
        self._file = os.fdopen(os.dup(sys.__stderr__.fileno() if sys.__stderr__ else 2), "w")
        self._since = float("-inf")

    def pytest_runtest_logstart(self) -> None:
        """Begin to watch anew, but not for each of many quick tests."""
        if time.monotonic() - self._since > self.FRESH:
            self._since = time.monotonic()
            faulthandler.dump_traceback_later(self.SECONDS, file=self._file)

    def pytest_unconfigure(self) -> None:
        """End the watch."""
        faulthandler.cancel_dump_traceback_later()
        self._file.close()


def pytest_configure(config: pytest.Config) -> None:
    """Build what git does not keep, so that plain pytest works in a fresh clone; once, not in each worker.

    Tests that change a copy of the sources keep the weights of the search (SELFHELP_TEST_WEIGHTS=kept):
    to learn them takes a quarter of a minute.
    """
    config.pluginmanager.register(Watch())
    if sys.platform != "win32":  # what is no open file is refused as well; the power stays on in tests
        os.fsync = os.fstat  # type: ignore[assignment]
    kept = (compiled.WEIGHTS,) if os.environ.get("SELFHELP_TEST_WEIGHTS") == "kept" else ()
    if not hasattr(config, "workerinput") and (wrong := compiled.ensure(kept)):
        raise pytest.UsageError(wrong)


LOOPS = int(os.environ.get("SELFHELP_TEST_LOOPS", "5"))
"""How often what is done many times is done: a few times, or a hundred times in ``make soak``."""

XDG = {"CONFIG": "config", "DATA": "data", "STATE": "state", "CACHE": "cache"}


_FOLDERS: Counter[str] = Counter()
_HOMES: list[Path] = []


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own, as pytest's, which looks through thousands of others for a free number."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    _FOLDERS[name.lower()] += 1
    folder = tmp_path_factory.getbasetemp() / f"{name}-{_FOLDERS[name.lower()]}"
    folder.mkdir(mode=0o700)
    return folder


def _still_empty(home: Path) -> bool:
    try:
        return not any(home.iterdir())
    except OSError:  # it was removed or closed
        return False


@pytest.fixture(autouse=True)
def own_home(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An empty home folder, so that nothing of the real one is read or written.

    It lies in the test's own folder. Tests without one, which are most, get the home of the test before if
    that is still empty: making and removing thirty thousand folders took a tenth of all processor time.
    """
    if "tmp_path" in request.fixturenames:
        home = request.getfixturevalue("tmp_path") / "home"
        home.mkdir()
    else:
        if not (_HOMES and _still_empty(_HOMES[-1])):
            _HOMES.append(tmp_path_factory.mktemp(f"home-{len(_HOMES)}", numbered=False))
        home = _HOMES[-1]
    monkeypatch.setenv("HOME", str(home))
    for name, folder in XDG.items():
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    for name in ("SELFHELP_TOKEN", "SELFHELP_TOKEN_FILE", "SSH_AUTH_SOCK"):
        monkeypatch.delenv(name, raising=False)
    return home


class _Errors(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


def _end_log(logger: logging.Logger) -> None:
    """End what a command line began to log; a thread that goes on opens no file again."""
    begun, logger.handlers, logger.propagate = logger.handlers, [], True
    logger.setLevel(logging.NOTSET)
    for handler in begun:
        if isinstance(handler, logging.FileHandler | log.LateHandler):  # pytest keeps its own for all tests
            handler.addFilter(lambda _: False)
            handler.close()


@pytest.fixture(autouse=True)
def no_unexpected_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on an error in the log, unless the test looks at the log itself (uses caplog)."""
    errors = _Errors()
    logger = logging.getLogger("selfhelp")
    _end_log(logger)  # a thread of an earlier test may have begun one since
    logger.addHandler(errors)
    yield
    logger.removeHandler(errors)
    _end_log(logger)
    if errors.lines and "caplog" not in request.fixturenames:
        pytest.fail("logged as an error: " + "; ".join(errors.lines))


@pytest.fixture
def places(tmp_path: Path) -> AppPaths:
    """A person's folders, none of them created yet."""
    here = tmp_path / "person"
    return AppPaths(
        config=here / "config",
        data=here / "data",
        cache=here / "cache",
        log=here / "log",
        runtime=here / "run",
        machine_policy=here / "etc",
    )


@pytest.fixture(scope="session")
def loops() -> int:
    """How often a long loop runs: SELFHELP_TEST_LOOPS, which `make soak` sets to 100."""
    return LOOPS


def pytest_collection(session: pytest.Session) -> None:
    """Look for no garbage while tests are collected: everything that is made then stays."""
    gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what was collected out of every later search for garbage: it is most of what there is.

    The search after each file of `tests/ui` took a second for that alone.
    """
    gc.enable()
    gc.collect()
    gc.freeze()


def _leave_to_soak(items: list[pytest.Item]) -> None:
    """Mark as soak what `make test` leaves out of tests that are marked spread.

    Of several parameters each value is there once, with another value of the others each time: ``spread()``.
    Of these every third, from the second on: ``spread(3, 1)``.
    """
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("spread") and hasattr(item, "callspec"):
            groups.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for group in groups.values():
        said = group[0].get_closest_marker("spread").args  # type: ignore[union-attr]
        every, first = (*said, *(1, 0)[len(said) :])
        places = _places([item.callspec.params for item in group])  # type: ignore[attr-defined]
        sizes = [1 + max(column) for column in zip(*places, strict=True)]
        longest = sizes.index(max(sizes))
        for item, place in zip(group, places, strict=True):
            turn, rest = divmod(place[longest] - first, every)
            others = [(at, size) for at, size in enumerate(sizes) if at != longest]
            if rest or any(place[at] != turn % size for at, size in others):
                item.add_marker("soak")


def _places(each: list[dict[str, object]]) -> list[list[int]]:
    """Return the number of each test's value among those of the same parameter."""
    numbers: dict[str, dict[int, int]] = {name: {} for name in each[0]}
    return [
        [numbers[name].setdefault(id(value), len(numbers[name])) for name, value in values.items()]
        for values in each
    ]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Mark tests that are spread before `--last-failed` leaves others out: a failed one keeps its marks."""
    report = yield
    _leave_to_soak([item for item in report.result or () if isinstance(item, pytest.Item)])
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what runs as often as SELFHELP_TEST_LOOPS says, so that `make soak` finds it.

    Of several processes none is left with a slow file when the others are done: those files come first.
    """
    for item in items:
        code = getattr(getattr(item, "function", None), "__code__", None)
        if "loops" in getattr(item, "fixturenames", ()) or "LOOPS" in getattr(code, "co_names", ()):
            item.add_marker("loops")
    if hasattr(config, "workerinput"):
        weights = {item.path: 0 for item in items}
        for item in items:
            weights[item.path] += 100 if item.get_closest_marker("slow") else 1
        items.sort(key=lambda item: -weights[item.path])


_BEGUN = pytest.StashKey[float]()
WORTH_A_WORD = 0.05
"""Seconds of computing from which the result file tells them: of nineteen thousand tests most take less."""


def _computed() -> float:
    """Return how long this process and those that it has waited for have computed."""
    return time.process_time() + sum(os.times()[2:4])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note the time: how long a test takes says little where several run beside each other."""
    item.stash[_BEGUN] = _computed()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Tell the result file how long a test computed; `tools/total.py` adds it up."""
    try:
        yield
    finally:
        if (computed := _computed() - item.stash[_BEGUN]) >= WORTH_A_WORD:
            item.user_properties.append(("cpu", f"{computed:.2f}"))


@pytest.fixture(scope="session")
def people() -> None:
    """Make sure that the two accounts exist; only root can create them."""
    if os.geteuid() == 0:
        subprocess.run([ROOT / "tools" / "test-users.sh"], check=True)


@pytest.fixture
def alice(people: None) -> Iterator[Person]:
    """The person who uses the product: shtest-a, or the person who runs the tests where that is not root."""
    with person(ALICE) as somebody:
        if not somebody.can_read(ROOT / "selfhelp" / "__init__.py"):
            pytest.fail("an unprivileged user cannot read this tree: use `make test`, which makes a copy")
        yield somebody


@pytest.fixture
def bob(people: None) -> Iterator[Person]:
    """Someone else on the same computer; only root can act for two people."""
    if os.geteuid() != 0:
        pytest.skip("needs root: a second person on the same computer")
    with person(BOB) as somebody:
        yield somebody
