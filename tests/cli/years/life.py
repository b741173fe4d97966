"""A practice of three years, as the commands that a coach types, with the day of each.

It begins in 2025 in the franchise, charges VAT from April 2026 (declared each quarter, from 2027
each month), and serves each kind of client; a company outside the Union is refused. Nothing is
written by hand but `law/2027.toml`, which the program does not know yet.
"""

import shlex
from collections.abc import Iterator

RATE = """
[[rates]]
id = "{id}"
rate = {rate}
valid_from = 2027-01-01
valid_to = 2027-12-31
source = "an example"
"""
HALF_YEAR = """
[[half_years]]
refinancing = 2.40
legal = 2.75
valid_from = {valid_from}
valid_to = {valid_to}
source = "an example"
"""
LAW_2027 = "".join(
    (
        "schema = 1\n",
        RATE.format(id="ssi", rate=26.1),
        RATE.format(id="training-fund", rate=0.2),
        RATE.format(id="income-tax", rate=2.2),
        HALF_YEAR.format(valid_from="2027-01-01", valid_to="2027-06-30"),
        HALF_YEAR.format(valid_from="2027-07-01", valid_to="2027-12-31"),
        HALF_YEAR.format(valid_from="2028-01-01", valid_to="2028-06-30"),
    )
)
"""What the program does not know yet of 2027, as the coach adds it."""

