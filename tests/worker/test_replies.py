"""Replies that a submission forges: the worker is ended, or they are an answer like any other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.runners import replies
from grader.student import WorkerError
from grader.worker.values import Ref
from tests.held import GOOD, crash, held, value

FORGE = """
import os, struct, sys
import numpy as np
sys.path.append('')
sys.modules_ = sys.modules
frame, leaf = (getattr(sys.modules['_nnkata.wire'], name) for name in ('frame', 'leaf'))
values = sys.modules['_nnkata.values']
def send(data):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, data)
        except OSError:
            pass
TWO = leaf(np.ones(2))  # says of whatever it is compared with: two answers
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
        "frame((2, 'run', (TWO, (), (), 0.0)))",
        "frame((2, 'run', (((TWO, None, ()),), (), (), 0.0)))",
        "frame((2, 'run', ((('ok', 1.0, ()),), TWO, (), 0.0)))",
        "frame((2, 'run', ((('ok', 1.0, ()),), (), TWO, 0.0)))",
        "frame((2, 'run', ((('ok', 1.0, ()),), (), (), TWO)))",
        "frame((2, 'run', ((('ok', 1.0, TWO),), (), (), 0.0)))",
        "frame((2, 'run', TWO))",
        "frame((2, 'run', ((('ok', leaf(values.Ref(0)), ()),), (), (), 0.0)))",
        "frame((2, 'run', ((('ok', leaf(values.Function('ones', (2,))), ()),), (), (), 0.0)))",
        "frame((2, TWO, ()))",
        "frame((TWO, 'run', ()))",
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


def test_an_array_that_says_whether_nothing_is_left_is_no_yes():
    forged = "lambda *_: ('renewed', TWO)"
    source = f"{FORGE}def f():\n    sys.modules['_nnkata.serve'].OPS['renew'] = {forged}\n    return 0.0\n"

    with held(source + GOOD) as student:
        student.load()
        student._loaded = replace(student._loaded, renewable=True)
        value(student, "f")
        student.fresh()
        assert value(student, "good", 1) == 2


def test_an_array_is_no_name_of_an_absent_attribute():
    said = ((("absent", np.ones(2), ()),), (), (), 0.0)

    with pytest.raises(WorkerError) as caught:
        replies.run("run", said, (("set", Ref(0), "rate", 0.5, 0.1),))

    assert caught.value.values == {"reason": "the name of an attribute expected"}


def test_a_text_longer_than_any_worker_sends_is_refused():
    error = crash(f"{FORGE}def f():\n    send(frame((2, 'run', ((('ok', 'x' * 20000, ()),), (), (), 0.0))))\n")

    assert error.code == "worker.reply"
