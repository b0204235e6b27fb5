"""Builds the files that aren't in git before hatchling makes a wheel, including an editable one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compiled(BuildHookInterface):  # type: ignore[type-arg]
    """Build hook that runs tools/compiled.py, which does nothing if all files are current."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Build the files; stop with an error message if that fails."""
        done = subprocess.run([sys.executable, str(Path(self.root, "tools", "compiled.py"))], check=False)
        if done.returncode:
            self.app.abort("selfhelp: the search index and the translations could not be built.")
