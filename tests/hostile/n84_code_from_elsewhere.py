# new: Raises in code that says that it stands in a file with escapes, at lines that no file has.
# grade exercise_4.sgd: 0 raised
# limits call_seconds=2.0 total_seconds=8.0
def raising(name, line):
    names = {}
    exec(compile("def f(n):\n    if n: return f(n - 1)\n    raise ValueError('\\x1b]8;;file:///etc/passwd\\x07')", name, "exec").replace(co_firstlineno=line), names)
    return names["f"]
places = [("answer.py", 2**31 - 20), ("<script>alert(1)</script>\x1b]8;;http://x\x07.py", 1), ("../../../etc/passwd", 1), ("\u202eanswer.py\n::error::x", 5)]
functions = [raising(*place) for place in places]
class SGD:
    def __init__(self, lr=0.01): self.lr = lr
    def update(self, params, grads):
        try:
            functions[1](3)
        except ValueError as error:
            try:
                functions[2](3)
            except ValueError as other:
                other.add_note("\x1b[2J" * 100_000)
                other.__cause__ = other.__context__ = error
                error.__cause__ = other
        functions[0](200)