LIFE = """
@ 2025-02-03
init practice --name "Camille Durand" --siret 90000000100017 --address "1 rue X" --postcode 75000 --city Paris --email c@example.org --iban FR7699999000010000000000115 --bic TESTFRPPXXX --vat-regime franchise --vat-number FR68900000001 --started-on 2025-02-03 --opening-receipts 1234.56 --flat-income-tax
new-client acme --kind company-fr --name "Acme SA" --siren 811222330 --address "10 avenue X" --postcode 69000 --city Lyon
new-client mairie --kind public --name "Commune de X" --siret 21750001600019 --address "4 place Y" --postcode 75004 --city Paris
new-client club --kind association --name "Le Club" --rna W691234567 --email club@example.org --address "2 rue Y" --postcode 69000 --city Lyon
new-client petit --kind private --name "Hugo Petit" --address "3 rue Z" --postcode 69000 --city Lyon --email h@example.org
new-client gmbh --kind company-eu --name "Beispiel GmbH" --vat-number DE136695976 --address "Weg 1" --postcode 10115 --city Berlin --country DE
?2 new-client swiss --kind company-other --name "Muster AG" --address "Weg 2" --postcode 8000 --city Zurich --country CH
engage martin acme "Claire Martin" --sessions 12 --hours 2 --rate 260 --late-cancel-percent 50 --start 2025-02-10 --months 6
engage petit petit "Hugo Petit" --sessions 10 --hours 1.5 --rate 97.37 --concluded on-premises --place "9 rue Z" --start 2025-02-10 --months 6
@ 2025-02-28
invoice martin --deposit 500
pay 25/1 --on 2025-02-27 --by transfer
log martin 2025-02-11
log petit 2025-02-12 2025-02-26
log-session martin --on 2025-02-25 --travel 118.40 --travel-label Train
invoice martin
invoice petit
@ 2025-03-31
pay 25/2 --on 2025-03-20 --by transfer --amount 400 --fees 12.35
pay 25/3 --on 2025-03-03 --by cash
log martin 2025-03-11
log-session martin --on 2025-03-25 --status cancelled-late
log petit 2025-03-12
engage weber gmbh "Eva Weber" --sessions 10 --hours 2 --rate 1111.11 --start 2025-04-07 --months 6
engage roux acme "Anna Roux" --sessions 10 --hours 2 --package 5200 --schedule 30/40/30 --start 2025-04-07 --months 6
engage leroy mairie "Paul Leroy" --sessions 10 --hours 1h15 --rate 183.33 --start 2025-04-07 --months 6
engage klein club "Lea Klein" --sessions 10 --hours 2 --package 3100 --schedule monthly --start 2025-04-07 --months 6
invoice martin
invoice petit --paid-on 2025-03-30 --by card
= books
@ 2025-04-30
pay 25/2 --on 2025-04-02 --by transfer
pay 25/4 --on 2025-04-10 --by transfer --amount 1000
invoice roux
pay 25/6 --on 2025-04-22 --by transfer
log weber 2025-04-08 2025-04-22
log roux 2025-04-09 2025-04-23
log leroy 2025-04-10 2025-04-24
log klein 2025-04-11
log petit 2025-04-16
invoice --all --month 2025-04
@ 2025-05-31
= books
log weber 2025-05-06 2025-05-20
log roux 2025-05-07 2025-05-21 2025-05-28
log leroy 2025-05-15
log klein 2025-05-16
pay 25/4 --refund --on 2025-05-20 --by transfer --amount 220
credit 25/4 --amount 1=400 --reason "Séance écourtée."
pay 25/4 --refund --on 2025-05-31 --by transfer --amount 150.25
invoice --all --month 2025-05
@ 2025-06-30
pay 25/4 --refund --on 2025-06-02 --by transfer
pay 25/7 25/12 --on 2025-06-05 --by transfer
pay 25/9 --on 2025-06-10 --by transfer
pay 25/11 --on 2025-06-11 --by cheque
pay 25/13 --on 2025-06-11 --by transfer
= books
log weber 2025-06-03
log roux 2025-06-04
log klein 2025-06-13
invoice --all --month 2025-06
@ 2025-09-30
pay 25/14 --on 2025-07-01 --by transfer
pay 25/8 --on 2025-07-02 --by transfer
pay 25/14 --undo
pay 25/14 --on 2025-08-01 --by transfer --amount 4444.40
pay 25/15 --on 2025-08-04 --by transfer
log roux 2025-06-18 2025-06-25 2025-07-02 2025-07-09
credit 25/13 --amount 1=180 --reason "Remise convenue."
pay 25/13 --refund --on 2025-09-30 --by transfer
invoice roux
log weber 2025-07-08 2025-09-16
log leroy 2025-06-19 2025-07-10
end petit --by beneficiary --on 2025-07-01
end klein --by sponsor --on 2025-07-15
credit 25/15 --amount 1=103.33 --reason "Part non due."
pay 25/15 --refund --on 2025-09-30 --by transfer
invoice --all --month 2025-09
pay 25/21 25/22 --on 2025-09-30 --by transfer
= books
@ 2025-12-31
receive --amount 24000.49 --label Conférences --from Salon --on 2025-10-15 --by transfer
receive --amount 150 --label Atelier --on 2025-10-20 --by cash
engage bauer gmbh "Max Bauer" --sessions 10 --hours 2 --rate 222.22 --start 2025-12-31 --months 6
engage zola acme "Nina Zola" --sessions 10 --hours 2 --rate 250 --start 2025-12-31 --months 6
engage lune petit "Eve Lune" --sessions 10 --hours 1.5 --rate 100.10 --concluded on-premises --place "9 rue Z" --start 2025-12-31 --months 6
log bauer 2025-12-31
log zola 2025-12-31
invoice --all
= books
@ 2026-01-10
pay 25/23 --on 2025-12-31 --by transfer
pay 25/26 --on 2025-12-31 --by transfer --amount 200
pay 25/26 --on 2026-01-02 --by transfer --amount 100.01
pay 25/25 --on 2026-01-08 --by transfer
credit 25/24 --reason "Erreur de tarif." --rebill
invoice weber
= archive 2025
@ 2026-03-31
pay 25/18 --nature indemnity --on 2026-02-02 --by transfer --amount 40
pay 25/18 --nature penalties --on 2026-02-02 --by transfer --amount 12.34
pay 25/18 --on 2026-02-02 --by transfer
receive --amount 31000 --label Conférences --from Salon --on 2026-02-20 --by transfer
invoice zola --deposit 2000
invoice lune --deposit 300.01
pay 26/3 --on 2026-03-31 --by transfer
pay 26/4 --on 2026-03-31 --by card
engage sand acme "Aude Sand" --sessions 10 --hours 2 --package 4999 --schedule 30/40/30 --start 2026-03-31 --months 6
engage faure mairie "Luc Faure" --sessions 10 --hours 2 --rate 180 --start 2026-03-31 --months 6
invoice sand
pay 26/5 --on 2026-03-31 --by transfer --amount 1000
log zola 2026-01-20 2026-02-17
log lune 2026-02-04
invoice zola
= books
@ 2026-04-30
set-practice --vat-regime quarterly --from 2026-04-06
pay 26/5 --on 2026-04-07 --by transfer
log zola 2026-04-02 2026-04-14 2026-04-21
log lune 2026-04-01 2026-04-15
log bauer 2026-04-08
log sand 2026-04-09 2026-04-14 2026-04-23 2026-04-29
log faure 2026-04-02 2026-04-20
credit 26/3 --renew --vat added
credit 26/4 --renew --vat included
credit 26/5 --renew --vat included
pay 26/9 --on 2026-04-28 --by transfer
invoice --all
@ 2026-06-30
pay 26/15 26/16 --on 2026-05-12 --by transfer
pay 26/14 --on 2026-05-12 --by transfer
pay 26/18 --on 2026-05-13 --by transfer --amount 100 --fees 1.50
pay 26/17 --on 2026-05-13 --by cash
= books
log sand 2026-05-13 2026-05-27
log faure 2026-05-05 2026-05-12 2026-06-02
log-session faure --on 2026-06-16 --travel 33.33 --travel-label Train
log lune 2026-05-06
log bauer 2026-05-20
invoice --all --month 2026-05
engage dora club "Dora Blum" --sessions 10 --hours 2 --rate 249.99 --start 2026-06-30 --months 6
invoice dora --deposit 166.66
invoice dora --deposit 166.66
invoice dora --deposit 166.66
pay 26/25 --on 2026-06-29 --by transfer
pay 26/23 --on 2026-06-29 --by transfer --amount 333.33
= books
@ 2026-09-30
pay 26/26 26/27 26/28 --on 2026-07-02 --by transfer
pay 26/23 --on 2026-07-03 --by transfer --amount 333.33
pay 26/23 --on 2026-07-20 --by transfer
pay 26/20 --on 2026-07-21 --by transfer --amount 600
credit 26/23 --amount 1=500 --reason "Séance écourtée."
pay 26/23 --refund --on 2026-09-30 --by transfer --amount 100.01
= books
log dora 2026-06-30 2026-07-21 2026-08-25
log sand 2026-06-17 2026-06-24 2026-07-08 2026-07-15
invoice --all
credit 26/33 --amount 1=620 --reason "Remise."
credit 26/31 --reason "Erreur de tarif." --rebill
= books
@ 2026-12-31
pay 26/23 --refund --on 2026-10-01 --by transfer
pay 26/30 --on 2026-10-05 --by cash
pay 26/32 --on 2026-10-05 --by transfer
pay --undo 122
receive --amount 12345.67 --label Conférences --from Salon --on 2026-11-10 --by transfer
receive --amount 99.99 --label Livre --on 2026-11-11 --by cash
log dora 2026-10-13 2026-11-17 2026-12-15
invoice dora
= books
@ 2027-01-04
= archive 2026
law
set-practice --vat-regime monthly --from 2027-01-01
engage roche club "Ines Roche" --sessions 10 --hours 2 --rate 250.02 --start 2027-01-04 --months 6
engage nuit petit "Omar Nuit" --sessions 10 --hours 1.5 --rate 111.11 --concluded on-premises --place "9 rue Z" --start 2027-01-04 --months 6
invoice roche --deposit 166.68
invoice roche --deposit 166.68
invoice roche --deposit 166.68
pay 27/1 27/2 27/3 --on 2027-01-04 --by transfer
@ 2027-03-31
pay 26/34 --on 2026-12-31 --by transfer
= archive 2026
pay 26/33 --on 2027-01-15 --by transfer
pay 26/37 26/38 --on 2027-02-01 --by transfer
pay 26/40 --on 2027-03-31 --by transfer --amount 650
log roche 2027-01-19 2027-02-16 2027-03-09 2027-03-23
log nuit 2027-01-20 2027-02-17 2027-03-17
invoice --all
receive --amount 104000 --label Conférences --from Salon --on 2027-03-15 --by transfer
= books
@ 2027-06-30
pay 27/4 27/5 --on 2027-04-06 --by card
pay 27/6 --on 2027-04-07 --by card --amount 50
pay 27/9 --on 2027-05-04 --by transfer
pay 26/25 --nature penalties --on 2027-05-05 --by transfer --amount 7.77
= books
log roche 2027-04-06 2027-04-20
log nuit 2027-04-07 2027-05-05
invoice --all
= books
@ 2027-09-30
credit 27/9 --lines 1 --reason "Séances annulées."
pay 27/9 --refund --on 2027-09-30 --by transfer
pay 26/23 --refund --on 2027-08-16 --by transfer
= books
@ 2027-10-29
engage noir acme "Max Noir" --sessions 10 --hours 2 --rate 133.33 --start 2027-10-29 --months 6
engage blanc acme "Iris Blanc" --sessions 10 --hours 1h15 --rate 199.99 --start 2027-10-29 --months 6
invoice noir --deposit 166.68
invoice blanc --deposit 777.77
pay 27/14 27/15 --on 2027-10-29 --by transfer
@ 2027-11-30
log noir 2027-11-02 2027-11-16
log blanc 2027-11-03
log-session blanc --on 2027-11-17 --travel 33.33 --travel-label Train
invoice noir --with blanc
= books
pay 27/16 --on 2027-11-30 --by transfer --amount 300.01
credit 27/16 --session blanc/s2 --reason "Séance à revoir." --rebill
= books
@ 2027-12-31
log noir 2027-12-07
log blanc 2027-12-08
invoice noir --with blanc
credit 27/16 --session noir/s1 --reason "Séance annulée."
pay 27/10 --on 2027-10-04 --by transfer
pay 26/39 --on 2027-12-30 --by transfer
credit 27/7 --reason "Séance annulée."
credit 27/1 --reason "Acompte rendu."
pay 27/1 --refund --on 2027-12-31 --by transfer
= books
@ 2028-01-05
= archive 2027
"""  # noqa: E501 - command lines as they are typed


