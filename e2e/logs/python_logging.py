"""One Python service under the unmodified agent, which reports what the standard logging module writes."""
import logging
from http.server import BaseHTTPRequestHandler, HTTPServer

logger = logging.getLogger("shop.cart")
logger.setLevel(logging.DEBUG)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        logger.debug("not of interest")
        logger.info("cart %s was opened", self.path)
        try:
            raise ValueError("no such voucher: ÄÖÜ")
        except ValueError:
            logger.exception("cart could not be priced")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
print(f"port {server.server_port}", flush=True)
logger.warning("started outside of any trace")
server.serve_forever()
