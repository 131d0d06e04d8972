"""`python -m grader`, for where the command `grade` is not on the path.

Python puts the folder that it is started in first on its import path. That may be a submission's, where a file called
`numpy.py` would be loaded in place of NumPy, by the grader itself.
"""

import os  # this and sys are loaded already: nothing more may be before the path is clean
import sys

here = os.path.realpath(os.curdir)
if here != os.path.dirname(os.path.dirname(os.path.realpath(__file__))):  # noqa: PTH120
    sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != here]

from grader.cli import main  # noqa: E402

if __name__ == "__main__":  # the processes of a class run import this file too
    sys.exit(main())
