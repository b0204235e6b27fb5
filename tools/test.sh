#!/bin/bash
# Runs all checks and tests, or with --soak what takes longer than there is time for before every change.
#
#   tools/test.sh [--soak] [PART…]
#
# Root only prepares. The product is tested as the unprivileged user shtest-a, from a copy of this
# tree that this account can read but not change, wherever the tree itself lies. Tests that make real faults
# or start real services (marked lab and live) begin as root and run the product as this account, too.
#
# Without --soak (make test) every test runs but those marked soak, and what is done many times is done
# a few times. With it (make soak) what is marked soak runs, what is done many times is done a hundred times, and
# packages are built and installed. SELFHELP_TEST_LOOPS sets how often: 5, or 100.
# The parts: checks, person, alone, desks, root; with --soak not checks, but packages and windows. The last fetches
# Wine (1 GB). windows-quick, which is run where it is named, and one journey of desks are skipped without it.
#
# Real help desks, real faults and packages run beside the first parts: they wait for servers, faults and downloads,
# on ports and machines of their own. Real faults are made in lanes beside each other: each lane has its own
# processes, network and settings (tools/lane.sh), and the person sees no process of theirs. What measures time
# comes last and has no neighbour.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "test: this needs root or sudo; after make run, 'make check unit' needs neither" >&2; exit 1; }
    exec sudo -E "$0" "$@"
fi
SOAK=
SETUP='test'
CHOICE="not soak"
PARTS="checks person alone desks root"
LOOPS=5
if [ "${1:-}" = --soak ]; then
    shift
    SOAK=-soak
    [ -n "${CI:-}" ] || SETUP='soak' # whole desktops are 750 MB: where they aren't installed, their tests say so
    CHOICE="(soak or loops)"
    PARTS="person alone desks root packages windows"
    LOOPS=100
fi
export SELFHELP_TEST_LOOPS=${SELFHELP_TEST_LOOPS:-$LOOPS}
WANTED=" ${*:-$PARTS} "
umask 022
HERE=$PWD
WORK=${SELFHELP_TEST_WORK:-/var/tmp/selfhelp-test}
export VENV=$WORK/venv
LIMIT=3000 # seconds for one part: half as much again as the longest takes on a slow machine; a test has its own
ROOMY=8000000 # KiB of free memory from which the person's files are kept there: a disk takes 6 ms for each fsync
NONE=5 # what pytest says where a part has no such test
WORKERS=$((2 * $(nproc))) # a test of a window is mostly waited for, one of the command line for the disk
LANES=4 # more than processors: a real fault takes a processor for a fifth of its time
DESKS=(tests/contract/test_desks.py tests/live/test_rt.py tests/live/test_rt_fields.py
    tests/live/test_redmine.py tests/live/test_django_helpdesk.py tests/live/test_way_out.py tests/live/test_wine_rt.py)

copy_tree() {
    rm -rf "$WORK/tree" # with the results of an earlier run
    install -d -m 755 "$WORK" "$WORK/tree"
    tar -C "$HERE" --exclude=./.git --exclude=./.venv --exclude=./build --exclude=./dist \
        --exclude=__pycache__ --exclude='./.*_cache' --exclude=./.hypothesis -cf - . |
        tar -C "$WORK/tree" --no-same-owner -xf -
    chmod -R go+rX,go-w "$WORK/tree"
}

prepare() { # what checks need, which are the first
    tools/test-users.sh
    copy_tree
    "$WORK/tree/tools/setup.sh" run packages # Python, perhaps
    "$WORK/tree/tools/setup.sh" "$SETUP" packages & # servers and desktops, while there is more to prepare
    installer=$!
    "$WORK/tree/tools/setup.sh" check environment # its packages are there
    install -d -m 700 -o shtest-a -g shtest-a "$WORK/home" "$WORK/home/run"
    install -d -m 777 "$WORK/tree/build" "$WORK/tree/build/screens" # root and the account write pictures
}

prepare_tests() { # while this tree is checked
    "$VENV/bin/python" -m compileall -q "$WORK/tree/selfhelp"
    compile
    wait "$installer"
}

compile() { # keep what pytest compiles: else each of a dozen processes compiles it again
    (cd "$WORK/tree" && env -u PYTHONDONTWRITEBYTECODE "$VENV/bin/python" -m pytest --collect-only -qq -n0 -p no:cacheprovider tests >/dev/null)
}

files_of_person() { # a folder for the account's files: in memory where there is room and it may be mounted, else on the disk
    local free
    FILES=$(mktemp -d "$WORK/tXXX") # short, for the sockets in it
    free=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    [ "$free" -lt "$ROOMY" ] || mount -t tmpfs -o size=6g tmpfs "$FILES" 2>/dev/null || true
    install -d -m 700 -o shtest-a -g shtest-a "$FILES"
}

