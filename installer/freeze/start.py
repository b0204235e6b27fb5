"""What the packaged program starts with."""

import os
import sys
import warnings

# What libraries warn their developers of is not for people: such as requests, that nothing guesses how a page
# is encoded. Nothing here asks for it, and it is left out.
warnings.simplefilter("ignore")

if sys.argv[1:] == ["--every-module"] and os.environ.get("SELFHELP_EVERY_MODULE") == "1":
    from every_module import main  # a test of the package, see there
else:
    from selfhelp.__main__ import main

sys.exit(main())
