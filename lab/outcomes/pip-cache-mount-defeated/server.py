import itsdangerous  # noqa: F401
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Tides(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"high water\n")


ThreadingHTTPServer(("", 8000), Tides).serve_forever()
