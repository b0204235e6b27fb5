"""Displays and graphics."""
