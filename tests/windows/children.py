"""Starts Python of this tree as another process, and ends it as Windows' Task Manager does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SHOWS = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.setWindowTitle(sys.argv[1])
window.setStyleSheet("background: #c00020")
window.setGeometry(int(sys.argv[2]), 90, 320, 240)
window.show()
app.processEvents()
print("shown", flush=True)
app.exec()
"""


@contextmanager
def child(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run lines of Python beside the test; they are killed where they still run at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    """Return the next line that a child says; "" at its end."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


@contextmanager
def red_window(title: str, left: int = 120) -> Iterator[None]:
    """Show a window of another program, 320 × 240 pixels of one colour (#c00020)."""
    with child(SHOWS, title, str(left)) as program:
        assert line(program) == "shown"
        yield
