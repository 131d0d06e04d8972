"""An implementation that lives in this process: the reference, a convention, a misconception, an author's draft.

Never a submission: those are performed by `isolated`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext

from grader.observe import observe
from grader.student import Loaded, Play, Run
from grader.worker.namespace import Namespace
from grader.worker.play import execute
from grader.worker.randomness import borrowed


class InProcess:
    """A `Student` over a namespace of trusted code."""

    def __init__(self, namespace: Namespace) -> None:
        self.namespace = namespace

    def load(self) -> Loaded:
        return Loaded(tuple(sorted(self.namespace.names)), orders=self.namespace.orders())

    def ahead(self) -> None:
        """Nothing to begin."""

    def fresh(self) -> None:
        """Nothing to renew: plays make their own objects."""

    def run(self, plays: Sequence[Play]) -> Iterator[Run]:
        for play in plays:
            with borrowed() if play.random else nullcontext():  # to put generators back takes longer than most plays
                run = execute(play.program, self.namespace)
            yield observe(play, run)

    def close(self) -> None:
        """Nothing to let go of."""
