import os

print("only these" if sorted(os.listdir()) == ["README.md", "src"] else os.listdir())
