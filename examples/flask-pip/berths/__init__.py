"""A small berth list for a harbour office."""

import os

from flask import Flask

from .views import pages


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", "development-only")
    app.config["HARBOUR_NAME"] = os.environ.get("HARBOUR_NAME", "Little Haven")
    app.json.sort_keys = False
    app.register_blueprint(pages)
    return app
