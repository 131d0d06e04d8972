# d19: Promises four gigabytes in a frame, and then says nothing.
# grade exercise_4.sgd: 0 worker.reply
import os, time
for descriptor in range(3, 64):
    try:
        os.write(descriptor, b"\xff\xff\xff\xff")
    except OSError:
        pass
time.sleep(1000)
