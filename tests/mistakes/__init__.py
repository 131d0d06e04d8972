"""Mistakes as people write them: what catches each, and under which name.

Each was written without a look at the checks or at the known misconceptions, some of them on a blank page, some as an
edit of one of `tests/solutions`; and was once let through, named wrongly, or not named. A right answer beside them
differs in just what the mistake is about.
"""
