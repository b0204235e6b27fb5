#!/bin/bash
# Freezes the Windows program on Linux, under Wine: installer/windows/freeze.sh WORK OUT
#
# WORK keeps Windows' own Python, the wheels and the Wine prefix from one run to the next. Wine's own libraries
# must not get into the folder, which is checked. Needs: wine64, a mingw compiler, unzip, osslsigncode, Xvfb.
set -euo pipefail
cd "$(dirname "$0")/../.."
PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$1" "$2"
WORK=$(realpath "$1")
OUT=$(realpath "$2")
source installer/windows/python.sh

own_python
wheels "$WORK/python/Lib/site-packages"
prefix "$WORK/prefix"
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1767225600}"
# Modules know their lines and not also the column of every call, as on Linux; there each is packed separately, as
# well as can be, because the folder counts as well as the package.
export PYTHONNODEBUGRANGES=1 PYINSTALLER_ZLIB_COMPRESSION_LEVEL=9
for step in "-m PyInstaller --noconfirm --log-level WARN --distpath $(windows_path "$OUT") --workpath $(windows_path "$WORK/freeze") $(windows_path "$PWD/installer/freeze/selfhelp.spec")" \
    "$(windows_path "$PWD/installer/freeze/components.py") $(windows_path "$OUT/selfhelp")"; do
    # shellcheck disable=SC2086 # a list of words of ours
    wine "$WORK/python/python.exe" $step >"$WORK/freeze.log" 2>&1 || { tail -n 30 "$WORK/freeze.log"; exit 1; }
done
if grep -rlE 'Wine (builtin|placeholder) DLL' "$OUT/selfhelp"; then
    echo "a library of Wine's is in the folder" >&2
    exit 1
fi
du -sm "$OUT/selfhelp"
