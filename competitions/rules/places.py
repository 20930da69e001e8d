"""Where assets lie against a competition's boundary: by what it draws, or by the postcodes that it lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from competitions.rules.geometry import Area, Place


@dataclass(frozen=True)
class Whereabouts:
    """What is known of where an asset is."""

    longitude: float | None
    latitude: float | None
    postcode: str = ""


def place_of(area: Area | None, postcodes: Sequence[str], asset: Whereabouts) -> Place:
    """Where an asset lies. A boundary is all that it draws and all that it lists together.

    Listed postcodes have no buffer: they are places by name, not on the ground.
    """
    if postcode_matches(asset.postcode, postcodes):
        return Place.INSIDE
    if area is None:
        return Place.OUTSIDE if postcodes and asset.postcode else Place.UNKNOWN
    if asset.longitude is None or asset.latitude is None:
        return Place.UNKNOWN
    return area.places([asset.longitude], [asset.latitude])[0]


def postcode_matches(postcode: str, wanted: Iterable[str]) -> bool:
    """Whether a postcode ("EH21 6AA") is among full postcodes, sectors ("EH21 6") or districts ("EH21").

    The blank matters: "EH2 1" is a sector of EH2, "EH21" another district.
    """
    return not entry_forms(postcode).isdisjoint(map(tidy_entry, wanted))


def entry_forms(postcode: str) -> frozenset[str]:
    """Every way in which a list could name a postcode; none for what is no whole postcode."""
    outward, _, inward = " ".join(postcode.upper().split()).partition(" ")
    if not outward or not inward:
        return frozenset()
    return frozenset({outward, f"{outward} {inward[0]}", f"{outward} {inward}", f"{outward}{inward}"})


def tidy_entry(entry: str) -> str:
    """An entry of a list in the form that `entry_forms` gives."""
    return " ".join(entry.upper().split())
