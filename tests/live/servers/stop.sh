#!/bin/bash
# stop.sh NAME...: stops servers that the scripts beside it started, only by the process id each wrote.
. "$(dirname "$0")/lib.sh"
for name in "$@"; do
  if running "$name"; then
    read -r pid _ <"$SERVERS/run/$name.pid"
    kill "$pid"
    for i in $(seq 1 40); do running "$name" || break; sleep 0.25; done
    running "$name" && kill -9 -- "-$pid" 2>/dev/null
  fi
  rm -f "$SERVERS/run/$name.pid"
done
