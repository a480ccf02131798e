from http.server import BaseHTTPRequestHandler, HTTPServer

import itsdangerous

assert itsdangerous.Signer("key").sign("berth")


class Berths(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"berths: 3")


HTTPServer(("", 8000), Berths).serve_forever()
