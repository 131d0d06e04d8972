"""Replies that a submission forges: the worker is ended, or they are an answer like any other."""

from __future__ import annotations

import pytest

from grader.student import WorkerError
from tests.held import GOOD, crash, held, value

FORGE = """
import os, struct, sys
sys.path.append('')
sys.modules_ = sys.modules
frame = sys.modules['_nnkata.wire'].frame
def send(data):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, data)
        except OSError:
            pass
FACTS = {'names': ('f',), 'digests': {}, 'stand_ins': (), 'flags': (), 'loops': {}, 'orders': {}}
"""


@pytest.mark.parametrize(
    "data",
    [
        "struct.pack('<I', 2**32 - 1) + b'x' * 100",
        "frame((99, 'run', None))",
        "frame((2, 'run', None))",
        "frame((2, 'run', ((), (), (), 0.0)))",
        "frame((2, 'run', ((('ok', 1.0, ((7, 'x', 1, True),)),), (), (), 0.0)))",
        "frame((2, 'run', ((('fine', 1.0, ()),), (), (), 0.0)))",
        "frame((2, 'run', ((('raised', 'x', ()),), (), (), 0.0)))",
        "frame((2, 'run', ((('ok', 1.0, ()),), (5,), (), 0.0)))",
        "frame((2, 'run', ((('ok', 1.0, ()),), (), (), float('nan'))))",
        "frame((2, 'loaded', {}))",
        "frame({'passed': True})",
        "b'{\"score\": 100}' * 1000",
        "struct.pack('<I', 3) + b'a\\x0b\\x40'",
    ],
)
def test_a_forged_reply_that_is_not_an_answer_ends_the_worker(data):
    error = crash(f"{FORGE}def f():\n    send({data})\n")

    assert error.code == "worker.reply"


def test_a_forged_reply_that_is_an_answer_is_only_a_value():
    source = f"{FORGE}def f():\n    send(frame((2, 'run', ((('ok', 1.5, ()),), (), (), 0.0))))\n    return 0.0\n"

    with held(source + GOOD) as student:
        assert value(student, "f") == 1.5
        with pytest.raises(WorkerError, match=r"worker\.reply"):
            value(student, "good", 1)  # the honest reply comes one too late


@pytest.mark.parametrize(
    "forged",
    [
        "'trouble', ('load.fine', {}, ())",
        "'trouble', ('load.import', {}, ())",
        "'trouble', (['load.exit'], {}, ())",
        "'trouble', ('load.exit', {'status': 0}, ())",
        "'trouble', ('load.exit', {'status': '0'}, (('answer.py', 'one', 'f', ''),))",
        "'loaded', {'names': ('f',)}",
        "'loaded', {'names': ('f', 1), 'digests': {}, 'stand_ins': ()}",
        "'loaded', {'names': ('f',), 'digests': {'f': None}, 'stand_ins': ()}",
        "'loaded', {**FACTS, 'orders': {'f': 3}}",
        "'loaded', {**FACTS, 'orders': {'f': ('y', 1)}}",
        "'run', ()",
        "'lost', [[[]]]",
    ],
)
def test_a_forged_load_is_refused(forged):
    with held(f"{FORGE}send(frame((1, {forged})))\n") as student, pytest.raises(WorkerError, match=r"worker\.reply"):
        student.load()


def test_a_text_longer_than_any_worker_sends_is_refused():
    error = crash(f"{FORGE}def f():\n    send(frame((2, 'run', ((('ok', 'x' * 20000, ()),), (), (), 0.0))))\n")

    assert error.code == "worker.reply"
