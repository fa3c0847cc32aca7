"""A minimal client of NATS. It starts workloads by the requests that the operator of wasmCloud sends to its hosts."""

import json
import socket


class Nats:
    def __init__(self, port):
        self.stream = socket.create_connection(("127.0.0.1", port), timeout=60).makefile("rwb")
        self.subscriptions = 0
        self.send(b'CONNECT {"verbose":false,"pedantic":false}')

    def send(self, line, payload=None):
        self.stream.write(line + b"\r\n" + (b"" if payload is None else payload + b"\r\n"))
        self.stream.flush()

    def subscribe(self, subject):
        self.subscriptions += 1
        self.send(f"SUB {subject} {self.subscriptions}".encode())

    def receive(self):
        """The subject and the JSON of the next message."""
        while line := self.stream.readline():
            if line.startswith(b"PING"):
                self.send(b"PONG")
            if line.startswith(b"MSG"):
                words = line.split()
                payload = self.stream.read(int(words[-1]) + 2)
                return words[1].decode(), json.loads(payload)
        raise ConnectionError("NATS has ended")

    def request(self, subject, message):
        inbox = f"_INBOX.{self.subscriptions}"
        self.subscribe(inbox)
        payload = json.dumps(message).encode()
        self.send(f"PUB {subject} {inbox} {len(payload)}".encode(), payload)
        while True:
            answered, response = self.receive()
            if answered == inbox:
                return response
