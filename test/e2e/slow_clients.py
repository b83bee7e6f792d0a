"""Opens many connections that are slow in one way, and holds them until its stdin ends.

    python3 slow_clients.py PORT SHAPE COUNT KEY PATH

Prints a line when all of them are open. Shapes: `head` and `body` send a byte now and then, `answer`
asks for PATH and reads nothing of it, `idle` sends nothing, every second one after an answer.
"""

import selectors
import socket
import sys

port, shape, count, key, path = sys.argv[1:6]
host = f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n"
body = f"POST /v1/images/generations HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n"
begins = {
    "head": [f"POST /v1/images/generations HTTP/1.1\r\n{host}"],
    # The second is refused before anybody reads its body.
    "body": [body, body.replace(key, "wrong")],
    "answer": [f"GET {path} HTTP/1.1\r\n{host}\r\n"],
    "idle": ["", f"GET /ping HTTP/1.1\r\n{host}\r\n"],
}[shape]


def open_one(begin):
    client = socket.socket()
    # Small segments and little room, so that the system holds little of what nobody reads.
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", int(port)))
    client.sendall(begin.encode())
    return client


clients = [open_one(begins[at % len(begins)]) for at in range(int(count))]
print("open", flush=True)

selector = selectors.DefaultSelector()
selector.register(sys.stdin, selectors.EVENT_READ)
drip = {"head": b"X-Slow: 1\r\n", "body": b" "}.get(shape)
while not selector.select(timeout=2):
    for client in clients if drip else []:
        try:
            client.send(drip)
        except OSError:
            pass
