"""The provider itself, as Piclo knows it."""

from portal.piclo.wire.base import Resource


class FlexProvider(Resource, frozen=True, kw_only=True):
    """The company that Piclo takes us for. `id` is the "Flex Provider ID" or "Org ID" of Piclo's pages."""

    id: str
    name: str = ""
