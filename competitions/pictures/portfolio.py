"""The portfolio on one map, as a picture that needs no scripts."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.safestring import SafeString

from assets.models import Asset
from competitions.rules.mapping import Box, zoom_of
from competitions.selectors.areas import DrawnArea
from competitions.selectors.atlas import area_link, areas_within
from competitions.selectors.map import Cluster, clusters
from portal.core.charts.overview import WIDTH, Disc, Patch, View, overview_map
from portal.core.formats import number, plural


def picture_of(assets: QuerySet[Asset], areas: Sequence[DrawnArea], box: Box, query: QueryDict) -> SafeString:
    """Assets gathered, and areas, in the box and around it as far as the paper goes."""
    paper = Box(*View.of(box.bounds).bounds)
    there, _ = areas_within(areas, paper)
    patches = [
        Patch(
            one.area.drawn(),
            one.competition.name,
            area_link(query, one.competition.pk),
            chosen=str(one.competition.pk) == query.get("area"),
        )
        for one in there
    ]
    discs = [
        Disc(one.longitude, one.latitude, one.count, said(one))
        for one in clusters(assets, paper, zoom_of(paper, WIDTH))
    ]
    return overview_map(box.bounds, title="Map of assets and areas", patches=patches, discs=discs)


def said(cluster: Cluster) -> str:
    """A cluster in words."""
    who = cluster.name or plural(cluster.count, "asset")
    return f"{who}: export {number(cluster.export_mw, 3)} MW, import {number(cluster.import_mw, 3)} MW"
