#!/bin/bash
# Builds the Windows package on Linux: build.sh WORK OUT. Leaves OUT/selfhelp-VERSION-x64.msi.
#
# WORK keeps Windows' own Python, the wheels, the Wine prefix and the frozen folder (WORK/frozen/selfhelp).
# Programs, then the package, are signed where sign.sh is told who signs; else nothing is signed.
# SELFHELP_KEEP_FROZEN=yes packs the folder that is there.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$1" "$2"
FROZEN=$1/frozen
signs() { [ -n "${SELFHELP_SIGN_PKCS12:-}${SELFHELP_SIGN_PKCS11:-}" ]; }

[ -n "${SELFHELP_KEEP_FROZEN:-}" ] || nice -n 5 installer/windows/freeze.sh "$1" "$FROZEN"
if signs; then installer/windows/sign.sh "$FROZEN"/selfhelp/*.exe; fi
MSI=$("$PYTHON" installer/windows/make_msi.py "$FROZEN/selfhelp" "$2")
"$PYTHON" installer/windows/lint.py "$MSI"
if signs; then installer/windows/sign.sh "$MSI"; fi
ls -l "$MSI"
