"""Parts of screens; they depend on the core, unlike `selfhelp.ui.widgets`."""
