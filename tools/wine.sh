#!/bin/bash
# Runs Python of this tree under Wine, with a Windows Python and the wheels of the lock files:
#
#   tools/wine.sh -m selfhelp doctor
#   tools/wine.sh -m pytest -q tests/windows
#
# Needs `tools/setup.sh windows`. Everything is fetched and kept in SELFHELP_WINDOWS_WORK (build/windows); the imitated
# computer is a prefix of its own, not the one that packages are tried in, with a home of its own. With DISPLAY its
# windows are seen there, else on a virtual display. Of the environment it gets what begins with SELFHELP_,
# PYTHON or PYTEST_ (Wine keeps what begins with QT_ to itself). One at a time. SELFHELP_WINE_LIMIT ends it, with all
# that it started, after so many seconds: a hang in Wine outlives who waits for it.
set -euo pipefail
TREE=$(cd "$(dirname "$0")/.." && pwd)
cd "$TREE"
PYTHON=${PYTHON:-${VENV:-.venv}/bin/python}
mkdir -p "${SELFHELP_WINDOWS_WORK:-build/windows}"
WORK=$(realpath "${SELFHELP_WINDOWS_WORK:-build/windows}")
source installer/windows/python.sh

# The copy has no "._pth", which would keep the environment and the tree out; the tree is installed as pip's "-e" does.
ordinary_python() {
    local folder=$WORK/testing
    if [ ! -f "$folder/python.exe" ] || [ "$WORK/python/python.exe" -nt "$folder/python.exe" ]; then
        rm -rf "$folder"
        cp -al "$WORK/python" "$folder"
        rm "$folder/python313._pth"
    fi
}

screen() { # a virtual display with a notification area
    local name=$WORK/screen.$$
    Xvfb -displayfd 9 -screen 0 1280x800x24 -nolisten tcp -noreset 9>"$name" >/dev/null 2>&1 &
    STARTED+=($!)
    until [ -s "$name" ]; do kill -0 "${STARTED[0]}" && sleep 0.1; done
    sleep 0.1 # it writes the number and the end of the line separately
    DISPLAY=:$(cat "$name")
    rm "$name"
    export DISPLAY
    if command -v stalonetray >/dev/null; then
        stalonetray >/dev/null 2>&1 &
        STARTED+=($!)
    fi
}

tidy() {
    wineserver -k || true
    [ ${#STARTED[@]} = 0 ] || kill "${STARTED[@]}" 2>/dev/null || true
}

STARTED=()
exec 8>"$WORK/lock"
flock 8
own_python
wheels "$WORK/python/Lib/site-packages"
ordinary_python
wheels "$WORK/testing/Lib/tests" tests
printf '%s\r\n' "$(windows_path "$TREE")" "$(windows_path "$WORK/testing/Lib/tests")" >"$WORK/testing/Lib/site-packages/tree.pth"
rm -rf "$WORK/home/.local/share/Trash" # what an earlier run threw away
mkdir -p "$WORK/home"
export HOME=$WORK/home # Wine links a person's folders into it
prefix "$WORK/computer" 8>&-
trap tidy EXIT
[ -n "${DISPLAY:-}" ] || screen 8>&-
mapfile -t KEPT < <(env | grep -E '^(SELFHELP_|PYTHON|PYTEST_)' | grep -v ^PYTHONDONTWRITE)
env -i PATH="$PATH" HOME="$HOME" LANG="${LANG:-C.UTF-8}" DISPLAY="$DISPLAY" WINEPREFIX="$WINEPREFIX" WINEDEBUG="$WINEDEBUG" \
    WINEDLLOVERRIDES="$WINEDLLOVERRIDES" PYTHONPYCACHEPREFIX="$(windows_path "$WORK/pycache")" \
    PYTEST_ADDOPTS="-o timeout_method=thread -p no:cacheprovider" "${KEPT[@]}" \
    timeout --kill-after=5 "${SELFHELP_WINE_LIMIT:-0}" wine "$WORK/testing/python.exe" "$@" 8>&-
