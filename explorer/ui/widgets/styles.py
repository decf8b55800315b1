from .painting import Palette as Palette
from .painting import colour as colour
from .painting import painted as painted
