"""Articles, changes and questions drawn by chance, the same ones for the same seed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from storage import Draft, Store
from tests.storage.searching import change, live_articles, load

NOW = datetime(2024, 12, 21, 12, tzinfo=UTC)
WORDS = {
    "en": """
        uranium uraniums mine mines mining mined the of and what is price prices export exported
        power plant Issyk-Kul Issykkul Issyk Kul C5+1 COVID-19 COVID19 G20 U.S. US Nazarbayev's
        1,000 3.5 2024 don't
        """,
    "ru": """
        уран урана шахта шахты шахтёр цена цены и на что экспорт экспорта Казахстан Казахстане
        Иссык-Куль Иссыккуль ёлка елки АЭС-1 т.е.
        """,
    "kk": "қала қаланың қалалар және үшін экспорт баға бағасы уран Қазақстан елдің шахта",
    "ky": "шаар шаардын жана үчүн баасы уран Өкмөт Ысык-Көл экспорт тоо",
    "uz": "shahar shaharning va uchun narx narxi oʻzbek o'zbek uran eksport",
    "tg": "шаҳр шаҳри ва барои нарх нархи уран содирот Тоҷикистон",
    "de": "Uran Preis Preise der die und Mine Minen Kraftwerke Export kim",
    None: "uranium шахта kim nuclear 日本 mine the и",
}
TOPICS = ("Energy", "Central Asia", "Asia", "Энергетика", "C5+1")
SOURCES = ("site", "Times of Asia", "site.example")
LANGUAGES = tuple(WORDS)
BETWEEN = (" ", " ", " ", " ", ", ", ". ", "-", " — ", "\n")
DEEDS = ("load", "load", "load", "edit", "reload", "retract", "restore", "restore", "delete")


class RandomArchive:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._drafts: list[Draft] = []
        self._retracted: list[int] = []

    def text(self, language: str | None, most: int) -> str:
        known = WORDS[language].split()
        count = self.random.randint(1, most)
        said = [self.random.choice(known) for _ in range(count)]
        return "".join(
            f"{word.title() if self.random.random() < 0.2 else word}{self.random.choice(BETWEEN)}"
            for word in said
        )

    def draft(self, guid: str) -> Draft:
        language = self.random.choice(LANGUAGES)
        return Draft(
            source=self.random.choice(SOURCES),
            guid=guid,
            title=self.text(language, 4) or guid,
            summary=self.text(language, 6) if self.random.random() < 0.5 else "",
            body=self.text(language, 25) if self.random.random() < 0.9 else "",
            language=language if self.random.random() < 0.7 else None,
            topics=tuple(self.random.sample(TOPICS, self.random.randint(0, 2))),
            published_at=NOW - timedelta(minutes=self.random.randint(0, 60 * 24 * 60)),
            position=self.random.randint(0, 3),
        )

    async def change(self, store: Store) -> str:
        """One change of the archive; gives its name."""
        deed = self.random.choice(DEEDS)
        live = [one.id for one in await live_articles(store)]
        some = self.random.sample(live, min(len(live), self.random.randint(1, 3)))
        match deed:
            case "load":
                count = self.random.randint(1, 8)
                fresh = [self.draft(f"g{len(self._drafts) + n}") for n in range(count)]
                self._drafts += fresh
                await load(store, *fresh)
            case "edit":
                changed = [self._edited(place) for place in self._places()]
                await load(store, *changed)
            case "reload":
                await load(store, *(self._drafts[place] for place in self._places()))
            case "retract":
                await change(store, "retract", *some)
                self._retracted += some
            case "restore":
                await change(store, "restore", *self._retracted)
                self._retracted = []
            case "delete":
                # Some that are there, one that is retracted perhaps, and one that never was.
                await change(store, "delete", *some[:1], *self._retracted[:1], 10**9)
        return deed

    def _places(self) -> list[int]:
        everywhere = range(len(self._drafts))
        return self.random.sample(everywhere, min(len(everywhere), self.random.randint(1, 4)))

    def _edited(self, place: int) -> Draft:
        before = self._drafts[place]
        after = replace(self.draft(before.guid or ""), source=before.source)
        self._drafts[place] = after
        return after

    def question(self) -> str:
        asked = (self._operand() for _ in range(self.random.choice((1, 1, 2, 2, 3, 4))))
        return self.random.choice((" ", " ", " ", " OR ")).join(asked)

    def _operand(self) -> str:  # noqa: PLR0912 (a table of what people type)
        chance = self.random
        word = chance.choice(WORDS[chance.choice(LANGUAGES)].split())
        day = (NOW - timedelta(days=chance.randint(0, 60))).date()
        match chance.randint(0, 19):
            case 0 | 1:
                return f"-{word}"
            case 2 | 3:
                return f'"{self.text(chance.choice(LANGUAGES), 2)}"'
            case 4:
                return f'-"{self.text(chance.choice(LANGUAGES), 2)}"'
            case 5 | 6:
                return f"{word[: chance.randint(1, 4)]}*"
            case 7:
                return f"-{word[: chance.randint(2, 4)]}*"
            case 8:
                return f"{word} OR {self._operand()}"
            case 9:
                return f"topic:{chance.choice(TOPICS).split()[0]}"
            case 10:
                return f'{chance.choice(("", "-"))}topic:"{chance.choice(TOPICS)}"'
            case 11:
                return f"source:{chance.choice(SOURCES).split()[0]}"
            case 12:
                return f"{chance.choice(('', '-'))}lang:{chance.choice(('en', 'ru', 'kk', 'de'))}"
            case 13:
                return f"{chance.choice(('after', 'before'))}:{day.isoformat()}"
            case 14:
                return chance.choice(("after:last week", "before:21 December", "#energy", "-#asia"))
            case 15:
                return f"{word} {chance.choice(('the', 'и', 'va', 'kim', 'что', 'what is'))}"
            case 16:
                return f"{word}-{chance.choice(('kul', '19', 'уран', 'mine'))}"
            case _:
                return word
