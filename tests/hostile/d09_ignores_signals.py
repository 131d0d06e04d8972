# d09: Ignores every signal that can be ignored, and loops.
# grade exercise_4.sgd: 0 worker.timeout
import signal
for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