def type_lines(life: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line of a life as words, with the exit code that is expected.

    `?N` says another exit code than 0. `engage` stands for the commands that lead to a signed
    contract, `log REF DAY…` for sessions, and `25/1` for the number of the first invoice of 2025.
    `@ DAY` sets the day, `= books` looks at the books, `= archive YEAR` exports a year, and `law`
    adds the law of 2027.
    """
    for line in life.strip().splitlines():
        words = [_number(word) for word in shlex.split(line)]
        code = int(words.pop(0)[1:]) if words[0].startswith("?") else 0
        if words[0] == "engage":
            yield from ((0, each) for each in _engage(words[1], words[2], words[3], words[4:]))
        elif words[0] == "log":
            yield from ((0, ["log-session", words[1], "--on", day]) for day in words[2:])
        else:
            yield code, words


def _number(word: str) -> str:
    year, slash, number = word.partition("/")
    if slash and year.isdigit() and number.isdigit() and len(year) == 2:
        return f"SPECIMEN-20{year}-{int(number):04}"
    return word


def _engage(ref: str, client: str, name: str, terms: list[str]) -> Iterator[list[str]]:
    by = ["--client", client, "--beneficiary", name, "--situation", "new-role"]
    yield ["new-engagement", ref, *by]
    yield ["validate-demand", ref, "--on", "today", "--request", "Ma place."]
    yield [
        "add-objective",
        ref,
        "--shared",
        "--statement",
        "A",
        "--result",
        "B",
        "--indicator",
        "C",
    ]
    yield ["set-terms", ref, *terms]
    yield ["sign", ref, "--on", "today"]
