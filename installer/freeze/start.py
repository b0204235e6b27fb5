"""What the packaged program starts with."""

import sys

from selfhelp.__main__ import main

sys.exit(main())
