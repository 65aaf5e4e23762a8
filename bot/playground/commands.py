"""The bot's commands by scope and language, and which of them a person sees."""

from bot.playground.records import Chat, Json, Person

Scope = tuple[str | int, ...]
"""("default",), ("chat", id), ("chat_member", id, person) and so on."""


class CommandBook:
    """Lists of commands, each under a scope and a language ("" for all others)."""

    def __init__(self) -> None:
        self._lists: dict[tuple[Scope, str], list[Json]] = {}

    def set(self, scope: Scope, language: str, commands: list[Json]) -> None:
        """Replace a list; an empty one is as good as none."""
        if commands:
            self._lists[scope, language] = commands
        else:
            self._lists.pop((scope, language), None)

    def get(self, scope: Scope, language: str) -> list[Json]:
        """Exactly the list set for this scope and language."""
        return self._lists.get((scope, language), [])

    def effective(self, chat: Chat, person: Person, *, is_admin: bool) -> list[Json]:
        """What the person sees in the chat.

        The narrowest scope with a list wins, and within it the person's language; Bot API,
        "Determining list of commands".
        """
        language = person.language_code.split("-")[0].lower()
        for scope in _scopes(chat, person, is_admin):
            for code in dict.fromkeys((language, "")):
                commands = self._lists.get((scope, code))
                if commands:
                    return commands
        return []


def _scopes(chat: Chat, person: Person, is_admin: bool) -> list[Scope]:
    if chat.type == "private":
        return [("chat", chat.id), ("all_private_chats",), ("default",)]
    scopes: list[Scope] = [("chat_member", chat.id, person.id)]
    if is_admin:
        scopes.append(("chat_administrators", chat.id))
    scopes.append(("chat", chat.id))
    if is_admin:
        scopes.append(("all_chat_administrators",))
    return [*scopes, ("all_group_chats",), ("default",)]
