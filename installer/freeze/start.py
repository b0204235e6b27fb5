"""What the packaged program starts with."""

import os
import sys

if sys.argv[1:] == ["--every-module"] and os.environ.get("SELFHELP_EVERY_MODULE") == "1":
    from every_module import main  # a test of the package, see there
else:
    from selfhelp.__main__ import main

sys.exit(main())
