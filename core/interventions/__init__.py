"""Changes to a run as data, and how to type them. Only the module `apply` imports torch."""

from .checks import InterventionError
from .intervention import Intervention
from .parse import SPECS, from_data, parse

__all__ = ["SPECS", "Intervention", "InterventionError", "from_data", "parse"]
