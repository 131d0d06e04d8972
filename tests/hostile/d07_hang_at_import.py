# d07: Does not come to the end of being imported.
# grade exercise_4.sgd: 0 worker.timeout
while True:
    pass
