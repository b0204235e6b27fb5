"""The GLPI connector."""
