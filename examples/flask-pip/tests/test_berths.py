import pytest

from berths import create_app


@pytest.fixture
def client():
    return create_app().test_client()


def test_the_page_names_every_berth(client):
    page = client.get("/").get_data(as_text=True)
    assert "north-quay" in page and "slipway" in page


def test_health_says_ok(client):
    assert client.get("/health").get_json() == {"status": "ok"}


def test_only_berths_that_fit_are_listed(client):
    rows = client.get("/api/berths?length=60&draught=6").get_json()
    assert [row["name"] for row in rows] == ["north-quay"]


def test_an_unknown_berth_is_not_found(client):
    assert client.get("/api/berths/moon").status_code == 404
