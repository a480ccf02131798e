"""Starts the server: `python -m tides`."""

import uvicorn

from .settings import Settings


def main() -> None:
    settings = Settings()
    uvicorn.run("tides.app:app", host=settings.host, port=settings.port, log_level=settings.log_level)


if __name__ == "__main__":
    main()
