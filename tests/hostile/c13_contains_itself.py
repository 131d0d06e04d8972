# c13: A list that contains itself, and a dict that is nested for ever.
# grade exercise_1.sigmoid: 0 type
loop = []
loop.append(loop)
deep = {}
for _ in range(100_000):
    deep = {"in": deep}
class Sigmoid:
    def forward(self, x): return loop
    def backward(self, dout): return deep
