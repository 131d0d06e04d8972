# d15: Starts threads that go on working.
# grade exercise_4.sgd: 1
# needs strong
import _thread, threading
from concurrent.futures import ThreadPoolExecutor
from honest import SGD, refused
def loop():
    while True:
        pass
refused(lambda: _thread.start_new_thread(loop, ()), threading.Thread(target=loop, daemon=True).start,
        lambda: ThreadPoolExecutor(4).submit(loop))
