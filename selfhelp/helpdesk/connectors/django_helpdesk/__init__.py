"""The django-helpdesk connector."""
