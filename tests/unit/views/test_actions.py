"""What buttons carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.actions import (
    INLINE_WORDS,
    LAST_PAGE,
    LIMIT,
    Action,
    Edit,
    Keep,
    Latest,
    Nothing,
    Open,
    Related,
    Saved,
    Search,
    ShowRates,
    Topics,
    decode,
    encode,
)
from bot.views.admin_actions import NAME_BYTES, AddAdmin, SetRole, ShowAdmin, ShowAdmins, ShowAudit
from bot.views.edit_actions import OF_FIELDS, EditDeed, EditField
from bot.views.load_actions import DoLoad, LoadDeed
from storage import Order
from storage.loading import Role

# Up to what the longest words leave room for.
pages = st.integers(1, 10**7 - 1)
numbers = st.integers(0, 10**12 - 1)
words = st.text(max_size=INLINE_WORDS).filter(Search.fits)
orders = st.sampled_from(Order)
lists = (
    st.builds(Latest, pages, st.integers(1, 20))
    | st.builds(Search, pages, words, order=orders)
    | st.builds(Search, pages, number=numbers, order=orders)
    | st.builds(Saved, pages)
)
people = st.integers(1, 2**52)
names = st.text(max_size=NAME_BYTES).filter(lambda name: len(name.encode()) <= NAME_BYTES)
opened = st.builds(Open, numbers, lists, st.integers(1, LAST_PAGE))
actions: st.SearchStrategy[Action] = (
    lists
    | opened
    | st.builds(Keep, opened, st.booleans())
    | st.builds(Edit, opened, st.sampled_from(sorted(set(EditDeed) - OF_FIELDS)))
    | st.builds(Edit, opened, st.sampled_from(sorted(OF_FIELDS)), st.sampled_from(EditField))
    | st.builds(ShowAdmin, people)
    | st.builds(SetRole, people, st.sampled_from([*Role, None]), names)
    | st.builds(ShowAudit, pages)
    | st.builds(Related, numbers, lists)
    | st.builds(Topics, pages)
    | st.builds(DoLoad, numbers, st.sampled_from(LoadDeed))
    | st.sampled_from([ShowRates(), Nothing(), ShowAdmins(), AddAdmin()])
)


@given(action=actions)
def test_a_button_asks_for_what_it_was_made_for(action: Action) -> None:
    data = encode(action)
    assert 1 <= len(data.encode()) <= LIMIT
    assert decode(data) == action


@given(
    data=st.text(max_size=80)
    | st.text("-rlsaikevtjhd?.n:#=0123456789", max_size=40)
    | actions.map(encode).map(lambda data: data[:-1])
    | actions.map(encode).map(lambda data: data + "0")
    | st.from_regex(r"[lsaikevtjhd]:\d{1,20}(\.\d{1,4})?(:[n#=]?.{0,40})?", fullmatch=True)
)
def test_any_text_is_an_action_of_that_very_form_or_none(data: str) -> None:
    action = decode(data)
    assert action is None or encode(action) == data


OF_NO_BUTTON = [
    "s:1:n=" + "article " * 7,
    *["", "R", "--", "l", "l:", "l:0", "l:01", "l:-1", "l:1 ", "l:1\n", "l:١", "l:" + "9" * 10],
    *["s:1", "s:0:=a", "s:1:a", "s:1:#", "s:1:#01", "s:1:=" + "x" * 60],
    *["a:1", "a:1:r", "a:1:a:2:l:1", "a:x:l:1", "a:" + "9" * 19 + ":l:1"],
    *["i:1", "i:1:2", "i:1:11"],
    *["l:1:0", "l:1:6", "l:1:21", "l:1:", "s:1:b=a", "s:1:n", "s:1:N=a", "v:0", "v", "t:0", "t"],
    *["a:1.1:l:1", "a:1.0:l:1", "a:1.1000:l:1", "a:1.:l:1", "a:1:t:1", "a:1:e:2:l:1"],
    *["j:1:l:1", "j:1:x:l:1", "j:1:?:l:1", "j:1:et:l:1", "j:1:?x:l:1", "j:1:r:t:1", "j:1:?tt:l:1"],
    *["h:", "h:0", "h:-1", "h:1:o", "h:1:x=", "h:1:oo=", "h:1:e=" + "x" * 37, "h:1:-=\ud800"],
    *["d", "d:0", "d:1:1", "hd:1", "h:1\n"],
    *["k:1:l:1", "k:1:2:l:1", "k:1:1:t:1", "k:1:1:a:1:l:1", "e:1", "e:1.2:l:1", "\ud800"],
]


@pytest.mark.parametrize("data", OF_NO_BUTTON)
def test_what_no_button_carries_is_nothing_to_act_on(data: str) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [("", True), ("x" * 30, True), ("x" * 31, False), ("ё" * 15, True), ("ё" * 16, False)],
)
def test_words_are_measured_in_bytes(text: str, fits: bool) -> None:
    assert Search.fits(text) is fits


def test_words_that_fit_do_so_with_the_longest_numbers() -> None:
    def longest(length: int) -> Keep:
        search = Search(10**7 - 1, "x" * length, order=Order.NEWEST)
        return Keep(Open(10**12 - 1, search, LAST_PAGE), keep=True)

    assert len(encode(longest(INLINE_WORDS + 1))) == LIMIT
    with pytest.raises(ValueError, match="too long"):
        encode(longest(INLINE_WORDS + 2))


FORMS = {
    "l:1": Latest(1),
    "l:2:10": Latest(2, 10),
    "s:1:=two words": Search(1, "two words"),
    "s:1:#7": Search(1, number=7),
    "s:3:n=x": Search(3, "x", order=Order.NEWEST),
    "s:3:n#7": Search(3, number=7, order=Order.NEWEST),
    "v:2": Saved(2),
    "t:2": Topics(2),
    "a:12:l:1": Open(12, Latest(1)),
    "a:12.3:s:2:=a:b": Open(12, Search(2, "a:b"), 3),
    "k:12.3:1:v:1": Keep(Open(12, Saved(1), 3), keep=True),
    "k:12:0:l:1": Keep(Open(12, Latest(1)), keep=False),
    "e:12:s:1:#7": Related(12, Search(1, number=7)),
    "r": ShowRates(),
    "i:5:1": DoLoad(5, LoadDeed.QUIET),
    "i:5:0": DoLoad(5, LoadDeed.CANCEL),
    "-": Nothing(),
}


@pytest.mark.parametrize("data", FORMS)
def test_forms_that_stand_under_messages_already_keep_their_meaning(data: str) -> None:
    assert decode(data) == FORMS[data]
    assert encode(FORMS[data]) == data


def test_a_list_is_turned_without_becoming_another() -> None:
    assert Latest(2, 10).at(3) == Latest(3, 10)
    assert Search(1, number=7, order=Order.NEWEST).at(3) == Search(3, "", 7, Order.NEWEST)
    assert Saved(1).at(2) == Saved(2)
    assert Topics(1).at(2) == Topics(2)
    assert Open(12, Latest(4)).at(2) == Open(12, Latest(4), 2)
