"""A fictitious county to try everything on: places, people, and the lives of their cases; a seed repeats it."""
