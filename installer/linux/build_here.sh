#!/bin/bash
# Freezes the program and packs it, on this machine, into dist/. What it is built on is the oldest system that
# it runs on (glibc), so releases are built by `make deb`, on the oldest Debian that is supported.
#
# SELFHELP_PROVE=1 also freezes the least program with a sign in the tray (dist/bare.tar, the yardstick for size
# and start), and freezes and packs everything again elsewhere: what differs is named, and is an error.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools/setup.sh build
PYTHON=$PWD/.venv/bin/python
umask 022
# The same sources give the same bytes.
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}"

version() {
    "$PYTHON" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])'
}

built() { # built OUT [OPTION…]: freezes the tree that this is run in, and packs it into OUT
    local out=$1
    shift
    installer/linux/freeze.sh "$PYTHON" build/frozen build/freeze
    "$PYTHON" installer/freeze/components.py build/frozen/selfhelp
    [ -z "${SELFHELP_FREEZE_BARE:-}" ] || "$PYTHON" installer/freeze/components.py build/frozen/bare
    mkdir -p "$out"
    "$PYTHON" installer/linux/build.py build/frozen/selfhelp "$out" "$@"
    cp build/frozen/selfhelp/_internal/sbom.cdx.json "$out/selfhelp-$(version)-linux.cdx.json" # beside the packages
}

again() { # the same tree in another folder, of another name, in another time zone and language, a day later
    local elsewhere
    elsewhere=$(mktemp -d /var/tmp/another-place-XXXXXX)
    tar --exclude=./.git --exclude=./.venv --exclude=./build --exclude=./dist --exclude=./in \
        --exclude=__pycache__ -cf - . | tar -C "$elsewhere" --no-same-owner -xf -
    find "$elsewhere" -exec touch -h -d '2031-02-03' {} +
    (
        cd "$elsewhere"
        export TZ=Pacific/Auckland LC_ALL=C HOME="$elsewhere/home" USER=somebody LOGNAME=somebody
        unset SELFHELP_FREEZE_BARE
        mkdir -p "$HOME"
        built dist "$@"
    )
    "$PYTHON" installer/same.py build/frozen/selfhelp "$elsewhere/build/frozen/selfhelp"
    "$PYTHON" installer/same.py dist "$elsewhere/dist"
    rm -rf "$elsewhere"
}

[ -z "${SELFHELP_PROVE:-}" ] || export SELFHELP_FREEZE_BARE=1
built dist "$@"
if [ -n "${SELFHELP_PROVE:-}" ]; then
    again "$@"
    tar -C build/frozen --sort=name -cf dist/bare.tar bare
fi
