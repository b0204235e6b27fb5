"""What the packaged program starts with."""

import os
import sys
import warnings

# What guesses how a page is encoded is left out: nothing here asks for it, and requests would say so.
warnings.filterwarnings("ignore", "Unable to find acceptable character detection")

if sys.argv[1:] == ["--every-module"] and os.environ.get("SELFHELP_EVERY_MODULE") == "1":
    from every_module import main  # a test of the package, see there
else:
    from selfhelp.__main__ import main

sys.exit(main())
