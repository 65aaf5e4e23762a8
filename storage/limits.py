"""The size of everything that is stored, in one place. Characters, unless a name says bytes."""

TITLE = 500
SUMMARY = 2_000
BODY = 200_000
URL_BYTES = 2_000  # both databases index it; PostgreSQL's index rows end at 2,704 bytes
KEY = 255
TOPICS = 20
TOPIC = 64
LANGUAGE = 8
TIME_ZONE = 64
SOURCE = 64
NAME = 128  # of a person
QUOTE_DIGITS = 40  # digits of a rate, on both sides of the point
IMPORT_BYTES = 20 * 1024 * 1024  # what a bot may download from Telegram
SEARCH_WORDS = 1_000
