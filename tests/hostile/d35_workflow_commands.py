# d35: Prints workflow commands, writes to a job's files and reads its tokens.
# grade exercise_4.sgd: 1
# prints ::set-output
import os
from honest import SGD
print("::set-output name=grade::100\n::add-mask::10\n::stop-commands::x\n##[group]passed")
for name in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_TOKEN", "HOME", "PATH", "USER"):
    if os.environ.get(name):
        raise SystemExit(name)
