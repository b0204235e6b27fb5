#!/bin/bash
# Builds the Windows package on Linux: build.sh WORK OUT. Leaves OUT/selfhelp-VERSION-x64.msi.
#
# WORK keeps Windows' own Python, the wheels, the Wine prefix and the frozen folder (WORK/frozen/selfhelp).
# Programs, then the package, are signed where sign.sh is told who signs; else nothing is signed.
# SELFHELP_KEEP_FROZEN=yes packs the folder that is there. SELFHELP_PROVE=1 builds it again, in another folder and
# prefix, time zone and language, and fails where folder or package are not the same to the byte.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$1" "$2"
FROZEN=$1/frozen
prove() { # prove WORK FROZEN MSI
    local other
    other=$(mktemp -d)
    cp -r "$1/python" "$other"
    env -u SELFHELP_FREEZE_BARE TZ=Pacific/Auckland LC_ALL=C HOME="$other" nice -n 5 \
        installer/windows/freeze.sh "$other" "$other/frozen"
    "$PYTHON" installer/same.py "$2" "$other/frozen/selfhelp"
    "$PYTHON" installer/same.py "$3" "$(TZ=Asia/Kolkata "$PYTHON" installer/windows/make_msi.py "$other/frozen/selfhelp" "$other/msi")"
    rm -rf "$other"
}

signs() { [ -n "${SELFHELP_SIGN_PKCS12:-}${SELFHELP_SIGN_PKCS11:-}" ]; }

[ -n "${SELFHELP_KEEP_FROZEN:-}" ] || nice -n 5 installer/windows/freeze.sh "$1" "$FROZEN"
if [ -n "${SELFHELP_PROVE:-}" ]; then
    prove "$1" "$FROZEN/selfhelp" "$("$PYTHON" installer/windows/make_msi.py "$FROZEN/selfhelp" "$2")"
fi
if signs; then installer/windows/sign.sh "$FROZEN"/selfhelp/*.exe; fi
MSI=$("$PYTHON" installer/windows/make_msi.py "$FROZEN/selfhelp" "$2")
"$PYTHON" installer/windows/lint.py "$MSI"
if signs; then installer/windows/sign.sh "$MSI"; fi
ls -l "$MSI"
