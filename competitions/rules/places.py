"""Where assets lie against a competition's boundary: by its drawing, else by its postcodes."""

from collections.abc import Sequence
from dataclasses import dataclass

from competitions.rules.geometry import Area, Place


@dataclass(frozen=True)
class Whereabouts:
    """What is known of where an asset is."""

    longitude: float | None
    latitude: float | None
    postcode: str = ""


def places_of(area: Area | None, postcodes: Sequence[str], assets: Sequence[Whereabouts]) -> list[Place]:
    """Where each asset lies. A drawn area decides for assets with coordinates, a list of postcodes for the others."""
    places = [_by_postcode(asset.postcode, postcodes) for asset in assets]
    if area is None:
        return places
    located = [
        n for n, asset in enumerate(assets) if asset.longitude is not None and asset.latitude is not None
    ]
    longitudes = [assets[n].longitude or 0.0 for n in located]
    latitudes = [assets[n].latitude or 0.0 for n in located]
    for n, place in zip(located, area.places(longitudes, latitudes), strict=True):
        places[n] = place
    return places


def _by_postcode(postcode: str, wanted: Sequence[str]) -> Place:
    if not wanted or not postcode:
        return Place.UNKNOWN
    return Place.INSIDE if postcode_matches(postcode, wanted) else Place.OUTSIDE


def postcode_matches(postcode: str, wanted: Sequence[str]) -> bool:
    """Whether a postcode ("EH21 6AA") is among full postcodes, sectors ("EH21 6") or districts ("EH21").

    The blank matters: "EH2 1" is a sector of EH2, "EH21" another district.
    """
    outward, _, inward = " ".join(postcode.upper().split()).partition(" ")
    if not outward or not inward:
        return False
    forms = {outward, f"{outward} {inward[0]}", f"{outward} {inward}", f"{outward}{inward}"}
    return any(" ".join(entry.upper().split()) in forms for entry in wanted)
