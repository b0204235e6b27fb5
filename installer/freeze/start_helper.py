"""What the packaged administrator's helper starts with (Windows and macOS; Linux has an archive of its own)."""

import sys

from selfhelp.helper.__main__ import main

sys.exit(main(sys.argv[1:]))
