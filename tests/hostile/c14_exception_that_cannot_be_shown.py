# c14: An exception whose __str__ and __repr__ raise, and whose type lies about its name.
# grade exercise_1.sigmoid: 0 raised
class Nasty(Exception):
    def __str__(self): raise SystemExit(0)
    __repr__ = __str__
Nasty.__name__ = "ok\x1b[31m"
class Sigmoid:
    def forward(self, x): raise Nasty
