"""The words of options in French: what a coach types and reads in a command line.

The English word is the one of the files, of JSON and of the documentation. Both are accepted in
every language, with or without accents; what is shown is in the language of the session.
"""

import re
from collections.abc import Collection, Mapping
from typing import TypeVar
from unicodedata import normalize

from phmcoach.words import Language

Word = TypeVar("Word", bound=str)

FRENCH: Mapping[str, str] = {
    # who
    "beneficiary": "bénéficiaire",
    "coach": "coach",
    "manager": "responsable",
    "sponsor": "organisation",
    # clients and the practice
    "association": "association",
    "company-eu": "entreprise-ue",
    "company-fr": "entreprise",
    "private": "particulier",
    "public": "public",
    "en": "anglais",
    "fr": "français",
    "bnc-2035": "bnc-2035",
    "is": "is",
    "micro-bnc": "micro-bnc",
    "ei": "ei",
    "eurl": "eurl",
    "sasu": "sasu",
    "franchise": "franchise",
    "monthly": "mensuel",
    "quarterly": "trimestriel",
    # what brings a beneficiary
    "changing-or-conflictual-environment": "environnement-changeant",
    "delegation": "délégation",
    "difficult-management-situation": "situation-difficile",
    "high-stakes-decision": "décision-à-enjeu",
    "leading-a-team": "animation-équipe",
    "new-role": "prise-de-fonction",
    "organisation-change": "changement-organisation",
    "other": "autre",
    "persuasion-cooperation-confidence": "persuasion-coopération-confiance",
    "problem-or-setback": "problème-ou-échec",
    "work-life-balance": "équilibre-de-vie",
    # the contract and its profile
    "follow-up": "suivi",
    "short": "court",
    "standard": "standard",
    "at-distance": "à-distance",
    "off-premises": "hors-établissement",
    "on-premises": "au-cabinet",
    "pair": "deux-contrats",
    "three-party": "à-trois",
    "coaching": "coaching",
    "training": "formation",
    "also-billed": "facturé-en-plus",
    "contract-number": "numéro-de-contrat",
    "package": "forfait",
    "place": "lieu",
    "purchase-order": "bon-de-commande",
    "schedule": "échéancier",
    # sessions
    "email": "courriel",
    "in-person": "présence",
    "letter": "courrier",
    "phone": "téléphone",
    "preliminary": "préalable",
    "reflection": "réflexion",
    "shadowing": "observation",
    "three-way": "tripartite",
    "training-input": "apport",
    "video": "visio",
    "cancelled": "annulée",
    "cancelled-by-coach": "annulée-par-coach",
    "cancelled-late": "annulée-tard",
    "force-majeure": "force-majeure",
    "held": "tenue",
    "no-show": "absent",
    "planned": "prévue",
    "final": "bilan",
    "launch": "lancement",
    "mid-term": "mi-parcours",
    # why it pauses or does not begin
    "closure": "fermeture",
    "illness": "maladie",
    "leave": "congés",
    "conflict-of-interest": "conflit-intérêts",
    "ethical": "déontologie",
    "personal": "personnel",
    # money
    "card": "carte",
    "cash": "espèces",
    "cheque": "chèque",
    "transfer": "virement",
    "fees": "honoraires",
    "indemnity": "indemnité",
    "opening": "auparavant",
    "penalties": "pénalités",
    "added": "en-plus",
    "included": "comprise",
    "firm": "ferme",
    "formal": "mise-en-demeure",
    "friendly": "amicale",
    "declaration": "déclaration",
    "receipts": "recettes",
    "sales": "ventes",
    "turnover": "chiffre-affaires",
    "unpaid": "impayées",
    "vat": "tva",
    "amendment": "avenant",
    "attendance": "émargement",
    "quote": "devis",
    "report": "bilan",
    "last": "dernière",
    "no": "non",
    "yes": "oui",
    # what a command works on
    "all": "tout",
    "archive": "archive",
    "check": "essayer",
    "clock": "horloge",
    "numbers": "numéros",
    "entry": "écriture",
    "fork": "divergence",
    "due": "échéances",
    "erase": "effacer",
    "export": "exporter",
    "head": "tête",
    "here": "ici",
    "there": "là-bas",
    "clients": "clients",
    "copy": "copier",
    "engagements": "accompagnements",
    "hours": "heures",
    "ics": "agenda",
    "invoices": "factures",
    "list": "lister",
    "payments": "règlements",
    "recover": "récupérer",
    "search": "chercher",
    "sessions": "séances",
    "show": "montrer",
    # the social funds
    "cipav": "cipav",
    "ssi": "ssi",
    # how months are counted
    "calendar": "calendrier",
    "contract": "contrat",
    # the days of a week
    "friday": "vendredi",
    "monday": "lundi",
    "saturday": "samedi",
    "sunday": "dimanche",
    "thursday": "jeudi",
    "tuesday": "mardi",
    "wednesday": "mercredi",
    # the names of arguments, and what a command line leaves open
    "ACTION": "ACTION",
    "CLIENT": "CLIENT",
    "DIR": "DOSSIER",
    "FILE": "FICHIER",
    "NAME": "NOM",
    "NUMBER": "NUMÉRO",
    "OBJECTIVE": "OBJECTIF",
    "PARTY": "QUI",
    "PERSON": "PERSONNE",
    "REF": "REF",
    "STATUS": "STATUT",
    "TOPIC": "SUJET",
    "WHAT": "QUOI",
}
"""The French word of each word that an option or an argument takes, and of names in capitals."""

