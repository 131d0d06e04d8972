"""What Gradescope notes, in the file beside the folders of its export, of each submission: by whom, and when.

The file is YAML, and holds what submissions printed as well. So it is read line by line, and only what stands where
Gradescope itself writes it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

METADATA = "submission_metadata.yml"

_SUBMITTER = re.compile(r" {2,4}(?:(?P<first>- )|  ):(?P<key>sid|email|name): *(?P<value>.+?) *")


@dataclass(slots=True)
class Noted:
    """What Gradescope notes of a submission. submitters: sid, email and name of each; time: as it writes it"""

    submitters: list[dict[str, str]] = field(default_factory=list)
    time: str = ""


def read(text: str) -> dict[str, Noted]:
    """What is noted of each submission, by its folder's name."""
    notes: dict[str, Noted] = {}
    noted, chapter = Noted(), ""
    for row in text.splitlines():
        if head := re.fullmatch(r"(\S+):\s*", row):
            noted, chapter = notes.setdefault(head[1], Noted()), ""
        elif key := re.fullmatch(r"  :(\w+):\s*(.*?)\s*", row):
            chapter = key[1]
            if chapter == "created_at" and not noted.time:
                noted.time = key[2].strip("'\"")
        elif chapter == "submitters" and (pair := _SUBMITTER.fullmatch(row)):
            if pair["first"]:
                noted.submitters.append({})
            if noted.submitters:
                noted.submitters[-1].setdefault(pair["key"], pair["value"].strip("'\""))
    return notes


def utc(text: str) -> str:
    """Gradescope's "2026-04-01 10:00:00.123456000 Z" as ISO 8601; "" where it is none."""
    plain = re.sub(r"(\.\d{6})\d+", r"\1", text).replace(" Z", "+00:00").replace(" UTC", "+00:00")
    try:
        time = datetime.fromisoformat(plain)
    except ValueError:
        return ""
    return time.astimezone(UTC).isoformat(timespec="seconds") if time.tzinfo else ""
