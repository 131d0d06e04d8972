from __future__ import annotations

import subprocess
import sys

import array_api_strict
import numpy as np
import pytest
from derivative import DEVICE, strict

from reference.namespace import floating, host, like, namespace


def test_numbers_and_numpy_arrays_belong_to_numpy():
    assert namespace() is np
    assert namespace(np.ones(2), np.float32(1), 2, 1.5, True, None) is np


def test_another_library_is_found_beside_plain_numbers():
    assert namespace(strict(np.ones(2)), 1.0, None) is array_api_strict


def test_arrays_of_two_libraries_are_refused():
    with pytest.raises(TypeError):
        namespace(np.ones(2), strict(np.ones(2)))


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, bool])
def test_whole_numbers_become_floating_point_numbers_and_others_stay_what_they_are(dtype):
    x, single = np.ones(3, dtype), np.ones(3, np.float32)

    assert floating(x).dtype == np.float64
    assert floating(strict(x)).dtype == array_api_strict.float64
    assert floating(single) is single


def test_what_is_no_array_is_refused():
    with pytest.raises(TypeError):
        namespace([1, 2])


def test_random_values_go_where_the_array_is():
    x = strict(np.ones(3, np.float32))

    values = like(np.arange(3.0), x)

    assert values.dtype == array_api_strict.float32
    assert values.device == DEVICE
    assert like(np.arange(3.0), np.ones(3, np.float32)).dtype == np.float32


def test_what_lies_on_a_device_comes_to_the_host_when_it_is_asked_to():
    x = np.arange(3.0)

    assert host(x) is x
    assert type(host(strict(x))) is np.ndarray
    np.testing.assert_array_equal(host(strict(x)), x)


def test_numpy_alone_is_imported_when_only_numpy_is_used():
    program = """
import sys, numpy as np, reference.networks
net = reference.networks.TwoLayerNet(4, 3, 2, 0.1)
net.gradient(np.ones((5, 4)), np.array([0, 1, 0, 1, 1]))
print([name for name in ("array_api_compat", "torch", "cupy") if name in sys.modules])
"""

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"
