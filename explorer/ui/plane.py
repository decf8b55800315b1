from .grid_layout import Plane as Plane
