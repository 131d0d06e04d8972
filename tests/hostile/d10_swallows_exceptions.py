# d10: Swallows every exception, also those that a time-out inside the process would raise.
# grade exercise_4.sgd: 0 worker.timeout
def loop():
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
loop()
