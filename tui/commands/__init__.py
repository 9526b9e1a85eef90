"""What can be done at the desk: each command declared once, for key, footer, palette and help."""
