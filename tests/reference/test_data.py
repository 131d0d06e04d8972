"""The digits: which ones, in which form, and what is said of files that are not what they should be."""

from __future__ import annotations

import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from reference import data
from reference.data import IDX, SHIPPED, DataError, mnist


def written(folder: Path, zipped: bool = False, **replaced: bytes) -> Path:
    """A folder with the four files of a set of 5 and 3 images."""
    rng = np.random.default_rng(7)
    for name, file in IDX.items():
        n = 5 if "train" in name else 3
        shape = (n, 28, 28) if name.startswith("x") else (n,)
        values = rng.integers(0, 256 if name.startswith("x") else 10, shape, dtype=np.uint8)
        head = struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)
        content = replaced.get(name, head + values.tobytes())
        (folder / (f"{file}.gz" if zipped else file)).write_bytes(gzip.compress(content) if zipped else content)
    return folder


def refusal(folder: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        mnist(path=folder)
    return caught.value


def test_what_ships_is_the_file_that_its_readme_describes() -> None:
    digest = hashlib.sha256(SHIPPED.read_bytes()).hexdigest()

    assert digest in SHIPPED.with_name("README.md").read_text(encoding="utf-8")


def test_8000_are_for_training_and_2000_for_testing() -> None:
    digits = mnist()

    assert digits.x_train.shape == (8000, 784) and digits.x_test.shape == (2000, 784)
    counts = np.bincount(np.concatenate([digits.t_train, digits.t_test])).tolist()
    assert counts == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]


def test_grey_values_lie_between_0_and_1() -> None:
    x = mnist().x_train

    assert x.min() == 0 and x.max() == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_images_and_one_hot_targets_have_the_dtype_asked_for(dtype: type) -> None:
    digits = mnist(flat=False, one_hot=True, dtype=dtype, fraction=0.01)

    assert digits.x_train.shape == (80, 1, 28, 28) and digits.t_test.shape == (20, 10)
    assert {digits.x_train.dtype, digits.t_train.dtype} == {np.dtype(dtype)}


def test_a_fraction_is_the_first_images() -> None:
    some, whole = mnist(fraction=0.001), mnist()

    assert np.array_equal(some.x_train, whole.x_train[:8]) and np.array_equal(some.t_test, whole.t_test[:2])


def test_one_hot_says_the_same_as_the_index() -> None:
    assert np.array_equal(mnist(one_hot=True).t_test.argmax(axis=1), mnist().t_test)


def test_what_one_caller_changes_the_next_does_not_see() -> None:
    mnist(fraction=0.001).x_train[:] = 0.5

    assert mnist(fraction=0.001).x_train.max() == 1


@pytest.mark.parametrize("fraction", [0, -1, 1.5])
def test_a_fraction_outside_of_0_to_1_is_refused(fraction: float) -> None:
    with pytest.raises(ValueError, match="above 0 and up to 1"):
        mnist(fraction=fraction)


def test_whole_numbers_are_no_dtype_for_grey_values() -> None:
    with pytest.raises(ValueError, match="float32 or float64"):
        mnist(dtype=np.int64)


@pytest.mark.parametrize("zipped", [False, True])
def test_the_files_of_the_full_set_are_read_gzipped_or_not(tmp_path: Path, zipped: bool) -> None:
    digits = mnist(path=written(tmp_path, zipped))

    assert digits.x_train.shape == (5, 784) and digits.t_test.shape == (3,)


def test_a_dot_in_the_name_for_the_hyphen_is_accepted(tmp_path: Path) -> None:
    for file in IDX.values():
        (written(tmp_path) / file).rename(tmp_path / file.replace("-idx", ".idx"))

    assert mnist(path=tmp_path).x_test.shape == (3, 784)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (written(tmp_path) / IDX["t_test"]).unlink()

    error = refusal(tmp_path)

    assert error.code == "data.missing" and error.values["path"].endswith(IDX["t_test"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "data.damaged"),
        (b"not an index file at all", "data.damaged"),
        (struct.pack(">HBB3I", 0, 8, 3, 5, 28, 28) + bytes(10), "data.damaged"),
        (struct.pack(">HBB3I", 0, 8, 3, 5, 32, 32) + bytes(5 * 32 * 32), "data.shape"),
        (struct.pack(">HBB3I", 0, 8, 3, 4, 28, 28) + bytes(4 * 28 * 28), "data.counts"),
        (struct.pack(">HBB3I", 0, 8, 3, 2**32 - 1, 28, 28), "data.shape"),
    ],
)
def test_images_that_are_not_such_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(written(tmp_path, x_train=content)).code == code


def test_a_label_above_9_is_refused(tmp_path: Path) -> None:
    content = struct.pack(">HBBI", 0, 8, 1, 5) + bytes([1, 2, 3, 4, 77])

    assert "77" in refusal(written(tmp_path, t_train=content)).values["reason"]


def test_a_file_that_only_is_called_gzipped_is_refused(tmp_path: Path) -> None:
    (written(tmp_path, zipped=True) / f"{IDX['x_test']}.gz").write_bytes(b"plain")

    assert refusal(tmp_path).code == "data.damaged"


def test_damaged_content_of_the_package_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "SHIPPED", tmp_path / "none.npz")
    data._shipped.cache_clear()

    with pytest.raises(DataError, match=r"data\.missing"):
        mnist()
