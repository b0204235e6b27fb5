#!/bin/bash
# Has Apple look at a signed package and staples the answer to it; on a Mac only, needs the network. Not tried.
#
#   notarise.sh FILE      NOTARY_KEY: file of the App Store Connect key; NOTARY_KEY_ID, NOTARY_ISSUER: its ids
set -euo pipefail
[ "$(uname -s)" = Darwin ] || { echo "notarise: needs a Mac" >&2; exit 2; }
FILE=${1:?the package}
who=(--key "${NOTARY_KEY:?}" --key-id "${NOTARY_KEY_ID:?}" --issuer "${NOTARY_ISSUER:?}")
answer=$(xcrun notarytool submit "$FILE" "${who[@]}" --wait --timeout 30m --output-format json)
echo "$answer"
id=$(plutil -extract id raw -o - - <<<"$answer")
if [ "$(plutil -extract status raw -o - - <<<"$answer")" != Accepted ]; then
    xcrun notarytool log "$id" "${who[@]}" >&2
    exit 1
fi
xcrun stapler staple "$FILE"
xcrun stapler validate "$FILE"
spctl --assess --type install --verbose=2 "$FILE"
