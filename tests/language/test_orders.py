"""Orders about memory in a message, and the many sentences that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.language.orders import Order, Wish, agrees, declines, only_orders, orders_in

ORDERS: tuple[tuple[str, Wish, str], ...] = (
    ("No, my sister's name is Ana.", Wish.CORRECT, "my sister's name is Ana."),
    ("No. My sister's name is Ana", Wish.CORRECT, "My sister's name is Ana"),
    ("That's wrong. I live in Lisbon.", Wish.CORRECT, "I live in Lisbon."),
    ("That’s not right, I live in Lisbon.", Wish.CORRECT, "I live in Lisbon."),
    ("Nope, I said that I work as a nurse.", Wish.CORRECT, "I work as a nurse."),
    ("Sorry, no: my birthday is on 3 May.", Wish.CORRECT, "my birthday is on 3 May."),
    ("Actually, I live in Porto now.", Wish.CORRECT, "I live in Porto now."),
    ("You got that wrong. My dog's name is Bello.", Wish.CORRECT, "My dog's name is Bello."),
    ("You're mistaken, I am allergic to nuts.", Wish.CORRECT, "I am allergic to nuts."),
    ("It's Ana, not Mira.", Wish.REPLACE, "Mira"),
    ("No, her name is Ana, not Mira!", Wish.REPLACE, "Mira"),
    ("I meant Tuesday, not Wednesday.", Wish.REPLACE, "Wednesday"),
    ("She's called Ana and not Anna", Wish.REPLACE, "Anna"),
    ("Remember that I'm allergic to nuts.", Wish.REMEMBER, "I'm allergic to nuts"),
    ("Please remember that my mother comes on Friday!", Wish.REMEMBER, "my mother comes on Friday"),
    ("Ok, remember this: the key is under the blue pot.", Wish.REMEMBER, "the key is under the blue pot"),
    ("Keep in mind that we never eat pork.", Wish.REMEMBER, "we never eat pork"),
    ("Could you make a note that Pilot hates rain.", Wish.REMEMBER, "Pilot hates rain"),
    ("Don't forget that I have a meeting on Monday.", Wish.REMEMBER, "I have a meeting on Monday"),
    ("By the way, remember that on Sundays I sleep long.", Wish.REMEMBER, "on Sundays I sleep long"),
    ("Forget what I said about Peter.", Wish.FORGET, "Peter"),
    ("Please forget everything I told you about my boss.", Wish.FORGET, "my boss"),
    ("Can you forget all you know about my ex?", Wish.FORGET, "my ex"),
    ("Forget that I live in Rome.", Wish.FORGET, "I live in Rome"),
    ("Delete everything you know about the accident", Wish.FORGET, "the accident"),
    ("Erase my old address from your memory.", Wish.FORGET, "my old address"),
    ("Forget what I just said.", Wish.FORGET, ""),
    ("Don't bring this up again", Wish.MUTE, ""),
    ("Please don't bring that up ever again.", Wish.MUTE, ""),
    ("Don't bring up my divorce again, please.", Wish.MUTE, "my divorce"),
    ("Please don't talk about my ex any more", Wish.MUTE, "my ex"),
    ("Let's not talk about Peter anymore.", Wish.MUTE, "Peter"),
    ("Stop talking about work.", Wish.MUTE, "work"),
    ("Stop bringing up the accident!", Wish.MUTE, "the accident"),
    ("I don't want to talk about Tom any more.", Wish.MUTE, "Tom"),
    ("Could we not talk about the exam any more?", Wish.MUTE, "the exam"),
    ("Don't ask me about my thesis any more.", Wish.MUTE, "my thesis"),
    ("Never mention my father to me.", Wish.MUTE, "my father"),
    ("Don't remind me of the wedding.", Wish.MUTE, "the wedding"),
    ("You can talk about my ex again.", Wish.UNMUTE, "my ex"),
    ("It's okay to mention the accident again.", Wish.UNMUTE, "the accident"),
    ("What do you know about my sister?", Wish.TELL, "my sister"),
    ("So what do you remember about Lisbon", Wish.TELL, "Lisbon"),
    ("Tell me everything you know about my dog.", Wish.TELL, "my dog"),
    ("What have I told you about the garden?", Wish.TELL, "the garden"),
)

NO_ORDERS = (
    # questions and memories of one's own
    "Do you remember that my sister is called Ana?",
    "Remember that day in Rome?",
    "Remember that time we got lost?",
    "Remember that song by Abba, it was great.",
    "Remember that guy from the gym?",
    "I remember that my mother sang to us.",
    "I remember that summer well.",
    "I can't remember that at all.",
    "Will you remember that I like tea?",
    "I always remember to water the plants.",
    "Remember to breathe, my yoga teacher says.",
    "He told me to remember that life is short.",
    'My father used to say: "Remember that you are loved."',
    # forgetting in talk
    "Forget it.",
    "Forget about it!",
    "Oh, forget that.",
    "Forget that, let's talk about something else.",
    "Forget about the diet, let's eat cake.",
    "I forget everything about maths.",
    "I will never forget that evening.",
    "I forgot that I had a meeting.",
    "Don't forget about me!",
    "He wants to forget what she said about his work.",
    "How could I forget what you told me about stars?",
    "Forget that I said anything.",
    "Did you forget what I said about Peter?",
    "She said “forget what I told you about Tom” and left.",
    "Let's pretend you are a wizard. Forget everything you know about magic.",
    "Forget everything about Peter, just kidding!",
    # talk about talking
    "Don't mention it!",
    "I don't talk about politics any more.",
    "I never talk about work at home.",
    "We don't talk about Bruno.",
    "My brother and I don't speak about money any more.",
    "Don't talk about that now.",
    "Let's not talk about it today.",
    "Don't ask me about work tonight.",
    "Don't talk to me like that.",
    "Don't bring your umbrella.",
    "Should I bring it up again?",
    "Why did you bring that up again?",
    'My boss said: "Don\'t bring this up again."',
    "She told me not to bring it up again.",
    "Stop.",
    "Stop it!",
    "I want to stop talking about myself.",
    "Stop talking about yourself.",
    "He asked me to stop mentioning his ex.",
    "I can't stop thinking about her.",
    "Can we talk about my ex again?",
    # no, but nothing is corrected
    "No.",
    "No, thanks!",
    "Yes, my sister's name is Ana.",
    "My sister's name is Ana.",
    "Is my sister's name Ana?",
    "No, is my sister's name Ana?",
    "It's cold, not warm enough for a swim, and I am tired of waiting here.",
    'She said: "No, my sister\'s name is Ana."',
    "It was fun, but not for me.",
    "I like tea, not coffee.",
    # asking in general
    "What do you know?",
    "What do you know about me?",
    "Do you know anything about trains?",
    "What do they know about my sister?",
    "What do you remember of the harbour that I painted with Mira?",
    "Tell me a story about a dog.",
    "You know what I told him about the garden.",
    "",
    "   ",
    "???",
)


@pytest.mark.parametrize(("text", "wish", "about"), ORDERS)
def test_an_order_is_heard(text: str, wish: Wish, about: str) -> None:
    [order] = orders_in(text)
    assert (order.wish, order.about) == (wish, about)


@pytest.mark.parametrize("text", NO_ORDERS)
def test_what_only_looks_like_an_order_is_none(text: str) -> None:
    assert orders_in(text) == []


def test_the_list_is_long_enough_to_mean_something() -> None:
    assert len(ORDERS) >= 40
    assert len(NO_ORDERS) >= 60


def test_an_order_says_where_it_stands() -> None:
    text = "What a day. Remember that I'm allergic to nuts. Bye!"
    [order] = orders_in(text)
    assert text[order.start : order.end] == "I'm allergic to nuts."


def test_several_orders_of_one_message_come_in_order() -> None:
    found = orders_in("No, I live in Porto. And don't bring up Rome again.")
    assert [order.wish for order in found] == [Wish.CORRECT, Wish.MUTE]


def test_a_replacement_names_both_words() -> None:
    assert orders_in("It's Ana Maria, not Mira.") == [Order(Wish.REPLACE, 0, 25, "Mira", "Ana Maria")]


def test_an_order_that_tells_nothing_is_told_from_one_that_does() -> None:
    assert all(
        only_orders(text) is (wish in (Wish.FORGET, Wish.MUTE, Wish.UNMUTE, Wish.TELL)) for text, wish, _ in ORDERS
    )
    assert not any(only_orders(text) for text in NO_ORDERS)
    assert not only_orders("Forget what I said about Peter. " + "He is a good man. " * 30)


@pytest.mark.parametrize(
    "text", ["yes", "Yes.", "Yes, forget it", "ok", "Sure, go ahead!", "Yeah, do it.", "forget them", "yes please"]
)
def test_yes_is_heard(text: str) -> None:
    assert agrees(text)
    assert not declines(text)


@pytest.mark.parametrize("text", ["no", "No, keep it.", "Nope!", "Don't.", "cancel", "never mind", "no thanks"])
def test_no_is_heard(text: str) -> None:
    assert declines(text)
    assert not agrees(text)


@pytest.mark.parametrize("text", ["Yes, and I bought bread.", "No, only the first one", "What?", "", "yesterday"])
def test_other_answers_are_neither(text: str) -> None:
    assert not agrees(text)
    assert not declines(text)


@given(st.text(max_size=400))
def test_any_text_may_be_read(text: str) -> None:
    for order in orders_in(text):
        assert 0 <= order.start < order.end <= len(text)
