"""Which meters measure which assets: assets that share a meter are one measured point, so that nothing counts twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from settlement.rules.days import Nation, nation_of_postcode


@dataclass(frozen=True)
class MeteredAsset:
    """An asset with its MPANs and its own reference, all normalised as meters are."""

    name: str
    piclo_id: str
    reference: str
    mpans: frozenset[str]
    postcode: str = ""


@dataclass(frozen=True)
class Point:
    """One or more assets whose net energy is measured together."""

    assets: tuple[MeteredAsset, ...]

    @property
    def name(self) -> str:
        return " + ".join(asset.name for asset in self.assets)

    @property
    def nation(self) -> Nation:
        return nation_of_postcode(self.assets[0].postcode)

    @property
    def piclo_ids(self) -> frozenset[str]:
        return frozenset(asset.piclo_id for asset in self.assets)

    @property
    def mpans(self) -> frozenset[str]:
        return frozenset().union(*(asset.mpans for asset in self.assets))

    @property
    def references(self) -> frozenset[str]:
        return frozenset(asset.reference for asset in self.assets)

    @property
    def idents(self) -> frozenset[str]:
        return self.mpans | self.references

    def used(self, with_readings: Collection[str]) -> frozenset[str]:
        """The meters whose readings, added up, are the point's net energy.

        Readings under the assets' own references are net already and stand alone, if every asset has them;
        otherwise those MPANs count that have readings at all.
        """
        if self.references <= set(with_readings):
            return self.references
        return self.mpans & set(with_readings)


def group_points(assets: Sequence[MeteredAsset]) -> list[Point]:
    """Assets -> measured points, in the order of their first asset; assets with a meter in common are one."""
    groups: list[list[MeteredAsset]] = []
    for asset in assets:
        meters = asset.mpans | {asset.reference}
        joined = [group for group in groups if any(meters & (one.mpans | {one.reference}) for one in group)]
        if not joined:
            groups.append([asset])
            continue
        joined[0].append(asset)
        for other in joined[1:]:
            joined[0].extend(other)
            groups.remove(other)
    return [Point(tuple(group)) for group in groups]


def rivals_of(assets: Sequence[MeteredAsset]) -> dict[str, frozenset[str]]:
    """Every MPAN and reference -> the meters under which the same energy would count a second time."""
    rivals: dict[str, set[str]] = {}
    for asset in assets:
        for mpan in asset.mpans:
            rivals.setdefault(mpan, set()).add(asset.reference)
        rivals.setdefault(asset.reference, set()).update(asset.mpans)
    return {ident: frozenset(others - {ident}) for ident, others in rivals.items()}
