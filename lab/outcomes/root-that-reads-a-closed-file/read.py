print(open("/etc/tides/settings.toml").read())
