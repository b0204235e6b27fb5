"""Parts of screens; unlike `selfhelp.ui.widgets`, they depend on the core."""
