"""The desk's screens and dialogs."""
