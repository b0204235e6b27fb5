"""Lets the programs of one folder share their modules: each finds them in one archive beside them.

The first thing that each program runs. PyInstaller puts a copy of all modules into every program; three would
hold them three times. The names are PyInstaller's own (pyimod01_archive, pyimod02_importers), of the version
in the lock file; that every module is found afterwards is a test of the packages.
"""

import os
import sys

import pyimod01_archive
import pyimod02_importers

ARCHIVE = os.path.join(getattr(sys, "_MEIPASS"), "modules.pyz")  # noqa: B009, PTH118 - nothing is loaded yet
pyimod02_importers.pyz_archive = pyimod01_archive.ZlibArchiveReader(ARCHIVE, check_pymagic=True)
pyimod02_importers._pyz_tree = None  # noqa: SLF001 - it was made of the program's own, which is empty
sys.path_importer_cache.clear()
