"""Benchmarks, as ratios against a baseline measured in the same minutes on the same machine.

    python -m tests.bench.run [--runs N] [--idle SECONDS] [--json FILE] [PART…]

Parts are typing, command, ranking, diagnosis, snapshot, ends, camera, editor, redaction, outbox, delivery,
steps, tray, window and frozen; none: all of them (frozen freezes only where it is named). Prints medians. A
busy machine makes every number worse; ratios suffer least.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import Platform
from selfhelp.policy.policy import Policy
from tests.bench import (
    camera_bench,
    delivery_bench,
    diagnosis_bench,
    editor_bench,
    frozen_bench,
    outbox_bench,
    ranking,
    redaction_bench,
    snapshot_bench,
    steps_bench,
    tray_bench,
    window_bench,
)
from tests.bench.measure import Result, in_turn, milliseconds, wall
from tests.people import PATH, ROOT, product

TYPED = (
    "mon imprimante n'imprime plus",
    "printer stuck since this morning",
    "le disque est plein, je ne peux plus enregistrer",
    "internet ne marche plus mais mon collegue oui",
    "excel does not answer anymore",
    "mot de passe refuse heure fausse",
    "computer is so slow",
    "ecran noir apres la mise a jour",
)


def environment(home: Path) -> dict[str, str]:
    """Return what a process gets that is measured without a display."""
    return {"HOME": str(home), "PATH": PATH, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}


def keystrokes(_runs: int) -> Iterator[Result]:
    """Measure a suggestion at every key that is pressed, inside the process."""
    catalog = Catalog(Policy(), Platform.LINUX)
    first = milliseconds(lambda: catalog.suggest(TYPED[0]))
    taken = sorted(
        milliseconds(lambda text=text[:end]: catalog.suggest(text))
        for _ in range(3)
        for text in TYPED
        for end in range(1, len(text) + 1)
    )
    p50, p95 = statistics.median(taken), taken[int(len(taken) * 0.95)]
    note = f"p50 {p50:.2f} ms, first {first:.0f} ms, {len(taken)} key presses"
    yield Result("suggestions while typing, p95", p95, "ms", 10, note=note)


def suggest_process(runs: int) -> Iterator[Result]:
    """Measure `selfhelp suggest` as a process."""
    with tempfile.TemporaryDirectory() as home:
        env = environment(Path(home))
        bare = [sys.executable, "-c", "import json, argparse, dataclasses"]
        ours, least = in_turn(
            lambda: wall(product("suggest", TYPED[0], "--json"), env), lambda: wall(bare, env), runs
        )
    yield Result("selfhelp suggest, as a process", ours, "ms", 6, least, "against python with three imports")


def main() -> int:
    """Measure everything and print it line by line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=9, help="of each measurement")
    parser.add_argument("--idle", type=int, default=60, help="seconds of doing nothing")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench.json", help="where results go")
    parser.add_argument("parts", nargs="*", metavar="PART", help="what is measured")
    options = parser.parse_args()
    parts: dict[str, Callable[[int], Iterator[Result]]] = {
        "typing": keystrokes,
        "command": suggest_process,
        "ranking": ranking.results,
        "diagnosis": diagnosis_bench.results,
        "snapshot": lambda runs: snapshot_bench.results(runs, environment),
        "ends": snapshot_bench.ends,
        "camera": camera_bench.results,
        "editor": editor_bench.results,
        "redaction": redaction_bench.results,
        "outbox": outbox_bench.results,
        "delivery": delivery_bench.results,
        "steps": steps_bench.results,
        "tray": lambda runs: tray_bench.results(runs, options.idle),
        "window": window_bench.results,
        "frozen": lambda runs: frozen_bench.results(runs, named="frozen" in options.parts),
    }
    unknown = set(options.parts) - set(parts)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    results = []
    for name in options.parts or parts:
        for result in parts[name](options.runs):
            print(result.row(), flush=True)
            results.append({**dataclasses.asdict(result), "verdict": result.verdict})
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(results, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
