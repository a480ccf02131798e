def now():
    return "high water"
