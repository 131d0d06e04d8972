# new: Names of arguments, functions and classes that are no names, or those of others, wherever a report shows them.
# grade exercise_4.sgd: 0
class SGD:
    def __init__(self, lr=0.01): self.lr = lr
    def update(self, params, grads):
        raise Odd("x")
Odd = type("\x1b]8;;javascript:alert(1)\x07<svg onload=alert(1)>|`\n::set-output name=x::\u202e=1+1", (Exception,), {"__module__": "<b>"})
SGD.__name__ = SGD.__qualname__ = "<script>"
globals()["<svg/onload=alert(1)>"] = SGD
globals()["\x1b[31m"] = SGD
globals()["SGDD" * 49] = SGD
