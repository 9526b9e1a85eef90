"""A second implementation of the assessment, in exact fractions and plain loops, sharing nothing with `states`."""
