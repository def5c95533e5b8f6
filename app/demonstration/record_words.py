"""What stands in the statutory records of made-up sources, by the letter of the regulation; no words are nothing."""

from app.sources.standings import CHILD, VULNERABLE

WORDS = {
    "a": "",
    "b": "They use their own name with us and no other.",
    "e": "They live alone since the winter. A neighbour has the key and knows nothing.",
    "f": "The handler explained it by telephone when they were registered; they said it back in their own words.",
    "g": "They came by themselves, through the public form.",
    "j": "No task was given. They were asked once to say again which of two houses they meant.",
}
# Letters of which somebody has said that they are written, or that there is nothing of the kind.
WHOLE = tuple("abcdefgjn")
HARDLY = ("f", "g", "e", "j", "n", "c")
# Who the appropriate adult is.
ADULTS = {
    CHILD: "They are sixteen. The appropriate adult is an aunt, who knows that they spoke to us and not of what.",
    VULNERABLE: "They were ill for long and rely on one friend, who sits with them when we call.",
}
