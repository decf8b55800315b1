"""The export dialog in a browser tab: the browser downloads what is chosen, and no file of the server is touched."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ....core.support.errors import Problem
from ....core.support.localization import N_, _
from ...ui.keys import Footer, Key, KeyTable
from ...ui.sizes import in_bytes
from .screen import KEYS, ExportScreen
from .state import Offer, Stopped


class DownloadScreen(ExportScreen):
    """Downloads what is chosen instead of asking for a path."""

    KEYS = KeyTable(
        Key(label=N_("choose"), about=N_("choose what to export, or click it"), shown="↑ ↓"),
        Key(action="choose", label=N_("download"), about=N_("download it with your browser"), shown="⏎"),
        Key("escape,e", "leave", N_("close"), N_("stop writing; close")),
        Key("L", "app.light", about=N_("light or dark")),
        Key("q,ctrl+c", "app.quit", N_("quit"), N_("quit")),
        footers={
            "choose": Footer(N_("EXPORT"), (Key(label=N_("choose"), shown="↑ ↓"), "choose")),
            "write": KEYS.footers["write"],
        },
        always=("leave", "app.quit"),
    )

    def _ask(self, offer: Offer, typed: str = "") -> None:
        self.clear_notice()
        self.run_worker(self._download(offer), group="export", exclusive=True)

    async def _download(self, offer: Offer) -> None:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # Windows: not while the file is open
            path = Path(folder, offer.name)
            try:
                size = await self.written(offer, path)
            except Stopped:
                self.show_notice(_("stopped: nothing was written"))
                return
            except Problem as error:
                self.show_notice(_("not written: {why}", why=error), "error")
                return
            self.app.deliver_binary(path.open("rb"), save_filename=offer.name)
        name = _("downloading with your browser: {name} ({size})", name=offer.name, size=in_bytes(size))
        self.show_notice(name)
