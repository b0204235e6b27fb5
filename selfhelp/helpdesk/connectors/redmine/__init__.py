"""Redmine."""
