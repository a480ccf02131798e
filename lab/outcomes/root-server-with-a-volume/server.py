import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Log(BaseHTTPRequestHandler):
    def do_GET(self):
        with open("/data/log", "a") as log:
            log.write(self.path + "\n")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"noted")


ThreadingHTTPServer(("", 8000), Log).serve_forever()
