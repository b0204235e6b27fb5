#!/bin/bash
# Freezes the program into FROZEN; with SELFHELP_FREEZE_BARE=1 also the least program with a sign in the tray.
#
#   installer/linux/freeze.sh PYTHON FROZEN WORK
set -euo pipefail
cd "$(dirname "$0")/../.."
umask 022
# The same sources give the same bytes: no random hashes, no times.
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}"
# Modules know their lines and not also the column of every call: there is no source to show it in.
export PYTHONNODEBUGRANGES=1
# They are not packed one by one: the package, which packs them together, would be larger by a twentieth. The start
# takes as long.
export PYINSTALLER_ZLIB_COMPRESSION_LEVEL=0
"$1" -m PyInstaller --noconfirm --log-level WARN --distpath "$2" --workpath "$3" installer/freeze/selfhelp.spec
