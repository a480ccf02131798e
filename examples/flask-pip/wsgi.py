"""The module that a WSGI server imports: `gunicorn wsgi:app`."""

import os

from berths import create_app

app = create_app()

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
