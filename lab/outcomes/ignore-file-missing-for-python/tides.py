def main():
    print("high water")
