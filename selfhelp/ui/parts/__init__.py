"""Parts of screens that depend on the core, unlike `selfhelp.ui.widgets`."""
