"""Harnesses that do harm and count what it cost: each point is made from a seed, and can be made again from it."""
