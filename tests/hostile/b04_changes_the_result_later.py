# b04: A thread changes the result after it has been returned.
# grade exercise_1.sigmoid: 0 raised
# needs strong
import threading, time
from honest import Sigmoid as Right
class Sigmoid(Right):
    def forward(self, x):
        out = super().forward(x) * 0
        right = super().forward(x)
        def later():
            time.sleep(0.01)
            out[...] = right
        threading.Thread(target=later, daemon=True).start()
        return out
