"""GLPI."""
