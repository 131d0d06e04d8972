# d24: Opens sockets of every kind.
# grade exercise_4.sgd: 1
# needs strong
import socket
from honest import SGD, call, refused
for family in range(46):
    for kind in (1, 2, 3, 5):
        refused(lambda: call("socket", family, kind, 0))
refused(socket.socket, socket.socketpair, lambda: socket.create_connection(("127.0.0.1", 22), 0.1), lambda: socket.getaddrinfo("localhost", 80))