TAKE_WORDS = frozenset(
    {
        *("--also-billed", "--by", "--concluded", "--contract", "--declaration", "--for"),
        *("--ground", "--hours-consent", "--kind", "--language", "--legal-form", "--level"),
        *("--mode", "--month-counting", "--nature", "--social-fund", "--weekday"),
        *("--party", "--pause-reason", "--prefer", "--profile", "--purpose", "--rate-for"),
        "--requested-by",
        *("--schedule", "--situation", "--status", "--tax-regime", "--type", "--undo", "--vat"),
        *("--vat-regime", "--view", "--without"),
        *("export", "import", "mail --paper", "note", "pause --reason", "privacy", "recover"),
        *("set-practice --flat-income-tax", "templates"),
    }
)
"""After which options and commands a word of the table stands; other options take any text."""

_WORD = r"""(?:"[^"]*"|'[^']*'|[^\s"'])+"""


def spell_word(word: str, language: Language) -> str:
    """Return a word as it is typed in a language: `held` is « tenue »."""
    return FRENCH.get(word, word) if language == "fr" else word


def read_word(text: str, words: Collection[Word]) -> Word | None:
    """Return the word that was typed, in English or in French; None for another text."""
    typed = fold(text)
    return next((word for word in words if typed in _spellings(word)), None)


def begin_words(text: str, words: Collection[Word]) -> list[Word]:
    """Return the words that begin with a text, in English or in French."""
    typed = fold(text)
    return [word for word in words if any(each.startswith(typed) for each in _spellings(word))]


def spell_line(line: str, language: Language) -> str:
    """Return a command line with the words of a language where options take a word."""
    if language == "en":
        return line
    spelled: list[str] = []
    before = command = ""
    for word in re.findall(_WORD, line):
        name, equals, value = word.partition("=")
        if equals and name in TAKE_WORDS:
            spelled.append(name + equals + spell_word(value, language))
        elif before in TAKE_WORDS or f"{command} {before}" in TAKE_WORDS:
            bare = word.strip("'")
            spelled.append(spell_word(bare, language) if re.fullmatch(r"[\w-]+", bare) else word)
        else:
            spelled.append(spell_word(word, language) if word.isupper() else word)
        if not word.startswith("-") and before not in ("-C", "--folder"):
            command = command or word
        before = word
    return " ".join(spelled)


def fold(text: str) -> str:
    """Return a text without accents, in lower case, its spaces and apostrophes as hyphens."""
    plain = normalize("NFKD", re.sub(r"[\s'’]+", "-", text.strip()))
    return plain.encode("ascii", "ignore").decode().lower()


def _spellings(word: str) -> tuple[str, ...]:
    return fold(word), fold(FRENCH.get(word, word))


def unless_none(answer: str | None) -> str | None:
    """Return the answer, or None if it is a word for none."""
    is_none = answer is not None and answer.strip().lower() in ("none", "aucun", "aucune")
    return None if is_none else answer
