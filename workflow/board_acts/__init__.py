"""What can be done with the office's lists: each act with why it cannot be done now, and what it would do."""
