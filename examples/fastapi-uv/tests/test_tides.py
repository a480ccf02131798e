import pytest
from fastapi.testclient import TestClient

from tides.app import app
from tides.twelfths import height_after

client = TestClient(app)


@pytest.mark.parametrize(("hours", "metres"), [(0, 0), (1, 1), (2, 3), (3, 6), (4.5, 10), (6, 12)])
def test_the_tide_rises_by_twelfths(hours, metres):
    assert height_after(hours, 0, 12) == pytest.approx(metres)


def test_health_says_ok():
    assert client.get("/health").json() == {"status": "ok"}


def test_a_seventh_hour_is_refused():
    assert client.get("/height", params={"hours": 7}).status_code == 422


def test_the_curve_has_seven_points():
    assert len(client.get("/curve").json()) == 7
