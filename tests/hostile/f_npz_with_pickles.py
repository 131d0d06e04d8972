# e23: Loads arrays with pickles in them that it brings along in its own source.
# grade exercise_4.sgd: 0 load.exception
import io
import numpy as np
buffer = io.BytesIO()
np.save(buffer, np.array([print], dtype=object), allow_pickle=True)
buffer.seek(0)
np.load(buffer)
from honest import SGD
