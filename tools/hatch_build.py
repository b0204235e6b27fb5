"""Builds what git does not keep before hatchling makes a wheel, an editable one as well."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compiled(BuildHookInterface):  # type: ignore[type-arg]
    """Runs tools/compiled.py, which does nothing where all is current."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Stop the build where the files cannot be built; why was said by then."""
        done = subprocess.run([sys.executable, str(Path(self.root, "tools", "compiled.py"))], check=False)
        if done.returncode:
            self.app.abort("selfhelp: the search index and the translations could not be built.")
