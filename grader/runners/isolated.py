"""A submission in a worker of its own, as a `Student`: what it answers is data, and how it ends is a finding."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from grader.errors import HostError
from grader.exercise import Limits
from grader.kept import freeze
from grader.observe import observe
from grader.report import Frame, Isolation
from grader.runners import replies
from grader.runners.channel import Budget, Channel, Output
from grader.runners.host import NUMPY, Host
from grader.student import KILLED, Loaded, LoadError, Play, Run, WorkerError
from grader.submission import Submission
from grader.worker.stand_ins import ROOTS

TOLD, TOLD_BYTES = 16, 1 << 15
"""How many different answers to a play are remembered, of at most how many bytes."""

ABSENT = re.compile(rf"^[ \t]*(?:from|import)[ \t]+(?:{'|'.join(sorted(ROOTS))})\b", re.MULTILINE)
"""An import of what is not there where submissions run, such as a data set: a stand-in takes its place."""

DEFINITION = re.compile(r"^(?:class|def)[ \t]+(?P<name>\w+)", re.MULTILINE)


class IsolatedStudent:
    """Performs plays in a worker, and in another one after that has died, or when it is asked for a fresh one and
    something is left in this one.

    The submission may use `limits.call_seconds` for a play, `limits.load_seconds` to load in a worker, and
    `limits.total_seconds` for everything, over all its workers.

    wanted: names that it is asked for. Of a notebook, or a script that works on data which are not here, what stands
        around their definitions may fail: then those are loaded alone, with what they need.
    """

    def __init__(
        self,
        submission: Submission,
        vocabulary: Mapping[str, Any],
        limits: Limits,
        host: Host,
        backend: str = NUMPY,
        wanted: Collection[str] = (),
    ) -> None:
        self._submission = submission
        self._vocabulary = dict(vocabulary)
        self._limits = limits
        self._host = host
        self._backend = backend
        self._wanted = tuple(sorted(wanted))
        self._failing: LoadError | WorkerError | None = None  # what kept all of the submission from loading
        self._budget = Budget(limits.total_seconds)
        self._output = Output()
        self._channel: Channel | None = None
        self._loading: int | None = None  # number of the request to load that nobody has waited for yet
        self._next: tuple[Channel, int] | None = None  # a worker begun ahead, and its request to load
        self._loaded: Loaded | None = None
        self._workers = 0
        self._played = False  # in the present worker

    @property
    def isolation(self) -> Isolation:
        return self._host.isolation

    @property
    def output(self) -> str:
        """What the submission has printed, as far as it is kept; what it prints at import is kept once."""
        return self._output.text

    def load(self) -> Loaded:
        """Load the submission, in a new worker unless one holds it. Raises LoadError, WorkerError, HostError."""
        try:
            return self._whole()
        except (LoadError, WorkerError) as error:
            if not self._wanted or not _may_fail(error, self._submission):
                raise
            self._failing = error
        try:
            loaded = self._whole()
        except (LoadError, WorkerError):
            raise self._failing from None
        unread = self._unread(loaded)
        if unread and not set(self._wanted) & set(loaded.names):  # nothing is left to ask
            raise self._failing
        return replace(loaded, failing=self._failing, unread=unread)

    def _whole(self) -> Loaded:
        try:
            self._ready()
        except (HostError, WorkerError) as error:
            if isinstance(error, WorkerError) and error.values.get("signal") != KILLED:
                raise
            self._ready()  # it was killed from outside, for want of memory perhaps
        assert self._loaded is not None
        return self._loaded

    def run(self, plays: Sequence[Play]) -> Iterator[Run]:
        """Perform plays in turn. Raises WorkerError at the one that broke the worker, LoadError."""
        channel = self._ready()
        self._played = True
        answers = channel.ask("run", (play.packed for play in plays), self._limits.call_seconds)
        for play, (id, body) in zip(plays, answers, strict=False):
            yield self._read(play, id, body)

    def ahead(self) -> None:
        """Begin the worker that the next `fresh` will go on in: it loads while this one is still asked. Where this one
        will probably do, that waits until it is known."""
        if self._next is None and self._loaded is not None and not self._loaded.renewable and self._budget.left > 0:
            with suppress(HostError):  # where that lasts, it shows when something is to be played
                self._next = self._begun()

    def fresh(self) -> None:
        """Go on in a worker in which nothing was played, or of which nothing is left. A new one loads the submission
        while the caller prepares."""
        if self._channel is not None and not self._channel.closed and (not self._played or self._renewed()):
            return
        self._drop()
        if self._next is not None:
            (self._channel, self._loading), self._next = self._next, None
            self._played = False
        elif self._budget.left > 0:
            with suppress(HostError):
                self._open()

    def close(self) -> None:
        self._drop()
        if self._next is not None:
            self._next[0].close()
            self._next = None

    def _renewed(self) -> bool:
        """Whether the present worker says that it is as a new one would be."""
        channel, loaded = self._channel, self._loaded
        if channel is None or loaded is None or not loaded.renewable or self._loading is not None:
            return False
        if self._budget.left <= 0:
            return False
        try:
            id = channel.send("renew", self._workers)
            what, value = channel.receive(id, self._limits.call_seconds)
        except WorkerError:
            return False
        renewed = what == "renewed" and value is True  # not ==: it may be anything, an array too
        if renewed:
            self._workers += 1
            self._played = False
        return renewed

    def _drop(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _ready(self) -> Channel:
        """A worker that has loaded the submission."""
        channel = self._channel
        if channel is None or channel.closed:
            channel = self._open()
        if self._loading is not None:
            id, self._loading = self._loading, None
            self._load(channel, id)
        channel.output = self._output
        return channel

    def _open(self) -> Channel:
        if self._budget.left <= 0:
            raise WorkerError("worker.budget", seconds=self._budget.seconds)
        self._channel, self._loading = self._begun()
        self._played = False
        return self._channel

    def _begun(self) -> tuple[Channel, int]:
        """A new worker that has been asked to load the submission."""
        channel = Channel(self._host.worker(self._limits, self._workers), self._budget, self._limits.output_bytes)
        self._workers += 1
        request = {
            "entry": self._submission.entry,
            "files": tuple((file.path, file.text) for file in self._submission.files),
            "only": self._only(),
            "vocabulary": self._vocabulary,
            "digests": self._loaded is None,
            "backend": self._backend,
        }
        return channel, channel.send("load", request)

    def _unread(self, loaded: Loaded) -> dict[str, Frame]:
        """The last place of each name that is asked for, as far as its text tells, and was not loaded."""
        submission, found = self._submission, {}
        for match in DEFINITION.finditer(submission.source):
            if match["name"] in self._wanted and match["name"] not in loaded.names:
                line = submission.source.count("\n", 0, match.start()) + 1
                cell, line = submission.locate(submission.entry, line)
                found[match["name"]] = Frame(submission.entry, line, "", match[0], cell)
        return found

    def _only(self) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]] | None:
        """What alone is to be loaded, as the worker is told (`grader.worker.sources`)."""
        if self._failing is None:
            return None
        return self._wanted, tuple((cell.first, cell.lines) for cell in self._submission.cells)

    def _load(self, channel: Channel, id: int) -> None:
        if self._loaded is None:
            channel.output = self._output
        what, value = channel.receive(id, self._limits.load_seconds)
        try:
            if what == "trouble":
                raise replies.trouble(value, self._submission)
            loaded = replies.loaded(value if what == "loaded" else None, self._submission)
        except BaseException:
            self.close()
            raise
        self._loaded = self._loaded or loaded

    def _read(self, play: Play, id: int, body: bytes) -> Run:
        """The run that a reply tells of. Runs that were told before, in the same bytes, are not read again."""
        told, seconds = replies.timeless(body, id)
        known = play.told.get(told)
        if known is not None:
            return Run(known.seen, known.raised, known.absent, known.warnings, seconds)
        assert self._channel is not None
        try:
            raw = replies.run(*self._channel.opened(id, body), play.program)
        except WorkerError:
            self.close()
            raise
        run = observe(play, raw, self._submission.locate)
        freeze(run.seen)
        if told and run.raised is None and len(told) <= TOLD_BYTES and len(play.told) < TOLD:
            play.told[told] = run  # not an exception: its place is this submission's
        return run


def _may_fail(error: LoadError | WorkerError, submission: Submission) -> bool:
    """Whether what kept a submission from loading may be none of the answers: a cell of trials, or a line of a script
    that got a stand-in for its data."""
    return bool(submission.cells) or (error.code == "load.exception" and bool(ABSENT.search(submission.source)))
