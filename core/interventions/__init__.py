"""Changes inside a run, as data: what they are, how one types them. Importing this needs no torch; `apply` does."""

from .kinds import Intervention, InterventionError
from .parse import SPECS, from_data, parse

__all__ = ["SPECS", "Intervention", "InterventionError", "from_data", "parse"]
