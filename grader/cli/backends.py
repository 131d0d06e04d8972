"""`--backend`: the library whose arrays a submission is given. Only a name other than NumPy's costs anything."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

NUMPY = "numpy"
OFFERED = (NUMPY, "cupy", "cupy:float32")


def option() -> click.Option:
    return click.Option(["--backend"], type=BackendName(), default=NUMPY, metavar="NAME")


class BackendName(click.ParamType):  # type: ignore[type-arg]  # takes none in click 8.1
    """The name of a library, with a dtype behind a colon or without."""

    name = "backend"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        if value == NUMPY:
            return value
        from grader.worker.backends import kind

        try:
            kind(value)
        except ValueError:
            raise UsageError("cli.choice", option="--backend", seen=value, choices=OFFERED) from None
        return value

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in OFFERED if name.startswith(incomplete)]


def ready(name: str) -> None:
    """See that the library is there, and a device for it. Raises UsageError."""
    if name == NUMPY:
        return
    from grader.worker.backends import backend, kind

    library = kind(name)
    missing = tuple(dict.fromkeys(p.partition(".")[0] for p in library.packages if "." not in p and not find_spec(p)))
    if missing:
        code = "backend.missing_cupy" if "cupy" in missing else "backend.missing"
        raise UsageError(code, backend=library.name, packages=missing, install=_on_pypi(missing))
    try:
        backend(name)
    except ImportError as error:
        raise UsageError("backend.unusable", backend=library.name, reason=str(error)) from None
    except RuntimeError as error:
        raise UsageError("backend.no_device", backend=library.name, reason=str(error)) from None


def _on_pypi(packages: tuple[str, ...]) -> str:
    """What pip calls them."""
    return " ".join(package.replace("_", "-") for package in packages)
