"""Parameters that do not come back, or come back to a network that they do not fit."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np

from grader.checks import Misconception, misconception
from reference.deep_convolution import load_params, save_params


def _storage(caught_by: str, **functions: Any) -> Misconception:
    return misconception("storage", caught_by=caught_by, **functions)


def _by_place(params, file):
    np.savez(file, *params.values())


def _single(params, file):
    save_params({name: array.astype(np.float32) for name, array in params.items()}, file)


def _weights_only(params, file):
    save_params({name: array for name, array in params.items() if name.startswith("W")}, file)


def _without_zeros(params, file):
    save_params({name: array for name, array in params.items() if np.any(array)}, file)


def _nothing_loaded(params, file):
    np.load(file).close()


def _rebound(params, file):
    with np.load(file) as saved:
        if {name: saved[name].shape for name in saved.files} != {name: array.shape for name, array in params.items()}:
            raise ValueError
        for name in params:
            params[name] = saved[name]


def _whatever_fits(params, file):
    with np.load(file) as saved:
        for name in params:
            if name in saved.files and saved[name].shape == params[name].shape:
                params[name][...] = saved[name]


def _added(params, file):
    loaded = {name: np.zeros_like(array) for name, array in params.items()}
    load_params(loaded, file)
    for name in params:
        params[name] += loaded[name]


def _named(params, file):
    with np.load(file) as saved:
        if {*saved.files} != {*params}:
            raise ValueError
        return {name: saved[name] for name in saved.files}


def _names_only(params, file):
    for name, array in _named(params, file).items():
        params[name][...] = array


def _sizes_only(params, file):
    arrays = _named(params, file)
    if any(arrays[name].size != params[name].size for name in params):
        raise ValueError
    for name, array in arrays.items():
        params[name][...] = array.reshape(params[name].shape)


def _as_one_object(params, file):
    np.savez(file, params=params)


def _pickled(params, file):
    pickle.dump(params, file)


def _npy(params, file):
    np.save(file, params, allow_pickle=True)


def _text(params, file):
    for array in params.values():
        np.savetxt(file, array.ravel())


def _closing(params, file):
    save_params(params, file)
    file.close()


def _one_after_the_other(params, file):
    """Each time a whole file, of which the last one counts."""
    for name, array in params.items():
        save_params({name: array}, file)


def _with(change: Any) -> Any:
    """Every array goes into the file otherwise."""
    return lambda params, file: save_params({name: change(array) for name, array in params.items()}, file)


def _opens(params, file):
    with open(file, "wb") as opened:  # noqa: PTH123  as people write it
        save_params(params, opened)


def _adds_the_ending(params, file):
    save_params(params, file + ".npz")


def _opens_to_load(params, file):
    with open(file, "rb") as opened:  # noqa: PTH123
        load_params(params, opened)


def _unchecked(params, file):
    with np.load(file) as saved:
        for name in params:
            params[name][...] = saved[name]


def _all_that_is_saved(params, file):
    with np.load(file) as saved:
        for name in saved.files:
            params[name][...] = saved[name]


def _where(may: Any) -> Any:
    """A load that looks less closely at the names; may: of those saved and those of the network"""

    def load(params, file):
        with np.load(file) as saved:
            if not may({*saved.files}, {*params}):
                raise ValueError
            for name in saved.files:
                if name in params and saved[name].shape != params[name].shape:
                    raise ValueError
            for name in params:
                if name in saved.files:
                    params[name][...] = saved[name]

    return load


def _by_order(params, file):
    with np.load(file) as saved:
        for array, name in zip(params.values(), saved.files, strict=True):
            array[...] = saved[name]


def _refused_by(error: type[Exception], for_names_alone: bool) -> Any:
    def load(params, file):
        with np.load(file) as saved:
            if for_names_alone and {*saved.files} == {*params}:
                file.seek(0)
                return load_params(params, file)
        file.seek(0)
        try:
            load_params(params, file)
        except ValueError as refusal:
            raise error(*refusal.args) from None

    return load


storage_by_place = _storage("contents", save_params=_by_place)
storage_weights_only = _storage("contents", save_params=_weights_only, load_params=_whatever_fits)
storage_leaves_zeros_out = _storage("contents", save_params=_without_zeros)
storage_single_precision = _storage("contents", save_params=_single)
storage_one_object = _storage("contents", save_params=_as_one_object)
storage_not_npz = [_storage("contents", save_params=save) for save in (_pickled, _npy, _text)]
storage_closes_the_file = _storage("contents", save_params=_closing)
storage_one_after_the_other = _storage("contents", save_params=_one_after_the_other)
storage_other_shapes = [_storage("contents", save_params=_with(change)) for change in (np.ravel, np.transpose)]
storage_rounds = [
    _storage("round_trip", save_params=_with(lambda array, digits=digits: np.round(array, digits)))
    for digits in (2, 3, 4, 6, 8)
]
storage_expects_a_name = [
    _storage("contents", save_params=_opens),
    _storage("contents", save_params=_adds_the_ending),
    _storage("round_trip", load_params=_opens_to_load),
]
storage_by_order = _storage("round_trip", load_params=_by_order)
storage_loads_nothing = _storage("round_trip", load_params=_nothing_loaded)
storage_rebinds = _storage("in_place", load_params=_rebound)
storage_takes_whatever_fits = [
    _storage("other_network", load_params=load)
    for load in (
        _whatever_fits,
        _where(lambda saved, own: saved <= own),
        _where(lambda saved, own: saved >= own),
        _where(lambda saved, own: len(saved) == len(own)),
    )
]
storage_looks_at_nothing = [_storage("other_network", load_params=load) for load in (_unchecked, _all_that_is_saved)]
storage_other_exception = [
    _storage("other_network", load_params=_refused_by(error, alone))
    for error in (KeyError, AssertionError, TypeError)
    for alone in (False, True)
]
storage_adds = _storage("round_trip", load_params=_added)
storage_spreads = _storage("other_network", load_params=_names_only)
storage_counts_numbers_only = _storage("other_network", load_params=_sizes_only)
