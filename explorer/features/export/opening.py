"""Opens the export dialog with everything that can be written from the current screen."""

from __future__ import annotations

from typing import Any

from textual.app import App

from ....core.support.localization import _, current
from ...ui.screen import Exported, Screen
from ...ui.text import safe
from .download import DownloadScreen
from .picture import View, taken
from .screen import ExportScreen
from .state import Offer, base_name, of_array, of_content, of_trace


def open_export(app: App[Any]) -> None:
    """Opens the dialog over the current screen."""
    dialog = DownloadScreen if app.is_web else ExportScreen
    what = app.screen.exported() if isinstance(app.screen, Screen) else Exported()
    named = (app.title, what.trace.source_text if what.trace else "", what.shown.name if what.shown else "")
    view = taken(app, " · ".join(safe(name) for name in named if name))
    app.push_screen(dialog(offers(view, what), what.hidden is not None))


def offers(view: View, what: Exported) -> list[Offer]:
    """Everything that can be written: the view, the array, the trace; nothing that reveals a hidden number."""
    from .picture_files import as_html, as_svg, as_text

    of = _("this view, as shown on the screen")
    base = base_name(what.trace, *([what.shown.name] if what.shown else []))
    made = [
        of_content(of, _("as text"), f"{base}.txt", as_text(view)),
        of_content(of, _("as SVG, a picture"), f"{base}.svg", as_svg(view)),
        of_content(of, _("as HTML, a web page"), f"{base}.html", as_html(view, current())),
    ]
    if what.hidden is None:
        made += of_array(what.shown, base) if what.shown else []
        made += of_trace(what.trace, base_name(what.trace)) if what.trace else []
    return made