tidy() { # what a lane that was killed left, too
    find /sys/fs/cgroup -depth -type d -path '*/selfhelp-lane-*' -exec rmdir {} + 2>/dev/null || true
    local neighbour
    for neighbour in "${!neighbours[@]}"; do end_tree "${neighbours[$neighbour]}"; done
    ! mountpoint -q "$FILES" || umount -l "$FILES"
    rm -rf --one-file-system "$FILES" "$WORK/lanes"
}

end_tree() { # a process that was started here, with all that it started
    local child
    for child in $(pgrep -P "$1"); do end_tree "$child"; done
    kill "$1" 2>/dev/null || true
}

as_person() { # as shtest-a, with nothing of root's environment
    ${APART:+apart} setpriv --reuid shtest-a --regid shtest-a --init-groups --inh-caps=-all \
        env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 VENV="$VENV" \
        HOME="$WORK/home" XDG_RUNTIME_DIR="$WORK/home/run" MYPY_CACHE_DIR="$WORK/home/mypy" \
        RUFF_CACHE_DIR="$WORK/home/ruff" PYTHONDONTWRITEBYTECODE=1 CI="${CI:-}" TMPDIR="$FILES" \
        HYPOTHESIS_STORAGE_DIRECTORY="$WORK/home/hypothesis" SELFHELP_TEST_LOOPS="$SELFHELP_TEST_LOOPS" "$@"
}

as_person_apart() { # real faults beside it stop programs of the same account: they are out of sight
    APART=yes as_person "$@"
}

apart() { # in a list of processes of its own, whose first takes leave of those whose parents ended
    # shellcheck disable=SC2016 # the inner shell expands it
    unshare --pid --fork --kill-child --mount-proc bash -c '"$@"; exit $?' apart "$@"
}

as_root() { # the tests that prepare; they run the product as shtest-a themselves
    env PYTHONDONTWRITEBYTECODE=1 "$@"
}

# tests RUNNER NAME EXPRESSION [OPTION…]: what pytest -m selects. What fails is run once more alone: a busy
# machine spoils a test now and then, a mistake fails twice (tools/once_more.py names the flaky ones).
tests() {
    local runner=$1 name=$2$SOAK expression=$3
    local largest=$2 status=0
    shift 3
    selected "$runner" "$name" "build/tests-$name.xml" "$expression" "$@" || status=$?
    [ "$largest" != person ] || touch "$WORK/person-ended"
    [ "$status" != 0 ] || return 0
    if grep -q "crashed while running" "build/tests-$name.xml"; then # the others of its file were not run
        note "flaky: a process of the tests ended ($name); all of them once more, from the start"
        selected "$runner" "$name" "build/tests-$name.xml" "$expression" "$@" && return
        ! grep -q "crashed while running" "build/tests-$name.xml" || return 1
    fi
    wait_for_person
    echo "== once more: what failed"
    selected "$runner" "$name" "build/again-$name.xml" "$expression" --last-failed --last-failed-no-failures none || true
    $runner "$VENV/bin/python" tools/once_more.py "build/tests-$name.xml" "build/again-$name.xml"
}

wait_for_person() { # what a busy machine spoiled is run once more when the largest part has ended
    local left=$LIMIT
    while [ ! -e "$WORK/person-ended" ] && [ $((left -= 1)) -gt 0 ]; do sleep 1; done
}

selected() { # selected RUNNER NAME RESULT EXPRESSION [OPTION…]
    local runner=$1 name=$2 result=$3 expression=$4 status=0
    shift 4
    $runner timeout --kill-after=30 "$LIMIT" "$VENV/bin/python" -m pytest -o cache_dir="build/cache-$name" \
        -o junit_logging=all --junitxml="$result" -m "$expression" "$@" || status=$?
    [ "$status" != "$NONE" ] || return 0
    silent "$runner" "$result" || wrong "a secret was said or logged ($name)"
    return "$status"
}

silent() { # silent RUNNER RESULT: no secret of the tests is in what was said and logged meanwhile
    local places=("$2")
    [[ $1 != as_person* ]] || places+=("$FILES/t")
    $1 "$VENV/bin/python" tools/logs_scan.py "${places[@]}"
}

windows() { # fetches Wine, which nothing else needs; what it builds is large and goes again
    rm -rf "$WORK/windows"
    "$WORK/tree/tools/setup.sh" windows || return 1
    SELFHELP_WINDOWS_WORK="$WORK/windows" tests as_root windows "windows" tests || { rm -rf "$WORK/windows"; return 1; }
    rm -rf "$WORK/windows"
}

desks() { # one ticket is sent from Wine, where it is installed
    SELFHELP_WINDOWS_WORK="$WORK/windows-quick" tests as_root desks "(lab or live) and $CHOICE" "${DESKS[@]}"
}

windows_quick() { # the Windows code under Wine, in at most three minutes; the Windows Python is kept (1.2 GB)
    local program
    for program in wine osslsigncode x86_64-w64-mingw32-gcc Xvfb; do
        command -v "$program" >/dev/null && continue
        echo "skipped: $program isn't installed; tools/setup.sh windows installs what this part needs"
        return 0
    done
    SELFHELP_WINDOWS_WORK="$WORK/windows-quick" tests as_root windows-quick "windows" tests/packages/test_under_wine.py
}

