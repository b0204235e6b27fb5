# What the lives of both packages wait for: a tray, a display. Whoever reads this in has `tray` and `fatal`.
none() { [ -z "$(tray)" ]; }
some() { [ -n "$(tray)" ]; }
display() { # display NUMBER: there is one now
    Xvfb ":$1" -screen 0 1024x768x24 -nolisten tcp >/dev/null 2>&1 &
    wait_until test -S "/tmp/.X11-unix/X$1" || fatal "a display for the test"
}
wait_until() { for _ in $(seq 240); do "$@" && return 0; sleep 0.5; done; return 1; } # two minutes: only against hangs
