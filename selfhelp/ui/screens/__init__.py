"""One file per screen; an `AppScreen` is built on first use, and then reused.

`selfhelp.ui.navigation` has one destination for each screen. ``context.open(FixPage("disk-full"))`` builds
`fix.FixScreen` if necessary, shows the screen, and calls `AppScreen.on_shown` with the destination.
"""
