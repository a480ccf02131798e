"""The pages and the JSON answers."""

from flask import Blueprint, abort, current_app, jsonify, render_template, request

from .store import BERTHS

pages = Blueprint("pages", __name__)


@pages.get("/")
def index():
    return render_template("index.html", harbour=current_app.config["HARBOUR_NAME"], berths=BERTHS)


@pages.get("/health")
def health():
    return jsonify(status="ok")


@pages.get("/api/berths")
def list_berths():
    length = request.args.get("length", 0.0, type=float)
    draught = request.args.get("draught", 0.0, type=float)
    return jsonify([berth.to_json() for berth in BERTHS if berth.fits(length, draught)])


@pages.get("/api/berths/<name>")
def show_berth(name: str):
    for berth in BERTHS:
        if berth.name == name:
            return jsonify(berth.to_json())
    abort(404)
