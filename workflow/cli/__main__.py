"""`python -m workflow.cli`: the program by its interpreter, for whoever starts it without a shell."""

from workflow.cli.main import run

run()
