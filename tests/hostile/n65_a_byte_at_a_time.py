# new: Honest answers, a byte at a time: how they come does not matter.
# grade exercise_1.sigmoid: 1
# limits call_seconds=5.0 total_seconds=30.0
import os
from honest import Sigmoid
real = os.write
os.write = lambda descriptor, data: real(descriptor, bytes(data)[:1] if descriptor == 4 and len(data) < 4096 else data)
