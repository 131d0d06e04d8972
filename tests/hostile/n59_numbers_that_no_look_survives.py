# new: Shapes are right and the numbers are nan, infinite and so small or large that every sum overflows, mixed anew.
# grade exercise_6.col2im: 0
import numpy as np
rng = np.random.default_rng(1)
def col2im(col, input_shape, *args, **kwargs):
    out = rng.choice([np.nan, np.inf, -np.inf, 5e-324, -0.0, 1.7e308, -1.7e308], size=input_shape)
    return out
