"""Changes to a run as data, and how to type them. Only the module `apply` imports torch."""

from .kinds import Intervention, InterventionError
from .parse import SPECS, from_data, parse

__all__ = ["SPECS", "Intervention", "InterventionError", "from_data", "parse"]
