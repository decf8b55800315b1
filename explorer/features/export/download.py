"""The export dialog in a browser tab: the browser downloads what is chosen, and no file of the server is touched."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ....core.support.errors import Problem
from ....core.support.localization import N_, _
from ...ui.keys import Key, KeyTable
from ...ui.sizes import in_bytes
from .dialog import ALWAYS, CHOOSE, FOOTERS, LIGHT, QUIT, ExportDialog
from .state import Offer, Stopped


class DownloadScreen(ExportDialog):
    """Downloads what is chosen instead of asking for a path."""

    KEYS = KeyTable(
        CHOOSE,
        Key(action="choose", label=N_("download"), about=N_("download it with your browser"), shown="⏎"),
        Key("escape,e", "leave", N_("close"), N_("stop writing; close")),
        LIGHT,
        QUIT,
        footers=FOOTERS,
        always=ALWAYS,
    )

    def take(self, offer: Offer) -> None:
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
                why = str(error).replace(
                    str(path), offer.name
                )  # the server's path means nothing to the reader
                self.show_notice(_("not written: {why}", why=why), "error")
                return
            self.app.deliver_binary(path.open("rb"), save_filename=offer.name)
        name = _("downloading with your browser: {name} ({size})", name=offer.name, size=in_bytes(size))
        self.show_notice(name)
