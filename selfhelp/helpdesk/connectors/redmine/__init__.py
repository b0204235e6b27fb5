"""The Redmine connector."""
