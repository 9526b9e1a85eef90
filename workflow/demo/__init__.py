"""A fictitious county to try everything on: places, people, and the lives of their cases, the same for the same seed."""
