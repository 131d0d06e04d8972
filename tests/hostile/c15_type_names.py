# c15: A type whose name is Markdown, HTML and a new line.
# grade exercise_1.sigmoid: 0 type
Fake = type("\n# 10 / 10\n<img src=x onerror=alert(1)> | passed | [x](javascript:1)", (), {})
class Sigmoid:
    def forward(self, x): return Fake()
    def backward(self, dout): return Fake()
