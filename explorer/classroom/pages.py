"""The pages of a class as HTML: everything that they show is escaped, and they need no script."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import jinja2

from ...core.support.localization import _, current
from .folder import STORED, ClassFolder
from .roster import Member
from .view import LANGUAGES, PAGE, Link, TeacherView

FOLDER = Path(__file__).with_name("page")
STYLE = FOLDER / "class.css"
HTML_LANGUAGES = {"zh": "zh-Hans"}  # tells browsers which forms of Chinese characters to use
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined
)
MOST_SHOWN = 200_000  # characters of a stored file


@dataclass(frozen=True)
class StoredFile:
    """A file that is stored about a learner."""

    name: str
    size: str
    content: str


def teacher_page(view: TeacherView) -> str:
    """The page with all learners and their answers."""
    words = {
        "learners": _("Learners"),
        "people": _("learners"),
        "name": _("name"),
        "lesson": _("lesson"),
        "page": _("page in the lesson"),
        "question": _("question"),
        "done": _("lessons done"),
        "when": _("last change"),
        "connected": _("connected"),
        "absent": _("not connected"),
        "renew": _("new link"),
        "answers": _("Answers of the class"),
        "nothing": _("Nobody has begun a lesson yet."),
        "wrong": _("wrong answer"),
        "says": _("what the lesson says about it"),
        "answer": _("right answer"),
    }
    return _page("class.html", view.title, view=view, words=words)


def join_page(member: Member, token: str, class_name: str) -> str:
    """What a learner sees first: what is stored, and a button that uses the link."""
    languages = [
        Link(text, f"/join?token={token}&lang={code}")
        for code, text in LANGUAGES.items()
        if code != current()
    ]
    return _page(
        "join.html",
        _("Class {name}", name=class_name),
        languages=languages,
        greeting=_("Hello, {name}! This link opens the explorer of your class.", name=member.name),
        heading=_("What is stored about you"),
        device=_(
            "The link works only in the browser in which you press the button. That browser then remembers you with "
            "a cookie, for 180 days. On a shared computer, use a private window; you will then need a new link from "
            "your teacher next time."
        ),
        button=_("Start"),
        token=token,
        **_about_storage(),
    )


def stored_page(folder: ClassFolder, member: Member) -> str:
    """Everything that is stored about a learner."""
    return _page(
        "stored.html",
        _("What is stored about you"),
        heading=_("Your files"),
        files=_files(folder, member),
        nothing=_("Nothing is stored yet."),
        back="/",
        button=_("Back"),
        **_about_storage(),
    )


def renewed_page(member: Member, link: str) -> str:
    """A learner's new link."""
    return _page(
        "renewed.html",
        _("New link for {name}", name=member.name),
        text=_("The old link no longer works, and the browser that used it is signed out."),
        once=_("Copy the link now: it is not stored, so it cannot be shown again."),
        link=link,
        back=f"{PAGE}?lang={current()}",
        button=_("Back"),
    )


def _about_storage() -> dict[str, object]:
    return {
        "where": _("On the computer that runs this server:"),
        "stored": [_(text) for text in STORED.values()],
        "nothing_else": _(
            "Nothing else is stored: no addresses, no times of individual answers, and nothing that you type except "
            "the sentences and numbers above."
        ),
        "seen": _(
            "Your teacher sees where you are in the lessons, your answers, and whether you are connected, but not your "
            "sentences and settings. Ask your teacher if you want everything to be deleted."
        ),
    }


def _files(folder: ClassFolder, member: Member) -> list[StoredFile]:
    found = []
    root = folder.state(member)
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file():
            content = path.read_text(encoding="utf-8", errors="replace")
            name = path.relative_to(root).as_posix()
            found.append(StoredFile(name, _("{n} bytes", n=len(content.encode())), content[:MOST_SHOWN]))
    return found


def _page(template: str, title: str, **values: object) -> str:
    language = current()
    html_language = HTML_LANGUAGES.get(language, language)
    return TEMPLATES.get_template(template).render(
        title=title, html_language=html_language, language=language, **values
    )
