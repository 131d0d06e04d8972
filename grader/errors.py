"""The errors that the command line puts into words: a command used wrongly, an exercise written wrongly, a machine on
which submissions cannot be held.

Any other exception is the grader's own fault and keeps its traceback.
"""


class UsageError(Exception):
    """The command was used wrongly, or what it was pointed at cannot be read. Exit code 2.

    code, values: of a message (`grader/messages/`), which is worded in the user's language
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return f"{self.code}: {self.values}"


class ExerciseError(Exception):
    """An exercise's folder is malformed: the message names the file and the cure, for its author."""


class HostError(RuntimeError):
    """What holds submissions has failed: no verdict can come of it, neither a good one nor a bad one."""
