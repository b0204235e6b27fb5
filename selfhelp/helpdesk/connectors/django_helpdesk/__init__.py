"""django-helpdesk."""
