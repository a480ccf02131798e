python -c "from importlib.metadata import version; print(version('itsdangerous'), end=' ')"
tides/bin/python -c "from importlib.metadata import version; print(version('blinker'))"
