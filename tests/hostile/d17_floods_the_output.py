# d17: Prints without end, with escape sequences in it.
# grade exercise_4.sgd: 0 worker.output
class SGD:
    def __init__(self, lr=0.01): pass
    def update(self, params, grads):
        while True:
            print("\x1b]52;c;aGVsbG8=\x07\x1b[2J" * 10_000)
