"""The ServiceNow connector."""
