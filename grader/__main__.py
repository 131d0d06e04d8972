"""`python -m grader`, for where the command `grade` is not on the path."""

import sys

from grader.cli import main

sys.exit(main())
