"""Areas and assets as pictures."""

from competitions.pictures.area import map_of

__all__ = ["map_of"]
