import os

with open("tides.txt", "w") as tides:
    tides.write("high")
print(f"tide noted by {os.getuid()}")
