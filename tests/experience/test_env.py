"""What the practice server reads from its environment."""

from experience import env


def test_a_database_address_keeps_its_options() -> None:
    found = env.database("postgresql://market:p%2Fw@db.example:6432/market?sslmode=require")
    assert (found["PASSWORD"], found["HOST"], found["PORT"]) == ("p/w", "db.example", "6432")
    assert found["OPTIONS"] == {"sslmode": "require"}
