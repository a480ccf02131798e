def main():
    print("slack water")
