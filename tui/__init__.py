"""The desk: the terminal screens on which a caseworker works."""
