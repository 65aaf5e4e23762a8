"""What marks a question for an article's text."""

import pytest

from bot.views.edit_actions import AskEdit, EditField, edit_token, read_edit_token


@pytest.mark.parametrize("field", list(EditField))
def test_a_question_is_known_by_its_token(field: EditField) -> None:
    token = edit_token(10**18 - 1, field)
    assert len(token) <= 64  # Bot API, deep links
    assert read_edit_token(token) == AskEdit(10**18 - 1, field)


@pytest.mark.parametrize(
    "token", ["", "edit", "edit_1", "edit_1_", "edit_1_x", "edit_0_t", "edit_1_tt", "edit_1_t\n"]
)
def test_other_tokens_are_none(token: str) -> None:
    assert read_edit_token(token) is None