wanted() { # wanted PART: whether it was asked for
    case $WANTED in *" $1 "*) ;; *) return 1 ;; esac
}

note() { # note WHAT: say it, and keep it for tools/failures.py
    echo "$1"
    echo "$1" >>build/failed-parts.txt
}

wrong() { # wrong WHAT: remember a failure, go on
    note "failed: $1"
    failed=1
}

part() { # part NAME "what it is" COMMAND…: says what begins, remembers a failure, goes on
    wanted "$1" || return 0
    local name=$1 title=$2
    echo
    echo "== $title"
    shift 2
    "$@" </dev/null || wrong "$name: $title"
}

beside_checks() {
    [ -n "$SOAK" ] || part checks "checks" as_person "$VENV/bin/python" tools/check.py # make check would set up again
    return "$failed"
}

beside_desks() {
    part desks "real help desks" desks
    part windows-quick "the Windows code under Wine" windows_quick # desks uses the same Windows Python
    return "$failed"
}

beside_root() {
    part root "tests with real faults and real services" root
    return "$failed"
}

beside_packages() {
    part packages "packages on machines with nothing" packages
    return "$failed"
}

begin() { # begin NAME…: what runs beside the first parts
    local name
    for name; do
        "beside_$name" >"$WORK/$name.log" 2>&1 &
        neighbours[$name]=$!
    done
}

finish() { # finish NAME…: wait for what was begun, and show what it said
    local name
    for name; do
        wait "${neighbours[$name]}" || failed=1
        unset "neighbours[$name]"
        cat "$WORK/$name.log"
    done
}

marked() { # marked MARK: the files with tests that have it; to collect all others takes half a minute
    grep -rl "mark\.$1\b" tests --include='test_*.py'
}

person() { # of the long loops only the files that can have some: each worker collects all that are named
    local files=(tests)
    [ -z "$SOAK" ] || mapfile -t files < <(grep -rlE 'soak|spread|loops|LOOPS' tests --include='test_*.py')
    tests as_person_apart person "not (lab or live or package or windows or alone) and $CHOICE" \
        -n "$WORKERS" --dist loadfile --no-loadscope-reorder --max-worker-restart 0 --basetemp="$FILES/t" "${files[@]}"
}

alone() {
    local files
    mapfile -t files < <(marked alone)
    tests as_person alone "alone and not (lab or live) and $CHOICE" --basetemp="$FILES/t" "${files[@]}"
}

packages() {
    local files
    mapfile -t files < <(marked package)
    tests as_root packages "package" "${files[@]}"
}

with_real_faults() { # the files with such tests
    { # pytest takes a file that is named, even where it is told to ignore it: the help desks have their own part
        grep -rlE 'mark\.(lab|live)\b' tests --include='test_*.py' | grep -v '^tests/lab/\|^tests/live/'
        printf '%s\n' tests/lab tests/live
    } | grep -vxF "$(printf '%s\n' "${DESKS[@]}")"
}

root() { # real faults, in lanes
    local lanes files
    mapfile -t files < <(with_real_faults)
    lanes=(--dist loadfile --no-loadscope-reorder --max-worker-restart 0 --basetemp="$WORK/lanes" --tx "$LANES*popen//python=tools/lane.sh")
    tests as_root root "(lab or live) and not alone and $CHOICE" "${DESKS[@]/#/--ignore=}" "${lanes[@]}" "${files[@]}"
}

root_alone() { # one after the other
    local files
    mapfile -t files < <(marked alone)
    tests as_root root-alone "(lab or live) and alone and $CHOICE" "${DESKS[@]/#/--ignore=}" "${files[@]}"
}

prepare
cd "$WORK/tree"
failed=0
declare -A neighbours=()
files_of_person
trap tidy EXIT
rm -f "$WORK/person-ended"
wanted person || touch "$WORK/person-ended"
begin checks
prepare_tests
begin root desks packages
finish checks
part person "tests as an unprivileged user" person
finish desks root packages
part alone "as an unprivileged user, where a busy neighbour would spoil it" alone
part root "with real faults, where a busy neighbour would spoil it" root_alone
part windows "the Windows package and the Windows code under Wine" windows
echo
results=(build/tests-*.xml)
[ ! -e "${results[0]}" ] || "$VENV/bin/python" tools/total.py "${results[@]}" || failed=1
if [ -z "$SOAK" ] && wanted person && wanted alone && wanted desks && wanted root; then
    "$VENV/bin/python" tools/promises.py build/tests-{person,alone,desks,root,root-alone}.xml || wrong "a promise without a test that passed (tools/promises.py)"
fi
RESULTS=$HERE/build/$([ -n "$SOAK" ] && echo soak || echo test)
rm -rf "$RESULTS"
install -d "$HERE/build"
[ ! -e "$WORK/checks.log" ] || mv "$WORK/checks.log" build
cp -r build "$RESULTS"
chown -R --reference="$HERE" "$HERE/build"
exit "$failed"
