"""Backups: taken while others work, verified before they count, restored without deleting anything."""
