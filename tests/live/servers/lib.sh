# Shared by the scripts beside it: every server listens on loopback only and keeps its state in $SERVERS.
set -euo pipefail
SERVERS=${SELFHELP_SERVERS:-/var/tmp/selfhelp-test-servers}
mkdir -p "$SERVERS/run" "$SERVERS/log"
chmod 755 "$SERVERS"

say() { echo "[$(date +%T)] $*" >&2; }

# since PID: when that process began, in ticks since the start of the computer; empty where there is none
since() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# running NAME: whether the server that this script started is still there. A process with its number is not enough:
# the file may be from before a restart, or from a test with processes of its own.
running() {
  local pid began=
  read -r pid began 2>/dev/null <"$SERVERS/run/$1.pid" || return 1
  [ -n "$began" ] && [ "$(since "$pid")" = "$began" ]
}

# start NAME COMMAND...: detached, process id and its start in run/NAME.pid, output in log/NAME.log
start() {
  local name=$1
  shift
  running "$name" && return 0
  setsid "$@" >>"$SERVERS/log/$name.log" 2>&1 </dev/null &
  echo "$! $(since $!)" >"$SERVERS/run/$name.pid"
}

# worn NAME FILE MIB: whether a server that does not run has gathered so much that its tests become slow
worn() {
  ! running "$1" && [ -e "$2" ] && [ "$(stat -c %s "$2")" -gt $(($3 * 1024 * 1024)) ]
}

# answers URL SECONDS: wait until something answers there
answers() {
  local i
  for i in $(seq 1 $(($2 * 4))); do
    curl --noproxy '*' -s -o /dev/null --max-time 5 "$1" && return 0
    sleep 0.25
  done
  say "no answer from $1"
  return 1
}

# package FILE NAMES...: install Debian packages where FILE is missing, and start none of their services
package() {
  local file=$1
  shift
  [ -e "$file" ] && return 0
  [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; }
  say "installing $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@" >>"$SERVERS/log/apt.log" 2>&1 && return 0
  apt-get update >>"$SERVERS/log/apt.log" 2>&1
  apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@" >>"$SERVERS/log/apt.log" 2>&1
}
