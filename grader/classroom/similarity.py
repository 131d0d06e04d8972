"""Which submissions resemble each other more than independent work does.

A program becomes a row of tokens in which names that the author chose, numbers, texts, comments and layout no longer
show; every `LENGTH` tokens in a row are a shingle. What the starter file has, and what many of the class have, says
nothing and is left out. Two submissions are as similar as the share of the smaller one's shingles that the other has.

At `THRESHOLD`, a test over all pairs of the independent right answers in `tests/solutions` holds how often that is a
false alarm, and that renamed and reordered copies are found. It is a reason to look, never a proof.
"""

from __future__ import annotations

import keyword
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice

LENGTH = 10
"""Tokens of a shingle: fewer are common to everybody's update rule."""

THRESHOLD = 0.5
"""None of the pairs of independent right answers in `tests/solutions` comes up to it."""

HIGHEST = 0.45
"""What the most similar of them come to."""

TOKENS = 200_000
"""Of a program that are looked at: far more than an answer has, and few enough that no program keeps the report up."""

PAIRS = 750
"""There are more than so many such pairs: a false alarm in none of them means, at 95 %, fewer than 3 / PAIRS."""

LEAST = 40
"""Shingles that a submission must have to be compared: two short answers are always alike."""

COMMON, SHARE, MOST = 10, 0.1, 200
"""A shingle that so many have, or such a share of the class, is the formula's and nobody's; MOST bounds the work."""

Shingles = frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Alike:
    """Students whose submissions resemble each other. share: from 0 to 1; at 1 there may be more than two"""

    students: tuple[str, ...]
    share: float


def alike(sources: Mapping[str, str], starter: str = "") -> list[Alike]:
    """What is above the threshold, the most similar first. sources: Python text by student"""
    known = shingles(starter)
    groups: dict[Shingles, list[str]] = defaultdict(list)
    for student, text in sorted(sources.items()):
        own = shingles(text) - known
        if len(own) >= LEAST:
            groups[own].append(student)
    copies = [Alike(tuple(students), 1.0) for students in groups.values() if len(students) > 1]
    near = _near({students[0]: own for own, students in groups.items()})
    return sorted([*copies, *near], key=lambda found: (-found.share, found.students))


def _near(of: Mapping[str, Shingles]) -> Iterator[Alike]:
    """Pairs of unlike programs that share much."""
    holders: dict[bytes, list[str]] = defaultdict(list)
    for student, own in of.items():
        for shingle in own:
            holders[shingle].append(student)
    limit = min(max(COMMON, SHARE * len(of)), MOST)
    shared: Counter[tuple[str, str]] = Counter()
    sizes = {student: len(own) for student, own in of.items()}
    for students in holders.values():
        if len(students) > limit:
            for student in students:
                sizes[student] -= 1
        else:
            shared.update(combinations(sorted(students), 2))
    for (one, other), count in shared.items():
        share = count / max(min(sizes[one], sizes[other]), 1)
        if count >= LEAST and share >= THRESHOLD:
            yield Alike((one, other), share)


def shingles(text: str) -> Shingles:
    """The shingles of a program, each as the digests of its tokens."""
    digests = b"".join(zlib.crc32(token.encode()).to_bytes(4, "big") for token in _tokens(text))
    return frozenset(digests[i : i + 4 * LENGTH] for i in range(0, len(digests) - 4 * LENGTH + 1, 4))


_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<text>[rbfuRBFU]{0,3}(?:\"{3}(?:[^\\]|\\.)*?\"{3} | \'{3}(?:[^\\]|\\.)*?\'{3}
                             | \"(?:[^\"\\\n]|\\.)*\" | \'(?:[^\'\\\n]|\\.)*\'))
      | (?P<number>(?:0[xXbBoO][\da-fA-F_]+ | (?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[jJ]?)
      | (?P<name>\w+)
      | (?P<sign>\*\*=?|//=?|>>=?|<<=?|->|:=|\.\.\.|[-+*/%&|^@=<>!]=?|[^\w\s])""",
    re.VERBOSE | re.DOTALL,
)
"""What Python's own tokenizer finds, at a tenth of its time; of what is no Python, as much as looks like it."""


def _tokens(text: str) -> Iterator[str]:
    before = ""
    for token in islice(_TOKEN.finditer(text), TOKENS):
        kind, word = token.lastgroup, token[0]
        if kind == "name":
            yield word if before == "." or keyword.iskeyword(word) else kind
        elif kind == "sign":
            yield word
        elif kind != "comment":
            yield str(kind)
        before = word
