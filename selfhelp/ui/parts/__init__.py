"""Parts of screens that know the core; `selfhelp.ui.widgets` are those that do not."""
