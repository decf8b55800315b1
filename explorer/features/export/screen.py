"""The export dialog: what to write and where."""

from __future__ import annotations

from pathlib import Path

from ....core.support.errors import Problem
from ....core.support.localization import N_, _
from ...ui.keys import Footer, Key, KeyTable
from ...ui.sizes import in_bytes
from ...ui.widgets.prompt import Prompt
from .dialog import ALWAYS, CHOOSE, FOOTERS, LIGHT, QUIT, ExportDialog
from .state import Offer, Stopped, free, path_of

PATH = N_("write to")
_WRITE, _OTHER = Key(label=N_("write"), shown="⏎"), Key(action="leave", label=N_("back"), shown="Esc")


class ExportScreen(ExportDialog):
    """Asks where to write. If writing fails, the typed path stays and no partial file is left."""

    KEYS = KeyTable(
        CHOOSE,
        Key(action="choose", label=N_("where to"), about=N_("type the path; then write the file"), shown="⏎"),
        Key("escape,e", "leave", N_("close"), N_("stop writing; go back; close")),
        LIGHT,
        QUIT,
        footers={**FOOTERS, "type": Footer(N_("TYPE"), (_WRITE, _OTHER), typing=True)},
        always=ALWAYS,
    )

    def __init__(self, offered: list[Offer], hiding: bool) -> None:
        super().__init__(offered, hiding)
        self._offer: Offer | None = None
        self._replaces: Path | None = None  # the file that Enter replaces if it is pressed again

    @property
    def mode(self) -> str:
        return "type" if self._stop is None and self._offer is not None else super().mode

    # -------------------------------------------------------------------------- where to
    async def _close_prompt(self) -> None:
        self._offer = self._replaces = None
        await self.query(Prompt).remove()
        self.choices.focus()
        self.show_keys()

    def take(self, offer: Offer, typed: str = "") -> None:
        """Asks for the path; suggests the path typed before, or a free name."""
        self.query(Prompt).remove()
        self.clear_notice()
        self._offer, self._replaces = offer, None
        prompt = Prompt(_(PATH), _("a path, then Enter"), typed or _free(offer))
        self.query_one("#export").mount(prompt, before="#keys")
        self.show_keys()

    async def on_prompt_left(self) -> None:
        await self._close_prompt()

    def on_prompt_typed(self, message: Prompt.Typed) -> None:
        self._replaces = None

    async def on_prompt_answered(self, message: Prompt.Answered) -> None:
        offer = self._offer
        if offer is None or self._stop is not None:
            return
        try:
            path = path_of(message.answer, offer)
            if path.exists() and path != self._replaces:
                self._replaces = path
                size = in_bytes(path.stat().st_size)
                self.show_notice(
                    _("{path} exists ({size}): press Enter again to replace it.", path=path, size=size)
                )
                return
        except (Problem, OSError) as error:
            self.show_notice(str(error), "error")
            return
        await self._close_prompt()
        self.run_worker(self._write(offer, path, message.answer), group="export", exclusive=True)

    # -------------------------------------------------------------------------- writing
    async def _write(self, offer: Offer, path: Path, typed: str) -> None:
        try:
            size = await self.written(offer, path)
        except Stopped:
            self.show_notice(_("stopped: nothing was written"))
        except Problem as error:
            self.take(offer, typed)
            self.show_notice(_("not written: {why}", why=error), "error")
        else:
            self.show_notice(_("written: {path} ({size})", path=path, size=in_bytes(size)))

    # -------------------------------------------------------------------------- keys
    async def action_leave(self) -> None:
        """Stops writing, else closes the prompt, else the dialog."""
        if self._stop is None and self._offer is not None:
            await self._close_prompt()
        else:
            await super().action_leave()


def _free(offer: Offer) -> str:
    try:
        return free(offer.name, Path.cwd())
    except OSError:  # the current folder has been deleted
        return offer.name
