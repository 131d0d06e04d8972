"""`python -m grader`, for where the command `grade` is not on the path."""

import sys

from grader.cli import main

if __name__ == "__main__":  # the processes of a class run import this file too
    sys.exit(main())
