import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Berths(BaseHTTPRequestHandler):
    def do_GET(self):
        lines = [open("data/berths.txt").read(), str(os.stat("pages/index.html").st_uid), *os.listdir("pages/style")]
        self.send_response(200)
        self.end_headers()
        self.wfile.write("\n".join(lines).encode())


HTTPServer(("", 8000), Berths).serve_forever()
