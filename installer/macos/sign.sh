#!/bin/bash
# Signs with Apple's own tools; on a Mac only. Not tried.
#
#   MACOS_SIGN_ID="Developer ID Application: …" sign.sh app APP HELPER
#   MACOS_INSTALLER_ID="Developer ID Installer: …" sign.sh package FILE
#
# A certificate comes from the keychain that `security` has unlocked; no password goes through here. A changed
# identity loses the permission for pictures that people gave: keep it from one version to the next.
set -euo pipefail
cd "$(dirname "$0")"
[ "$(uname -s)" = Darwin ] || { echo "sign: needs a Mac" >&2; exit 2; }

code() { # inside out: libraries before what holds them (Apple, TN2206); never --deep
    codesign --force --sign "$MACOS_SIGN_ID" --options runtime --timestamp --entitlements entitlements.plist "$@"
}

sign_app() { # sign_app APP HELPER
    find "$1/Contents" "$2" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        while IFS= read -r -d '' library; do code "$library"; done
    find "$1/Contents/Frameworks" "$2" -type d -name '*.framework' -prune -print0 |
        while IFS= read -r -d '' framework; do code "$framework"; done
    code --identifier io.github.selfhelp.helper "$2/helper"
    code "$1"
    codesign --verify --strict --verbose=2 "$1" "$2/helper"
}

sign_package() { # sign_package FILE
    productsign --sign "$MACOS_INSTALLER_ID" --timestamp "$1" "$1.signed"
    pkgutil --check-signature "$1.signed"
    mv -f "$1.signed" "$1"
}

case ${1:-} in
app) : "${MACOS_SIGN_ID:?which certificate}" && sign_app "${2:?the app}" "${3:?the helper}" ;;
package) : "${MACOS_INSTALLER_ID:?which certificate}" && sign_package "${2:?the package}" ;;
*) echo "usage: sign.sh app APP HELPER | package FILE" >&2 && exit 2 ;;
esac
