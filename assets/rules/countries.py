"""Where a country roughly is, so that coordinates with a wrong sign or in the wrong order are noticed.

A box around each country in which Piclo has sites; other countries are not judged.
"""

from typing import NamedTuple


class Box(NamedTuple):
    """A country by its name in a sentence and the degrees that it lies between."""

    name: str
    south: float
    north: float
    west: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


BOXES = {
    "GB": Box("the United Kingdom", 49.8, 60.9, -8.7, 1.8),
    "IE": Box("Ireland", 51.3, 55.5, -10.8, -5.9),
    "US": Box("the United States", 18.9, 71.5, -179.2, -66.9),
    "AU": Box("Australia", -43.8, -9.9, 112.8, 153.7),
    "IT": Box("Italy", 35.4, 47.1, 6.6, 18.6),
}


def fault_of(country_code: str, latitude: float, longitude: float) -> tuple[str, str] | None:
    """Which coordinate is to be looked at and what to do, where a point is outside the country named."""
    box = BOXES.get(country_code.upper())
    if box is None or box.holds(latitude, longitude):
        return None
    if box.holds(longitude, latitude):
        return "latitude", "Latitude and longitude look swapped: exchange them."
    if box.holds(latitude, -longitude):
        return "longitude", f"The sign looks wrong: {-longitude:g} would be in {box.name}."
    if box.holds(-latitude, longitude):
        return "latitude", f"The sign looks wrong: {-latitude:g} would be in {box.name}."
    if box.south <= latitude <= box.north:
        between = f"{box.west:g} to {box.east:g}"
        return (
            "longitude",
            f"Not in {box.name}, which has longitudes from {between}. Correct it or the country.",
        )
    between = f"{box.south:g} to {box.north:g}"
    return "latitude", f"Not in {box.name}, which has latitudes from {between}. Correct it or the country."
