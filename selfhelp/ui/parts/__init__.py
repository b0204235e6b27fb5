"""Parts of screens that use the core; `selfhelp.ui.widgets` don't."""
