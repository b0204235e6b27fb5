"""What the packaged administrator's helper starts with on Windows and macOS; Linux has an archive."""

import sys

from selfhelp.helper.__main__ import main

sys.exit(main(sys.argv[1:]))
