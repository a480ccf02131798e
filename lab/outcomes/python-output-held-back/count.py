for tide in range(3):
    print(tide + 1, "tides")
