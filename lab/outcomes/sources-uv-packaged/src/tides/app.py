"""The HTTP interface."""

from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel

from .twelfths import height_after

app = FastAPI(title="Tides")


class Height(BaseModel):
    hours: float
    metres: float


@app.get("/")
def index() -> dict[str, str]:
    return {"service": "tides", "documentation": "/docs"}


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/height")
def height(
    hours: Annotated[float, Query(ge=0, le=6)],
    low: float = 0.6,
    high: float = 4.8,
) -> Height:
    return Height(hours=hours, metres=round(height_after(hours, low, high), 2))


@app.get("/curve")
def curve(low: float = 0.6, high: float = 4.8) -> list[Height]:
    return [Height(hours=hours, metres=round(height_after(hours, low, high), 2)) for hours in range(7)]
