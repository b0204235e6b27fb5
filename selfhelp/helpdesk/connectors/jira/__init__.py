"""The Jira Service Management connector."""
