# e07: Source that makes the compiler nest without end.
# grade exercise_4.sgd: 0 load.recursion load.syntax load.exception worker.died
exec(compile("x = " + "(" * 300 + "1" + ")" * 300, "x", "exec"))
exec("y = " + "-" * 100_000 + "1")
from honest import SGD
