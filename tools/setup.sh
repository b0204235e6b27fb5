#!/bin/bash
# Makes this machine ready for `make run`, `make test` or `make bench`.
#
#   tools/setup.sh run|check|test|soak|bench|build|windows [packages|environment]
#
# With "packages" it installs only the system packages, with "environment" it leaves them as they are.
# Installs the system packages that are missing (tools/packages.txt) and the Python packages of the
# lock file into .venv, and builds what git does not keep (tools/compiled.py). Prints a line for each thing it does, and nothing where nothing is missing.
# Needs root, or sudo where packages are missing. VENV=folder puts the environment elsewhere.
# SELFHELP_LOCK_SECONDS says how long another installation of packages is waited for (600).
set -euo pipefail
umask 022
SET=${1:?usage: tools/setup.sh run|check|test|soak|bench|build|windows}
TREE=$(cd "$(dirname "$0")/.." && pwd)
VENV=${VENV:-$TREE/.venv}
LOCK_SECONDS=${SELFHELP_LOCK_SECONDS:-600}
case $SET in
    run) sections="run" lock=requirements.lock ;;
    check) sections="run" lock=requirements-dev.lock ;;
    test) sections="run test" lock=requirements-dev.lock ;;
    soak) sections="run test soak" lock=requirements-dev.lock ;;
    bench) sections="run bench" lock=requirements-dev.lock ;;
    build) sections="run build" lock=requirements-dev.lock ;;
    windows) sections="run windows" lock=requirements-dev.lock ;;
    *) echo "setup: unknown set: $SET" >&2; exit 2 ;;
esac

say() { echo "setup: $*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_install() { # may_install PACKAGE…: whether there is root or sudo for it
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || {
        say "these packages are missing: $*"
        say "to install them, run the same command once as root, or as a user with sudo"
        return 1
    }
}

# Run a command silently; show its output only if it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" != 0 ]; then
        tail -n 30 "$log" >&2
        say "this failed: $*"
    fi
    rm -f "$log"
    return "$status"
}

# Another installation may be under way, such as the updates of a computer that was just started: wait for it.
apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout="$LOCK_SECONDS" "$@"
}

# The lock of the lists has no timeout in apt.
update_lists() {
    local end=$((SECONDS + LOCK_SECONDS)) log
    log=$(mktemp)
    until apt update >"$log" 2>&1 </dev/null; do
        if ! grep -q 'Could not get lock' "$log" || [ "$SECONDS" -ge "$end" ]; then
            tail -n 30 "$log" >&2
            rm -f "$log"
            say "the list of packages could not be updated"
            return 1
        fi
        sleep 2
    done
    rm -f "$log"
}

packages_of() { # the lines of one section
    awk -v want="[$1]" '/^#/ || NF == 0 { next } /^\[/ { on = ($0 == want); next } on' "$TREE/tools/packages.txt"
}

# Also while another installation, such as that of the tests' packages, replaces it or runs its trigger: only a package
# that was configured before has a Config-Version then.
installed() {
    case $(dpkg-query -W -f '${db:Status-Status} ${Config-Version}' "$1" 2>/dev/null) in
        "installed "* | "triggers-pending "* | "triggers-awaited "*) return 0 ;;
        "half-configured "?* | "unpacked "?* | "half-installed "?*) return 0 ;;
        *) return 1 ;;
    esac
}

any_installed() { # any_installed "a|b" or "a?"
    local name list=${1%\?}
    for name in ${list//|/ }; do installed "$name" && return 0; done
    return 1
}

offered() { # the first of "a|b" that this release has; for "a?" nothing where it has none
    local name list=${1%\?}
    for name in ${list//|/ }; do
        if [[ $(apt-cache policy "$name") == *"Candidate: "[^\(]* ]]; then echo "$name"; return; fi
    done
    case $1 in *\?) ;; *) echo "${1##*|}" ;; esac # apt says that there is no such package
}

missing_packages() {
    local section line
    for section in $sections; do
        for line in $(packages_of "$section"); do any_installed "$line" || echo "$line"; done
    done | sort -u
}

# Packages must not start their services while they are installed: tests start their own.
without_services() {
    local rule=/usr/sbin/policy-rc.d status=0 ours=no
    if [ ! -e "$rule" ]; then
        ours=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$rule" >/dev/null
        as_root chmod 755 "$rule"
    fi
    "$@" || status=$?
    if [ "$ours" = yes ]; then as_root rm -f "$rule"; fi
    return "$status"
}

install_packages() {
    local missing names=() line name
    missing=$(missing_packages)
    [ -z "$missing" ] && return
    if ! command -v apt-get >/dev/null; then
        say "this is not Debian or Ubuntu; please install yourself: $(echo $missing)"
        return
    fi
    if echo "$missing" | grep -qv '?$'; then # a release without "name?" is not asked every time
        may_install $(echo "$missing" | sed 's/[|?].*//')
        say "updating the list of packages"
        update_lists
    fi
    for line in $missing; do
        name=$(offered "$line")
        if [ -n "$name" ]; then names+=("$name"); fi
    done
    [ ${#names[@]} = 0 ] && return
    may_install "${names[@]}"
    say "installing ${#names[@]} system packages: ${names[*]}"
    without_services quietly apt install -y --no-install-recommends "${names[@]}"
}

suitable() { # Python 3.11 or newer that can make an environment
    "$1" -c 'import sys, ensurepip, venv, sqlite3, ssl; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null
}

# The system's own interpreters first: other people on this machine can run them as well.
newest_python() {
    local folder minor
    for folder in /usr/bin /usr/local/bin ${PATH//:/ }; do
        for minor in 14 13 12 11; do
            if [ -x "$folder/python3.$minor" ] && suitable "$folder/python3.$minor"; then
                echo "$folder/python3.$minor"
                return
            fi
        done
    done
    say "no Python 3.11 or newer with the venv module was found"
    return 1
}

build_files() { # what git does not keep
    "$VENV/bin/python" "$TREE/tools/compiled.py"
}

make_environment() {
    local python stamp
    python=$(newest_python)
    stamp=$(cat "$TREE/$lock" "$TREE/pyproject.toml" <(echo "$python $TREE") | sha256sum)
    [ "$(cat "$VENV/ready-$lock" 2>/dev/null)" = "$stamp" ] && return
    if [ ! -x "$VENV/bin/python" ] || [ "$(readlink -f "$VENV/bin/python")" != "$(readlink -f "$python")" ]; then
        say "creating the Python environment $VENV with $("$python" --version)"
        quietly "$python" -m venv --clear "$VENV"
    fi
    say "installing the Python packages of $lock"
    quietly "$VENV/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$TREE/$lock"
    build_files # with the stemmer of the lock file: pip builds with the newest one
    quietly "$VENV/bin/python" -m pip install --disable-pip-version-check --no-deps -e "$TREE"
    echo "$stamp" >"$VENV/ready-$lock"
}

[ "${2:-}" = environment ] || install_packages
[ "${2:-}" != packages ] || exit 0
make_environment
build_files
