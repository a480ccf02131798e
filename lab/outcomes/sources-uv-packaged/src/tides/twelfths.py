"""The rule of twelfths: the tide rises by 1, 2, 3, 3, 2 and 1 twelfths of its range in six hours."""

_RISEN = (0, 1, 3, 6, 9, 11, 12)


def height_after(hours: float, low: float, high: float) -> float:
    """The height of a rising tide so many hours after low water, between 0 and 6."""
    hours = min(max(hours, 0.0), 6.0)
    whole = min(int(hours), 5)
    step = _RISEN[whole + 1] - _RISEN[whole]
    twelfths = _RISEN[whole] + step * (hours - whole)
    return low + (high - low) * twelfths / 12
