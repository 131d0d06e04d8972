"""What crosses, and what the grader's reader makes of bytes that a submission may have written."""

from __future__ import annotations

import marshal
import struct
import tracemalloc

import numpy as np
import pytest

from grader.worker.values import Function, Opaque, Ref
from grader.worker.wire import ANSWERS, CODES, HEAD, MAX_DEPTH, MAX_FRAME, MAX_VALUES, WireError, decode, encode, frame

VALUES = [
    None,
    True,
    False,
    0,
    -(2**63),
    2**63 - 1,
    0.0,
    -0.0,
    float("inf"),
    "",
    "重み W",
    (),
    [],
    {},
    (1, [2, (3.0,)], {"a": None, "": [True]}),
    Ref(3),
    Function("weighted_squares", (np.arange(3.0), Ref(1))),
    Opaque("Tensor", "too large"),
]


@pytest.mark.parametrize("value", [v for v in VALUES if type(v) is not Function], ids=repr)
def test_a_value_comes_back_as_it_was_with_its_exact_type(value):
    back = decode(encode(value))

    assert back == value
    assert type(back) is type(value)


def test_tuples_and_lists_stay_distinct():
    assert decode(encode(([1], (1,)))) == ([1], (1,))
    assert decode(encode([(1,)])) != decode(encode([[1]]))


def test_nan_and_the_sign_of_zero_survive():
    nan, zero = decode(encode((float("nan"), -0.0)))

    assert np.isnan(nan)
    assert np.signbit(zero)


def test_a_function_keeps_its_name_and_its_arguments():
    back = decode(encode(Function("weighted_squares", (np.arange(3.0), Ref(1)))))

    assert (back.name, back.arguments[1]) == ("weighted_squares", Ref(1))
    np.testing.assert_array_equal(back.arguments[0], np.arange(3.0))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 0, 3), (1, 2, 1, 3)])
def test_an_array_of_each_dtype_comes_back_writable_with_its_shape_and_bytes(code, shape):
    array = (np.arange(np.prod(shape, dtype=int)) % 2).astype(code).reshape(shape)

    back = decode(encode(array))

    assert (back.dtype, back.shape, back.flags.writeable) == (array.dtype, shape, True)
    assert back.tobytes() == array.tobytes()


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.arange(6.0)[::-1],
        np.arange(6.0, dtype=">f8"),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.broadcast_to(np.float64(2.0), (2, 3)),
    ],
    ids=["transposed", "reversed", "big-endian", "fortran", "broadcast"],
)
def test_an_array_laid_out_otherwise_comes_back_in_c_order(array):
    back = decode(encode(array))

    np.testing.assert_array_equal(back, array)
    assert back.flags.c_contiguous


class Loud(int):
    """A subclass, which could be anything."""


@pytest.mark.parametrize(
    "value",
    [
        object(),
        Loud(1),
        np.float64(1.0),
        2**63,
        {1: 2},
        {3},
        b"bytes",
        np.array([object()]),
        np.array(["text"]),
        np.zeros(2, dtype=[("a", "f8")]),
        np.ma.masked_array([1.0]),
        np.zeros(1, dtype=np.longdouble),
        np.broadcast_to(np.float64(0.0), (1 << 40,)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_does_not_cross(value):
    with pytest.raises(WireError):
        encode(value)


def test_nesting_has_a_bottom_on_both_sides():
    deep: list = []
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    itself: list = []
    itself.append(itself)

    for value in (deep, itself):
        with pytest.raises(WireError, match="nested deeper"):
            encode(value)
    with pytest.raises(WireError, match="nested deeper"):
        decode((b"[" + HEAD.pack(1)) * 2000 + b"N")


def test_the_number_of_values_has_a_bound_on_both_sides():
    with pytest.raises(WireError, match="more than"):
        encode([None] * MAX_VALUES)
    with pytest.raises(WireError, match="more than"):
        decode(b"[" + HEAD.pack(MAX_VALUES) + b"N" * MAX_VALUES)


def held(leaf: bytes) -> bytes:
    return b"s" + HEAD.pack(len(leaf)) + leaf


def text(data: bytes) -> bytes:
    return b"u" + HEAD.pack(len(data)) + data


def array(code: int, *shape: int, data: bytes = b"") -> bytes:
    return held(struct.pack(f"<cBB{len(shape)}Q", b"a", code, len(shape), *shape) + data)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "missing"),
        (b"?", "no value begins"),
        (b"i123", "missing"),
        (b"NN", "too many"),
        (b"l" + struct.pack("<i", 0), "of 0 digits"),
        (b"l" + struct.pack("<iHHHHH", 5, 0, 0, 0, 0, 1 << 3), "beyond 64 bits"),
        (b"l" + struct.pack("<iHH", 2, 1, 1 << 15), "more than 15 bits"),
        (b"l" + struct.pack("<iH", 2, 1), "missing"),
        (b"l" + struct.pack("<i", -(2**31)), "digits"),
        (b"u" + HEAD.pack(2**32 - 1), "a text of"),
        (text(b"\xff\xff"), "not UTF-8"),
        (b"[" + HEAD.pack(2**32 - 1), "4294967295 items"),
        (b"{" + text(b"a") + b"N", "missing"),
        (b"{" + b"N" + b"N" + b"0", "not text"),
        (b"{" + (text(b"a") + b"N") * 2 + b"0", "same key"),
        (b"{" + text(b"a") + b"0", "no value begins"),
        (b"s" + HEAD.pack(2**32 - 1), "missing"),
        (held(b""), "no value"),
        (held(b"x"), "no value"),
        (held(b"R" + bytes(7)), "missing|too few"),
        (held(b"R" + bytes(9)), "too many"),
        (held(b"R" + bytes(7)) + b"N" * 9, "too few"),
        (held(b"fN"), "str and tuple expected"),
        (held(b"f(" + HEAD.pack(2) + text(b"a") + b"N"), "str and tuple expected"),
        (held(b"o(" + HEAD.pack(1) + text(b"a")), "str and str expected"),
        (held(b"o"), "missing"),
        (held(b"o") + b"N", "expected"),
        (array(len(CODES)), "dtype number"),
        (array(11, *[2] * 65), "65 axes"),
        (array(11, 2**40), "of shape"),
        (array(11, 0, 2**40, 2**40), "of shape"),
        (array(11, 2, data=bytes(15)), "missing"),
        (array(11, 2, data=bytes(15)) + b"N", "too few"),
        (array(11, 2, data=bytes(17)), "too many"),
        (array(0, 2, data=b"\x01\x02"), "bools"),
    ],
)
def test_bytes_that_are_no_value_are_refused(body, why):
    with pytest.raises(WireError, match=why):
        decode(body)


