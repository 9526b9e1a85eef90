"""Migrations, numbered by hand and run from code."""
