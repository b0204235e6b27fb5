"""The widgets of the hands-on tests, one file per kind of test."""
