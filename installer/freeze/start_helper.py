"""What the packaged administrator's helper starts with on Windows and macOS; Linux has an archive.

On Windows it has no console, so that none flashes up with the rights of the system; a mistake of its own
must then end it without the box that a program without a console shows, which no one would see.
"""

import os
import sys

try:
    from selfhelp.helper.__main__ import main

    status = main(sys.argv[1:])
except Exception as error:  # noqa: BLE001
    if sys.stderr is not None:
        sys.stderr.write(f"helper: {type(error).__name__}: {error}\n")
    status = 1
if sys.stdout is not None:
    sys.stdout.flush()
os._exit(status)
