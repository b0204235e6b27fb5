#!/bin/bash
# Everything continuous integration runs: checks, then all tests.
#
# Root only prepares. The product is tested as the unprivileged user shtest-a, from a copy of this
# tree that she can read but not change, wherever the tree itself lies. Tests that make real faults
# or start real services (marked lab and live) begin as root and run the product as her, too.
# SELFHELP_TEST_LOOPS sets how often long loops run. Arguments name the parts that are wanted:
# checks, person, alone, root, packages, windows; none: all of them, windows only with 100 loops or more.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || exec sudo -E "$0" "$@"
WANTED=" ${*:-checks person alone root packages} "
if [ $# = 0 ] && [ "${SELFHELP_TEST_LOOPS:-20}" -ge 100 ]; then WANTED="$WANTED windows "; fi
umask 022
HERE=$PWD
WORK=${SELFHELP_TEST_WORK:-/var/tmp/selfhelp-test}
export VENV=$WORK/venv
LIMIT=2700 # seconds for one part; far more than it takes

copy_tree() {
    rm -rf "$WORK/tree" # with the results of an earlier run
    install -d -m 755 "$WORK" "$WORK/tree"
    tar -C "$HERE" --exclude=./.git --exclude=./.venv --exclude=./build --exclude=./dist \
        --exclude=__pycache__ --exclude='./.*_cache' --exclude=./.hypothesis -cf - . |
        tar -C "$WORK/tree" --no-same-owner -xf -
    chmod -R go+rX,go-w "$WORK/tree"
}

prepare() {
    tools/test-users.sh
    copy_tree
    "$WORK/tree/tools/setup.sh" test
    "$VENV/bin/python" -m compileall -q "$WORK/tree/selfhelp" "$WORK/tree/tests"
    install -d -m 700 -o shtest-a -g shtest-a "$WORK/home" "$WORK/home/run"
    install -d -m 777 "$WORK/tree/build"
}

as_person() { # as shtest-a, with nothing of root's environment
    setpriv --reuid shtest-a --regid shtest-a --init-groups --inh-caps=-all \
        env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 VENV="$VENV" \
        HOME="$WORK/home" XDG_RUNTIME_DIR="$WORK/home/run" MYPY_CACHE_DIR="$WORK/home/mypy" \
        RUFF_CACHE_DIR="$WORK/home/ruff" PYTHONDONTWRITEBYTECODE=1 CI="${CI:-}" \
        SELFHELP_TEST_LOOPS="${SELFHELP_TEST_LOOPS:-20}" "$@"
}

as_root() { # the tests that prepare; they run the product as shtest-a themselves
    env SELFHELP_TEST_LOOPS="${SELFHELP_TEST_LOOPS:-20}" PYTHONDONTWRITEBYTECODE=1 "$@"
}

# tests RUNNER NAME EXPRESSION [OPTION…]: what pytest -m selects. What fails is run once more by itself: a busy
# machine spoils a test now and then, a mistake fails twice (tools/once_more.py names the unsteady ones).
tests() {
    local runner=$1 name=$2 expression=$3
    shift 3
    selected "$runner" "$name" "build/tests-$name.xml" "$expression" "$@" && return
    echo "== once more: what failed"
    selected "$runner" "$name" "build/again-$name.xml" "$expression" --last-failed --last-failed-no-failures none || true
    $runner "$VENV/bin/python" tools/once_more.py "build/tests-$name.xml" "build/again-$name.xml"
}

selected() { # selected RUNNER NAME RESULT EXPRESSION [OPTION…]
    local runner=$1 name=$2 result=$3 expression=$4
    shift 4
    $runner timeout --kill-after=30 "$LIMIT" "$VENV/bin/python" -m pytest -o cache_dir="build/cache-$name" \
        --junitxml="$result" -m "$expression" "$@" tests
}

windows() { # fetches Wine, which nothing else needs; what it builds is large and goes again
    rm -rf "$WORK/windows"
    "$WORK/tree/tools/setup.sh" windows || return 1
    SELFHELP_WINDOWS_WORK="$WORK/windows" tests as_root windows "windows" || { rm -rf "$WORK/windows"; return 1; }
    rm -rf "$WORK/windows"
}

part() { # part NAME "what it is" COMMAND…: says what begins, remembers a failure, goes on
    case $WANTED in *" $1 "*) ;; *) return 0 ;; esac
    echo
    echo "== $2"
    shift 2
    "$@" </dev/null || failed=1
}

prepare
cd "$WORK/tree"
failed=0
part checks "checks" as_person make check
part person "tests as an unprivileged user" \
    tests as_person person "not lab and not live and not package and not windows and not alone" -n auto --dist loadfile
part alone "the same, where a busy neighbour would spoil it" tests as_person alone "alone"
part root "tests with real faults and real services" tests as_root root "lab or live"
part packages "packages on machines with nothing" tests as_root packages "package"
part windows "the Windows package under Wine" windows
rm -rf "$HERE/build/test"
install -d "$HERE/build"
cp -r build "$HERE/build/test"
chown -R --reference="$HERE" "$HERE/build"
echo
results=()
for name in person alone root packages windows; do
    case $WANTED in *" $name "*) results+=("build/tests-$name.xml") ;; esac
done
[ ${#results[@]} = 0 ] || "$VENV/bin/python" tools/total.py "${results[@]}" || failed=1
case $WANTED in
    *" person "*" root "*) "$VENV/bin/python" tools/promises.py build/tests-person.xml build/tests-root.xml || failed=1 ;;
esac
exit "$failed"
