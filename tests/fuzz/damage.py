"""Damage to bytes that is quick to do, and the same for the same seed."""

from __future__ import annotations

import random

TELLING = (0, 1, 0x22, 0x5B, 0x5C, 0x7B, 0x7F, 0x80, 0xFF)
COUNTS = (0, 1, 2**31, 2**32 - 1, 2**63)


def damaged(data: bytes, rng: random.Random) -> bytes:
    """One to four bytes changed, put in or cut out, or a count written over them."""
    body = bytearray(data)
    for _ in range(rng.randrange(1, 5)):
        place = rng.randrange(len(body) + 1)
        match rng.randrange(5):
            case 0:
                body[place : place + 1] = bytes([rng.randrange(256)])
            case 1:
                body[place : place + 1] = bytes([rng.choice(TELLING)])
            case 2:
                body[place:place] = rng.randbytes(rng.randrange(1, 9))
            case 3:
                del body[place : place + rng.randrange(1, 9)]
            case 4:
                body[place : place + 4] = rng.choice(COUNTS).to_bytes(8, "little")[:4]
    return bytes(body)
