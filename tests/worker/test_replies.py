"""Replies that a submission forges: the worker is ended, or they are an answer like any other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.runners import replies
from grader.student import Loaded, LoadError, WorkerError
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
OK = (('ok', 1.0, ()),)
FACTS = {'names': ('f',), 'digests': {}, 'stand_ins': (), 'flags': (), 'loops': {}, 'orders': {}, 'renewable': False}
def run(*parts):
    return frame((2, 'run', parts))
"""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("struct.pack('<I', 2**32 - 1) + b'x' * 100", "a frame of 4294967295 bytes"),
        ("frame((99, 'run', None))", "a reply to request 99 instead of 2"),
        ("frame((2, 'run', None))", "a run expected"),
        ("frame((2, 'run', TWO))", "a run expected"),
        ("run((), (), (), 0.0)", "a reply to each instruction expected"),
        ("run(TWO, (), (), 0.0)", "replies expected"),
        ("run((1.0,), (), (), 0.0)", "a reply expected"),
        ("run((('fine', 1.0, ()),), (), (), 0.0)", "a status expected"),
        ("run(((TWO, 1.0, ()),), (), (), 0.0)", "a status expected"),
        ("run((('absent', 'f', ()),), (), (), 0.0)", "the name of an attribute expected"),
        ("run((('raised', 'x', ()),), (), (), 0.0)", "an exception expected"),
        ("run((('ok', 1.0, ((7, 'x', 1, True),)),), (), (), 0.0)", "changes expected"),
        ("run((('ok', 1.0, TWO),), (), (), 0.0)", "changes expected"),
        ("run(OK, (5,), (), 0.0)", "numbers of instructions expected"),
        ("run(OK, TWO, (), 0.0)", "numbers of instructions expected"),
        ("run(OK, (0, 0), (), 0.0)", "each number once expected"),
        ("run(OK, (), TWO, 0.0)", "warnings expected"),
        ("run(OK, (), (), float('nan'))", "seconds expected"),
        ("run(OK, (), (), TWO)", "seconds expected"),
        ("run((('ok', leaf(values.Ref(0)), ()),), (), (), 0.0)", "bytes that are no value"),
        ("run((('ok', leaf(values.Function('ones', (2,))), ()),), (), (), 0.0)", "bytes that are no value"),
        ("frame((2, 'loaded', {}))", "a run expected"),
        ("frame((2, TWO, ()))", "not a reply"),
        ("frame((TWO, 'run', ()))", "not a reply"),
        ("frame({'passed': True})", "not a reply"),
        ("b'{\"score\": 100}' * 1000", "a frame of 1668489851 bytes"),
        ("struct.pack('<I', 3) + b'a\\x0b\\x40'", "no value begins with byte 0x61"),
    ],
)
def test_a_forged_reply_that_is_not_an_answer_ends_the_worker(data, why):
    error = crash(f"{FORGE}def f():\n    send({data})\n")

    assert (error.code, error.values) == ("worker.reply", {"reason": why})


def test_a_forged_reply_that_is_an_answer_is_only_a_value():
    source = f"{FORGE}def f():\n    send(frame((2, 'run', ((('ok', 1.5, ()),), (), (), 0.0))))\n    return 0.0\n"

    with held(source + GOOD) as student:
        assert value(student, "f") == 1.5
        with pytest.raises(WorkerError, match=r"worker\.reply"):
            value(student, "good", 1)  # the honest reply comes one too late


def test_a_forged_load_that_has_its_form_is_believed_as_data_are():
    with held(f"{FORGE}send(frame((1, 'loaded', FACTS)))\n") as student:
        assert student.load() == Loaded(("f",))


@pytest.mark.parametrize(
    ("field", "forged", "why"),
    [
        ("names", "('f', 1)", "names"),
        ("names", "TWO", "names"),
        ("digests", "{'f': None}", "digests"),
        ("stand_ins", "('os',)", "stand-ins that there are"),
        ("flags", "(('fine', 'jax'),)", "flags"),
        ("loops", "{'f': 0}", "loops"),
        ("loops", "{'f': TWO}", "loops"),
        ("orders", "{'f': 3}", "orders"),
        ("orders", "{'f': ('y', 1)}", "orders"),
        ("renewable", "1", "yes or no"),
        ("renewable", "TWO", "yes or no"),
        ("score", "100", "facts"),
    ],
)
def test_a_forged_load_of_which_one_fact_is_none_is_refused(field, forged, why):
    assert refused(f"'loaded', {{**FACTS, {field!r}: {forged}}}") == f"{why} expected"


def test_a_forged_trouble_that_has_its_form_is_one():
    forged = "'trouble', ('load.exit', {'status': '0'}, (('answer.py', 1, 'f', ''),))"

    with held(f"{FORGE}send(frame((1, {forged})))\n") as student, pytest.raises(LoadError) as caught:
        student.load()

    assert (caught.value.code, caught.value.values) == ("load.exit", {"status": "0"})


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        ("'trouble', ('load.fine', {}, ())", "a trouble expected"),
        ("'trouble', (['load.exit'], {'status': '0'}, ())", "a trouble expected"),
        ("'trouble', (TWO, {'status': '0'}, ())", "a trouble expected"),
        ("'trouble', ('load.import', {}, ())", "its values expected"),
        ("'trouble', ('load.exit', {'status': 0}, ())", "its values expected"),
        ("'trouble', ('load.exit', {'status': TWO}, ())", "its values expected"),
        ("'trouble', ('load.exit', {'status': '0'}, (('answer.py', 'one', 'f', ''),))", "frames expected"),
        ("'trouble', ('load.exit', {'status': '0'}, TWO)", "frames expected"),
        ("'loaded', {'names': ('f',)}", "facts expected"),
        ("'run', ()", "facts expected"),
        ("'lost', [[[]]]", "not a reply"),
    ],
)
def test_a_forged_answer_to_a_load_is_refused(forged, why):
    assert refused(forged) == why


def refused(forged: str) -> str:
    """Why a forged answer to the request to load is none."""
    with held(f"{FORGE}send(frame((1, {forged})))\n") as student, pytest.raises(WorkerError) as caught:
        student.load()
    assert caught.value.code == "worker.reply"
    reason: str = caught.value.values["reason"]
    return reason


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
