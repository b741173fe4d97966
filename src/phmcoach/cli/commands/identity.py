"""Options that say who someone is: the coach and his clients have the same."""

from typing import Annotated

from phmcoach.cli.shell.options import choice_option, text_option
from phmcoach.words import LANGUAGES, Language

Name = Annotated[str | None, text_option("--name", help="option.name")]
AddressOption = Annotated[str | None, text_option("--address", help="option.address")]
Postcode = Annotated[str | None, text_option("--postcode", help="option.postcode")]
City = Annotated[str | None, text_option("--city", help="option.city")]
Country = Annotated[str | None, text_option("--country", help="option.country")]
ServiceCode = Annotated[str | None, text_option("--service-code", help="option.service-code")]
DocumentLanguage = Annotated[
    Language | None,
    choice_option("--language", choices=LANGUAGES, help="option.document-language"),
]
Email = Annotated[str | None, text_option("--email", help="option.email")]
Siren = Annotated[str | None, text_option("--siren", help="option.siren")]
Siret = Annotated[str | None, text_option("--siret", help="option.siret")]
VatNumber = Annotated[str | None, text_option("--vat-number", help="option.vat-number")]
Contact = Annotated[str | None, text_option("--contact", help="option.contact")]
ContactRole = Annotated[str | None, text_option("--contact-role", help="option.contact-role")]
