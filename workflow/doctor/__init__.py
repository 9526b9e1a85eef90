"""An examination of everything that must hold for the data to be right and kept: one small function for each thing."""
