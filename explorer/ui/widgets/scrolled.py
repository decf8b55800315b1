from .line_list import Scrolled as Scrolled
