"""Networks that are right under another published definition: none is needed.

The guard in the logarithm may be of any size, as the checks allow for it, and which of several equal pixels a pooling
passes its gradient to shows in no drawn batch.
"""
