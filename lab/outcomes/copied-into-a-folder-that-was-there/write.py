import os

with open("tides.txt", "w") as tides:
    tides.write("high")
print(f"written by {os.getuid()}")
