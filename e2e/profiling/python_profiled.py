"""A service with one slow endpoint, under the unmodified agent. Nearly all of its time goes by in `hot`."""
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


def hot(seconds):
    end = time.time() + seconds
    total = 0
    while time.time() < end:
        total += 1
    return total


def cold():
    time.sleep(0.02)


def slow():
    cold()
    return hot(0.4)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/slow":
            slow()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"done")

    def log_message(self, format, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
print(f"port {server.server_port}", flush=True)
server.serve_forever()
