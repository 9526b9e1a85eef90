"""The use cases: intake, evidence, steps, the nightly run, due work; and the words for people."""
