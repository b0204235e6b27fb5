#!/bin/bash
# Signs programs and packages for Windows (Authenticode), and verifies every signature: sign.sh FILE…
#
# Who signs: SELFHELP_SIGN_PKCS12=FILE with SELFHELP_SIGN_PASSWORD=FILE, a file with its password; or, for a key in
# a token or a cloud service, SELFHELP_SIGN_PKCS11=MODULE, SELFHELP_SIGN_KEY=URI and SELFHELP_SIGN_CERTIFICATE=FILE.
# SELFHELP_SIGN_TIMESTAMP=URL of the authority's RFC 3161 service: a release needs it, or the signature ends
# with the certificate. SELFHELP_SIGN_ROOT=FILE: the root that a test certificate leads to; else the system's.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
field() { sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" "$ROOT/installer/product.toml"; }

key() {
    if [ -n "${SELFHELP_SIGN_PKCS12:-}" ]; then
        printf '%s\n' -pkcs12 "$SELFHELP_SIGN_PKCS12" -readpass "$SELFHELP_SIGN_PASSWORD"
    else
        printf '%s\n' -pkcs11module "${SELFHELP_SIGN_PKCS11:?who signs?}" -key "$SELFHELP_SIGN_KEY" \
            -certs "$SELFHELP_SIGN_CERTIFICATE"
    fi
}

time_of() { if [ -n "${SELFHELP_SIGN_TIMESTAMP:-}" ]; then printf '%s\n' -ts "$SELFHELP_SIGN_TIMESTAMP"; fi; }

mapfile -t how < <(key)
mapfile -t when < <(time_of)
trusted=()
if [ -n "${SELFHELP_SIGN_ROOT:-}" ]; then trusted=(-CAfile "$SELFHELP_SIGN_ROOT"); fi
for file in "$@"; do
    rm -f "$file.signed"
    osslsigncode sign "${how[@]}" "${when[@]}" -h sha256 -n "$(field title)" -i "$(field homepage)" \
        -in "$file" -out "$file.signed" >/dev/null
    mv "$file.signed" "$file"
    osslsigncode verify -ignore-crl "${trusted[@]}" -in "$file" >/dev/null || { echo "sign: $file does not verify" >&2; exit 1; }
done
