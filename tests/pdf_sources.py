"""Texts of invented platforms that PDFs are made of, in benchmarks/ and as fixtures here."""

import re

Source = list[tuple[str, object]]

TERMS: Source = [
    (
        "h1",
        "Fernhollow Terms of Service",
    ),
    (
        "p",
        "Effective 3 February 2031. These terms are an agreement between you and Fernhollow"
        " GmbH, Lindenufer 8, 20457 Hamburg, about your use of the Fernhollow writing "
        "assistant, its applications and its programming interface. By creating an account "
        "you accept them.",
    ),
    (
        "h2",
        "1. Your account",
    ),
    (
        "p",
        "You must be at least sixteen years old. Keep your password to yourself: you are "
        "responsible for what is done with your account until you tell us that somebody "
        "else uses it. We may ask you to prove that you are who you say you are where the "
        "law requires us to know.",
    ),
    (
        "p",
        "An account that nobody has used for twenty-four months may be closed. We write to "
        "the address that we have of you thirty days before that, and again seven days "
        "before.",
    ),
    (
        "h2",
        "2. What you send and what you receive",
    ),
    (
        "p",
        "What you send us stays yours. You grant us a non-exclusive, worldwide and "
        "royalty-free licence to store, copy and process it as far as that is necessary to "
        "provide the service, to keep it secure and to comply with the law. The licence "
        "ends when you delete the content, except for copies in backups, which are "
        "overwritten within ninety days.",
    ),
    (
        "p",
        "We do not use what business customers send to train machine-learning models. Where"
        " a consumer has switched on the setting “Help to improve Fernhollow”, we use "
        "conversations that were begun after that to develop and evaluate our models. "
        "Feedback that you give with the buttons below an answer may be used in any case.",
    ),
    (
        "h2",
        "3. What you may not do",
    ),
    (
        "p",
        "You may not use the service:",
    ),
    (
        "li",
        "to break the law or to infringe the rights of others, including their privacy;",
    ),
    (
        "li",
        "to develop models that compete with ours, or to extract the weights of our models;",
    ),
    (
        "li",
        "to send more requests than your plan allows, or to go around a limit that we have set;",
    ),
    (
        "li",
        "to make decisions about employment, credit, housing or insurance without a person "
        "who reviews each of them.",
    ),
    (
        "h2",
        "4. Fees",
    ),
    (
        "p",
        "Subscriptions renew automatically at the end of each period unless you cancel at "
        "least three days before. Fees that are paid are not refunded, except where the law"
        " gives you a right to a refund. We may change our prices with notice of thirty "
        "days; the new price applies from the next period on.",
    ),
    (
        "table",
        [
            ["Plan", "Monthly fee", "Requests a day", "Support"],
            ["Personal", "EUR 9", "400", "Forum"],
            ["Team", "EUR 29 a seat", "2,000 a seat", "E-mail, two working days"],
            ["Enterprise", "By agreement", "By agreement", "Telephone, four hours"],
        ],
    ),
    (
        "h2",
        "5. Availability and changes",
    ),
    (
        "p",
        "We work on the service all the time and may change, suspend or discontinue any "
        "part of it. Where a change takes away something that you pay for, we tell you at "
        "least sixty days in advance and you may end the agreement; we then return what you"
        " have paid for the time that is left.",
    ),
    (
        "h2",
        "6. Warranty and liability",
    ),
    (
        "p",
        "The service is provided as it is. Answers of the assistant may be wrong, "
        "incomplete or out of date, and are no advice of a lawyer, a physician or a tax "
        "adviser. We are liable without limit for intent and gross negligence, for injury "
        "to life, body or health, and where a statute says so. Otherwise our liability is "
        "limited to the damage that was foreseeable and typical, and in any case to the "
        "fees that you paid in the twelve months before the event.",
    ),
    (
        "h2",
        "7. Ending the agreement",
    ),
    (
        "p",
        "You may end this agreement at any time by deleting your account. We may end it "
        "with notice of two months, or at once where you have broken these terms in a "
        "serious way and have not stopped after a warning. Clauses which by their nature go"
        " on, such as those about liability, survive.",
    ),
    (
        "h2",
        "8. Law and courts",
    ),
    (
        "p",
        "German law applies, without its rules on conflicts of laws and without the United "
        "Nations Convention on Contracts for the International Sale of Goods. A consumer "
        "keeps the protection of the mandatory rules of the country in which he or she "
        "lives. We neither have to nor want to take part in proceedings before a consumer "
        "arbitration board.",
    ),
    (
        "h2",
        "9. How these terms change",
    ),
    (
        "p",
        "We may change these terms for good reason, for example because the law or the "
        "service has changed. We send you the new text at least thirty days before it "
        "applies. If you do not object within that time, the change counts as accepted; we "
        "remind you of that in the message.",
    ),
]
PROCESSING: Source = [
    (
        "h1",
        "Data Processing Agreement",
    ),
    (
        "p",
        "This agreement is between the customer (the controller) and Marrowby Analytics "
        "Ltd, 4 Quay Lane, Bristol (the processor), and forms a part of the Marrowby Master"
        " Agreement. In a conflict between the two, this agreement prevails.",
    ),
    (
        "h2",
        "1 Subject matter and duration",
    ),
    (
        "p",
        "1.1 The processor processes personal data on behalf of the controller for as long "
        "as the Master Agreement is in force, and only on documented instructions from the "
        "controller, including with regard to transfers of personal data to a third "
        "country.",
    ),
    (
        "p",
        "1.2 The kinds of data and the categories of data subjects are set out in Annex A. "
        "The processor informs the controller immediately where it holds that an "
        "instruction infringes applicable data-protection law.",
    ),
    (
        "h2",
        "2 Confidentiality and security",
    ),
    (
        "p",
        "2.1 Persons who are authorised to process the personal data have committed "
        "themselves to confidentiality. 2.2 The processor takes all measures required "
        "pursuant to Article 32 of the Regulation, taking into account the state of the "
        "art, the costs of implementation and the risks for the rights and freedoms of "
        "natural persons. It encrypts personal data in transit and at rest, tests its "
        "measures at least once a year, and keeps records of access for eighteen months.",
    ),
    (
        "h2",
        "3 Sub-processors",
    ),
    (
        "p",
        "The controller grants a general written authorisation to engage the sub-processors"
        " below. The processor announces an addition or a replacement fourteen days in "
        "advance; the controller may object within that time on reasonable grounds relating"
        " to data protection.",
    ),
    (
        "table",
        [
            ["Sub-processor", "Purpose of the processing", "Place", "Retention"],
            [
                "Coldharbour Cloud AS",
                "Hosting of the application and of its databases",
                "Norway",
                "Until deletion by the controller",
            ],
            [
                "Tallow Mail Inc.",
                "Sending of notices and of one-time passwords",
                "United States",
                "30 days",
            ],
            [
                "Brightwater Support Oy",
                "Answers to requests of users by telephone and in writing",
                "Finland",
                "Twelve months after a request is closed",
            ],
            [
                "Ossian Payments Ltd",
                "Collection of fees, prevention of fraud",
                "Ireland",
                "Ten years",
            ],
        ],
    ),
    (
        "h2",
        "4 Rights of data subjects",
    ),
    (
        "p",
        "The processor assists the controller, by appropriate technical and organisational "
        "measures and in so far as this is possible, in responding to requests for access, "
        "rectification, erasure, restriction, portability and objection. It forwards a "
        "request that reaches it within five working days and does not answer it itself.",
    ),
    (
        "h2",
        "5 Breaches",
    ),
    (
        "p",
        "The processor notifies the controller without undue delay, and at the latest "
        "forty-eight hours after having become aware of it, of a personal data breach. The "
        "notice describes:",
    ),
    (
        "li",
        "the nature of the breach, with the categories and the approximate number of data "
        "subjects;",
    ),
    (
        "li",
        "its likely consequences;",
    ),
    (
        "li",
        "the measures that were taken or are proposed to address it.",
    ),
    (
        "h2",
        "6 Audits",
    ),
    (
        "p",
        "The controller may audit the processor once in each calendar year with notice of "
        "thirty days, during business hours and without disturbing operations, and at any "
        "time after a breach. The processor may present a certificate of an independent "
        "auditor instead, where it is not older than twelve months and covers the "
        "processing at issue.",
    ),
    (
        "h2",
        "7 Return and deletion",
    ),
    (
        "p",
        "After the end of the services the processor deletes or returns all personal data, "
        "at the choice of the controller, and deletes existing copies within sixty days "
        "unless the law of the Union or of a Member State requires storage.",
    ),
]
TEXTS = {"terms": TERMS, "processing": PROCESSING}


def words_of(text: str) -> list[str]:
    """Return the words of a text, marks and rules of tables aside."""
    return re.findall(r"[\w’'-]+", re.sub(r"\| ---.*|[|#*•]", " ", text).replace("’", "'"))


def source_words(source: Source) -> list[str]:
    """Return the words of a source in order."""
    parts = []
    for kind, content in source:
        if kind == "table":
            parts += [cell for row in content for cell in row]
        else:
            parts.append(str(content))
    return words_of("\n".join(parts))