@pytest.mark.parametrize("value", [Ref(1), Function("weighted_squares", (1.0,))], ids=["Ref", "Function"])
def test_what_only_the_grader_says_is_refused_of_a_worker(value):
    body = encode({"a": [value]})

    assert decode(body) == {"a": [value]}
    with pytest.raises(WireError, match="bytes that are no value"):
        decode(body, leaves=ANSWERS)


@pytest.mark.parametrize(
    "value",
    [b"bytes", 1j, {1, 2}, frozenset({3}), Ellipsis, StopIteration, compile("1", "a", "eval")],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("version", range(5))
def test_what_marshal_could_say_besides_is_refused(value, version):
    with pytest.raises(WireError):
        decode(marshal.dumps(value, version))


def test_references_between_objects_are_refused():
    same = ["text"]

    with pytest.raises(WireError):
        decode(marshal.dumps([same, same], 4))


def test_a_claimed_size_reserves_no_memory():
    tracemalloc.start()
    for body in (array(11, (MAX_FRAME >> 3) - 1), b"[" + HEAD.pack(2**31), b"u" + HEAD.pack(2**31)):
        with pytest.raises(WireError):
            decode(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1 << 20


def test_a_lone_surrogate_crosses_as_an_escape():
    assert decode(encode("a\ud800")) == "a\\ud800"


def test_a_frame_is_its_length_and_its_body():
    data = frame((1, "run"))

    assert HEAD.unpack(data[:4]) == (len(data) - 4,)
    assert decode(data[4:]) == (1, "run")


def mutated(body: bytes, rng: np.random.Generator) -> bytes:
    data = bytearray(body)
    for _ in range(int(rng.integers(1, 5))):
        place = int(rng.integers(0, max(len(data), 1)))
        kind = rng.integers(0, 4)
        if kind == 0 and data:
            data[place % len(data)] = int(rng.integers(0, 256))
        elif kind == 1:
            data[place:place] = rng.bytes(int(rng.integers(1, 9)))
        elif kind == 2:
            del data[place : place + int(rng.integers(1, 9))]
        else:
            data[place : place + 4] = rng.choice([0, 1, 2**31, 2**32 - 1]).astype("<u4").tobytes()
    return bytes(data)


def test_twenty_thousand_mutated_frames_give_a_value_or_a_wire_error_and_nothing_else():
    rng = np.random.default_rng(20260801)
    bodies = [encode(value) for value in VALUES] + [
        encode((1, "run", ((("ok", {"W": np.ones((2, 3))}, ()),), (), ("text",), 0.5))),
        encode([np.zeros((2, 0, 3)), np.ones(3, dtype=bool), np.ones(2, dtype="c16")]),
    ]
    decoded = 0
    for _ in range(20_000):
        try:
            value = decode(mutated(bodies[int(rng.integers(0, len(bodies)))], rng))
        except WireError:
            continue
        encode(value)
        decoded += 1

    assert 1000 < decoded < 19_000  # the mutations leave some frames sound and break others
