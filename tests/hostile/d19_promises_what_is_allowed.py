# d19: Promises a frame that is just allowed, and then says nothing.
# grade exercise_4.sgd: 0 worker.timeout worker.reply
import os, time
for descriptor in range(3, 64):
    try:
        os.write(descriptor, (1 << 20).to_bytes(4, "little"))
    except OSError:
        pass
time.sleep(1000)
