"""The rules: stages, facts, policy, assessment, guards and steps. Pure; no clock, no file at call time, no sentence."""
