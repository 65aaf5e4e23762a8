"""Articles as their editors see them: what can be changed, and the questions for it."""

from bot.locales import Words
from bot.views.actions import Edit, Open
from bot.views.document import (
    Block,
    Bold,
    CodeBlock,
    Document,
    Heading,
    Link,
    Note,
    Paragraph,
    compose,
)
from bot.views.edit_actions import EditDeed, EditField, edit_token
from bot.views.lists import deep_link
from bot.views.message import (
    Button,
    Keyboard,
    Message,
    WantsReply,
    compose_message,
    label,
)
from bot.views.sentences import summary
from storage import Article, ArticleStatus, limits

TITLE = 200  # UTF-16 units
SUMMARY = 400
ADDRESS = 200
HINT = 64  # characters; Bot API, ForceReply.input_field_placeholder
# Of what a field has now, to be copied: with the question it fits into one message.
COPIED = 3000


def deeds(shown: Article, here: Open, words: Words) -> Keyboard:
    """The row that editors have under an open article."""
    edit = Button(words.gettext("Edit"), Edit(here, EditDeed.MENU))
    if shown.status is not ArticleStatus.LIVE:
        return ((edit, Button(words.gettext("Restore"), Edit(here, EditDeed.RESTORE))),)
    return (
        (
            edit,
            Button(words.gettext("Retract"), Edit(here, EditDeed.RETRACT)),
            Button(words.gettext("Announce"), Edit(here, EditDeed.OFFER)),
        ),
    )


def menu(shown: Article, here: Open, words: Words, *, done: str = "") -> Message:
    """What can be changed, and how it is.  done: what just was."""
    blocks: list[Block] = [Paragraph(Bold(done))] if done else []
    for field, value in _values(shown, words):
        blocks.append(Paragraph(Bold(field_name(field, words)), ": ", value, tight=bool(blocks)))
    note = words.gettext("What you change stays until the source changes its text of the article.")
    can_be_none = (
        (EditField.SUMMARY, shown.summary),
        (EditField.TOPICS, shown.topics),
        (EditField.PICTURE, shown.image),
    )
    rows: list[tuple[Button, ...]] = [(_change(here, EditField.TITLE, words),)]
    for field, there in can_be_none:
        clear = Button("✕", Edit(here, EditDeed.CLEAR, field))
        rows.append((_change(here, field, words), *((clear,) if there else ())))
    rows.append((Button(words.gettext("Back"), here),))
    document = Document(Heading(words.gettext("Edit the article")), *blocks, Note(note))
    return compose_message(document, tuple(rows))


def question(shown: Article, field: EditField, bot_name: str, words: Words) -> Message:
    """What the editor answers with the new text. The link in it tells what it is for."""
    said, hint, now = {
        EditField.TITLE: (
            words.gettext("What shall the title be?"),
            words.gettext("At most {n} characters", n=words.number(limits.TITLE)),
            shown.title,
        ),
        EditField.SUMMARY: (
            words.gettext("What shall the summary be?"),
            words.gettext("At most {n} characters", n=words.number(limits.SUMMARY)),
            shown.summary,
        ),
        EditField.TOPICS: (
            words.gettext("Which topics shall the article have? Write them with commas between."),
            words.gettext("Energy, Trade"),
            ", ".join(shown.topics),
        ),
        EditField.PICTURE: (
            words.gettext("Which picture shall the article have? Send a link to it."),
            "https://…",
            shown.image or "",
        ),
    }[field]
    link = deep_link(bot_name, edit_token(shown.id, field))
    title = summary(shown.title, sentences=9, limit=TITLE)
    document = Document(
        Paragraph(said),
        Note(Link(link, title), tight=True),
        *((CodeBlock(now[:COPIED]),) if now else ()),
        Note(words.gettext("Write it as a reply to this message."), tight=not now),
    )
    return compose_message(document, wants=WantsReply(label(hint, HINT)))


def offer(shown: Article, here: Open, words: Words) -> Message:
    """Whether it shall be posted, which cannot be taken back unseen."""
    said = compose(
        words.gettext("Post “{title}” to all who subscribed and have not got it?"),
        title=Bold(summary(shown.title, sentences=9, limit=TITLE)),
    )
    row = (
        Button(words.gettext("Post it"), Edit(here, EditDeed.ANNOUNCE)),
        Button(words.gettext("Back"), here),
    )
    return compose_message(Document(Paragraph(*said)), (row,))


def field_name(field: EditField, words: Words) -> str:
    return {
        EditField.TITLE: words.gettext("Title"),
        EditField.SUMMARY: words.gettext("Summary"),
        EditField.TOPICS: words.gettext("Topics"),
        EditField.PICTURE: words.gettext("Picture"),
    }[field]


def _values(shown: Article, words: Words) -> list[tuple[EditField, str]]:
    none = words.gettext("none")
    return [
        (EditField.TITLE, summary(shown.title, sentences=9, limit=TITLE)),
        (EditField.SUMMARY, summary(shown.summary, sentences=9, limit=SUMMARY) or none),
        (EditField.TOPICS, ", ".join(shown.topics) or none),
        (EditField.PICTURE, summary(shown.image or none, limit=ADDRESS)),
    ]


def _change(here: Open, field: EditField, words: Words) -> Button:
    return Button(field_name(field, words), Edit(here, EditDeed.CHANGE, field))
