#!/bin/bash
# Freezes the program and packs it, on this machine, into dist/. What it is built on is the oldest system that
# it runs on (glibc), so releases are built by `make deb`, on the oldest Debian that is supported.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools/setup.sh build
PYTHON=.venv/bin/python
# The same sources give the same bytes: no random hashes, no times.
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}"
"$PYTHON" -m PyInstaller --noconfirm --log-level WARN --distpath build/frozen --workpath build/freeze \
    installer/freeze/selfhelp.spec
"$PYTHON" installer/freeze/components.py build/frozen/selfhelp
mkdir -p dist
"$PYTHON" installer/linux/build.py build/frozen/selfhelp dist "$@"
