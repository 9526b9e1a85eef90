"""The people of supported households matched with another list: who is in both, in one, or not surely in either."""
