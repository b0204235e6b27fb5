#!/bin/bash
# Builds the macOS package into dist/: on a Mac the real one (frozen here, signed where MACOS_SIGN_ID names a
# certificate), elsewhere one of the same structure with a stand-in for the frozen app, in build/.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}"
PYTHON=${PYTHON:-.venv/bin/python}
if [ "$(uname -s)" != Darwin ]; then
    rm -rf build/stand-in
    "$PYTHON" installer/macos/stand_in.py build/stand-in
    package=$("$PYTHON" installer/macos/build.py build/stand-in/selfhelp.app build/stand-in/helper build/stand-in)
    "$PYTHON" installer/macos/build.py --check "$package"
    echo "$package: only its structure is that of the real one; run this on a Mac for the real one"
    exit
fi
MACOS_ENTITLEMENTS=$PWD/installer/macos/entitlements.plist
[ -z "${MACOS_SIGN_ID:-}" ] || export MACOS_ENTITLEMENTS
"$PYTHON" -m PyInstaller --noconfirm --log-level WARN --distpath build/frozen --workpath build/freeze \
    installer/freeze/selfhelp.spec
"$PYTHON" installer/freeze/components.py build/frozen/selfhelp
cp build/frozen/selfhelp/_internal/{sbom.cdx.json,THIRD_PARTY_LICENSES} build/frozen/selfhelp.app/Contents/Resources/
if [ -n "${MACOS_SIGN_ID:-}" ]; then
    installer/macos/sign.sh app build/frozen/selfhelp.app build/frozen/helper
else
    codesign --force --sign - build/frozen/selfhelp.app # a seal without a name: Apple silicon starts nothing else
fi
package=$("$PYTHON" installer/macos/build.py build/frozen/selfhelp.app build/frozen/helper dist)
"$PYTHON" installer/macos/build.py --check "$package"
[ -z "${MACOS_INSTALLER_ID:-}" ] || installer/macos/sign.sh package "$package"
echo "$package"
