"""Kinds of objects that a submission's modules may hold, for the two that look through them.

`state` puts back after every play what these objects hold, so it goes into as much as it can. `remains` decides
whether a worker may go on with the next task, so it is sure of little: what stands in none of its tables here, an
instance of any class say, may change unseen.
"""

from __future__ import annotations

from abc import ABC, ABCMeta
from collections import Counter, OrderedDict, defaultdict, deque
from functools import lru_cache
from types import (
    BuiltinFunctionType,
    GenericAlias,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    ModuleType,
    UnionType,
    WrapperDescriptorType,
)

import numpy as np

METACLASSES = frozenset({type, ABCMeta})
"""Classes whose instances, classes themselves, answer as any class does: one of the submission's own could lie."""

# For `state`, by exact type -------------------------------------------------------------------------------------------

ATOMS = frozenset(
    {
        *(bool, int, float, complex, str, bytes, type(None), range, ModuleType, BuiltinFunctionType, np.ufunc),
        *(GetSetDescriptorType, MemberDescriptorType, MethodDescriptorType, WrapperDescriptorType),
    }
)
"""Objects in which nothing changes, or nothing that is the submission's: they are not looked into."""

DICTS = frozenset({dict, OrderedDict, defaultdict, Counter})
ROWS = frozenset({list, set, deque})
"""Containers, each put back in place with the items that it had, in their order."""

# For `remains` --------------------------------------------------------------------------------------------------------

SIMPLE = (bool, int, float, complex, str, bytes, type(None), type(...), range, slice, np.generic)
"""By exact type: values that never change."""

STATELESS = (
    *(ModuleType, BuiltinFunctionType, GetSetDescriptorType, MemberDescriptorType, GenericAlias, UnionType),
    *(np.ufunc, type(np.sum), type(vars(ABC)["_abc_impl"])),
)
"""With their subclasses: objects that hold nothing of their own from one call to the next."""

CACHED = type(lru_cache(len))
"""A function with `functools.lru_cache` around it, whose cache can be emptied."""

RENEWED = (list, set, dict, np.ndarray)
"""By exact type: plain data, which `state` has put back by the time that anybody asks."""
