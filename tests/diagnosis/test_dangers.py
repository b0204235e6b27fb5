"""A danger to people or data is the headline, whatever else the words say; one that is denied is none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.catalog.dangers import AFTER, FILE, find_dangers, list_danger_topics
from selfhelp.core.languages import load_language
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.diagnosis.complaints import Interpretation, interpret_suggestions
from selfhelp.diagnosis.diagnosis import Event, EventKind
from selfhelp.diagnosis.topic_words import describe_ticket_topic
from selfhelp.diagnosis.verdict import VerdictKind
from selfhelp.policy.policy import Policy
from tests.diagnosis.recorded_computer import computer, diagnosis
from tests.symptoms import kept_languages, symptoms
from tools import index

CATALOG = Catalog(Policy(), Platform.LINUX)
PAUSED = "print-offline/debian-13--paused"

DANGERS: Mapping[str, Sequence[tuple[str, str]]] = {
    "en": (
        ("a man on the phone made me install AnyDesk", "phishing"),
        ("someone calls and wants me to install AnyDesk", "phishing"),
        ("water got into my keyboard", "liquid-spill"),
        ("there is smoke coming out of my laptop", "swollen-battery"),
        ("my docking station is on fire", "swollen-battery"),
        ("my battery is swollen", "swollen-battery"),
        ("I got an electric shock from the case", "swollen-battery"),
        ("I spilled coffee on it", "liquid-spill"),
        ("my work laptop was stolen", "lost-or-stolen-device"),
        ("I left my phone in a taxi", "lost-or-stolen-device"),
        ("someone broke into our office", "lost-or-stolen-device"),
        ("I clicked a link in a strange mail", "phishing"),
        ("I gave my password to a fake technician", "phishing"),
        ("a red note says my files are encrypted", "ransomware"),
        ("I sent the salary list to the wrong person", "data-leak"),
        ("I lost my badge", "lost-badge"),
    ),
    "fr": (
        ("un type au téléphone m'a fait installer AnyDesk", "phishing"),
        ("un technicien microsoft m'appelle et veut prendre la main", "phishing"),
        ("de la fumée sort du portable", "swollen-battery"),
        ("ma station d'accueil a pris feu", "swollen-battery"),
        ("ma batterie est gonflée", "swollen-battery"),
        ("j'ai pris une décharge électrique en touchant le boîtier", "swollen-battery"),
        ("j'ai renversé du café dessus", "liquid-spill"),
        ("on m'a volé mon portable", "lost-or-stolen-device"),
        ("j'ai oublié mon téléphone dans un taxi", "lost-or-stolen-device"),
        ("il y a eu un cambriolage au bureau", "lost-or-stolen-device"),
        ("j'ai cliqué sur un lien dans un mail bizarre", "phishing"),
        ("j'ai donné mon mot de passe à un faux technicien", "phishing"),
        ("une note rouge dit que mes fichiers sont chiffrés", "ransomware"),
        ("j'ai envoyé la liste des salaires à la mauvaise personne", "data-leak"),
        ("j'ai perdu mon badge", "lost-badge"),
    ),
    "de": (
        ("ein Mann am Telefon hat mich TeamViewer installieren lassen", "phishing"),
        ("jemand ruft an und will, dass ich AnyDesk installiere", "phishing"),
        ("aus meinem Laptop kommt Rauch", "swollen-battery"),
        ("meine Dockingstation brennt", "swollen-battery"),
        ("mein Akku ist aufgebläht", "swollen-battery"),
        ("ich habe am Gehäuse einen Stromschlag bekommen", "swollen-battery"),
        ("ich habe Kaffee darauf verschüttet", "liquid-spill"),
        ("mein Laptop wurde gestohlen", "lost-or-stolen-device"),
        ("ich habe mein Handy im Taxi vergessen", "lost-or-stolen-device"),
        ("bei uns im Büro wurde eingebrochen", "lost-or-stolen-device"),
        ("ich habe auf einen Link in einer komischen Mail geklickt", "phishing"),
        ("ich habe einem falschen Techniker mein Passwort gegeben", "phishing"),
        ("auf dem Bildschirm steht, meine Dateien sind verschlüsselt", "ransomware"),
        ("ich habe die Gehaltsliste an die falsche Person geschickt", "data-leak"),
        ("mein Badge ist weg", "lost-badge"),
    ),
}
FAULTS: Mapping[str, Sequence[str]] = {
    "en": (
        "the wifi is bad",
        "the printer is jammed",
        "my computer is slow",
        "outlook won't start",
        "there is no sound",
        "I forgot my password",
    ),
    "fr": (
        "le wifi est mauvais",
        "l'imprimante ne marche pas",
        "mon PC est lent",
        "outlook ne démarre pas",
        "je n'ai pas de son",
        "j'ai oublié mon mot de passe",
    ),
    "de": (
        "das WLAN ist schlecht",
        "der Drucker druckt nicht",
        "mein Computer ist langsam",
        "Outlook startet nicht",
        "ich habe keinen Ton",
        "ich habe mein Passwort vergessen",
    ),
}
JOINTS: Mapping[str, Sequence[str]] = {
    "en": (" and ", ", ", ". ", " also "),
    "fr": (" et ", ", ", ". ", " et en plus "),
    "de": (" und ", ", ", ". ", " und ausserdem "),
}

RANSOM: Mapping[str, Sequence[str]] = {
    "en": (
        "all my files end in .locked after I opened an invoice",
        "my documents all have the extension .encrypted now",
        "every file is called something.crypt",
        "there is a file readme_decrypt on my desktop",
        "a HOW_TO_DECRYPT.txt appeared in every folder",
        "I found a ransom note on my screen",
        "it says I must pay bitcoin to get my files back",
        "a message wants me to pay in crypto for my data",
        "files became unreadable after I opened an attachment",
        "all my files were renamed and have strange extensions",
        "invoice.pdf.locked won't open",
        "I opened an invoice and now my files are scrambled",
        "my photos have a weird file ending since I clicked a link",
        "budget.xlsx.encrypted is all I find",
        "they demand money to unlock my files",
        "wannacry on my PC",
        "my pictures end with .crypted",
        "the files on the share are all renamed to locked",
    ),
    "fr": (
        "tous mes fichiers finissent en .locked depuis que j'ai ouvert une facture",
        "mes documents ont tous l'extension .encrypted",
        "chaque fichier s'appelle maintenant quelque chose.crypt",
        "il y a un fichier readme_decrypt sur mon bureau",
        "une demande de rançon s'affiche",
        "on me demande de payer en bitcoin pour récupérer mes fichiers",
        "un message veut que je paie en crypto pour mes données",
        "mes fichiers sont illisibles depuis que j'ai ouvert une pièce jointe",
        "tous mes fichiers ont été renommés avec une extension bizarre",
        "facture.pdf.locked ne s'ouvre pas",
        "j'ai ouvert une facture et maintenant mes fichiers sont illisibles",
        "mes photos ont une drôle d'extension depuis que j'ai cliqué sur un lien",
        "ils exigent de l'argent pour débloquer mes fichiers",
        "un cryptolocker a bloqué mes documents",
        "un fichier comment_decrypter est apparu dans tous les dossiers",
    ),
    "de": (
        "alle meine Dateien enden auf .locked seit ich eine Rechnung geöffnet habe",
        "meine Dokumente haben alle die Endung .encrypted",
        "jede Datei heißt jetzt irgendwas.crypt",
        "auf dem Desktop liegt eine Datei readme_decrypt",
        "eine Lösegeldforderung ist auf dem Bildschirm",
        "ich soll Bitcoin zahlen um meine Dateien zurückzubekommen",
        "jemand will Geld für meine Dateien",
        "meine Dateien sind unlesbar seit ich einen Anhang geöffnet habe",
        "alle meine Dateien wurden umbenannt und haben seltsame Endungen",
        "rechnung.pdf.locked geht nicht auf",
        "ich habe eine Rechnung geöffnet und jetzt sind meine Dateien unlesbar",
        "meine Fotos haben eine komische Dateiendung seit ich auf einen Link geklickt habe",
        "ein Verschlüsselungstrojaner",
    ),
}
"""Files that someone took hostage, without the word ransomware."""

LOCKED: Mapping[str, Sequence[str]] = {
    "en": (
        "my file is locked by another user",
        "the document is locked for editing",
        "excel says the file is locked",
        "all files in the folder are locked by a colleague",
        "how do I decrypt my USB stick",
        "I want to recover deleted files",
        "the file extension is missing in explorer",
        "my files open with the wrong program",
        "bitlocker has encrypted my drive",
        "is my laptop encrypted",
        "I want to encrypt a file for a customer",
        "I can't open the attachment of an invoice",
        "my account ended up locked",
        "the invoice I opened is unreadable",
        "I need to pay an invoice and the tool is locked",
        "where is the readme of the tool",
        "I renamed my files by mistake",
        "photos are unreadable because they are too small",
        "my screen is locked after five minutes",
        "a key file ends in .lock",
    ),
    "fr": (
        "mon fichier est verrouillé par un autre utilisateur",
        "le document est verrouillé pour modification",
        "excel dit que le fichier est verrouillé",
        "comment déchiffrer ma clé usb",
        "je veux récupérer des fichiers supprimés",
        "mes fichiers s'ouvrent avec le mauvais programme",
        "mon disque est-il chiffré",
        "je veux chiffrer un fichier pour un client",
        "je n'arrive pas à ouvrir la pièce jointe d'une facture",
        "mon compte est verrouillé",
        "j'ai renommé mes fichiers par erreur",
        "la facture que j'ai ouverte est illisible",
    ),
    "de": (
        "meine Datei ist von einem anderen Benutzer gesperrt",
        "das Dokument ist zur Bearbeitung gesperrt",
        "wie entschlüssele ich meinen USB-Stick",
        "ich möchte gelöschte Dateien wiederherstellen",
        "meine Dateien öffnen sich mit dem falschen Programm",
        "ist meine Festplatte verschlüsselt",
        "ich will eine Datei für einen Kunden verschlüsseln",
        "mein Konto ist gesperrt",
        "ich habe meine Dateien aus Versehen umbenannt",
        "die Dateiendung wird nicht angezeigt",
        "die geöffnete Rechnung ist unlesbar",
    ),
}
"""Files that are locked, encrypted or renamed, and no danger."""

HARMLESS = {
    "printer smells burnt",
    "l'imprimante sent le brûlé",
    "the scans are sent to the wrong person",
}
"""Words of other topics that may well be a danger."""


def meant(text: str) -> Interpretation:
    return interpret_suggestions(CATALOG.suggest(text))


def sentences(language: str) -> Iterator[tuple[str, str]]:
    for (danger, topic), fault, joint in product(DANGERS[language], FAULTS[language], JOINTS[language]):
        yield f"{danger}{joint}{fault}", topic
        yield f"{fault}{joint}{danger}", topic


@pytest.mark.slow
@pytest.mark.parametrize("language", list(DANGERS))
def test_a_danger_told_with_a_fault_is_the_headline(language: str) -> None:
    told = [(text, topic, meant(text)) for text, topic in sentences(language)]
    assert len(told) == len(DANGERS[language]) * 6 * 4 * 2
    wrong = [(text, said.topic) for text, topic, said in told if not (said.danger and said.topic == topic)]
    assert wrong == []


@pytest.mark.parametrize("language", list(RANSOM))
def test_files_taken_hostage_are_the_headline(language: str) -> None:
    told = [
        *RANSOM[language],
        *(
            f"{text}{joint}{fault}"
            for text, joint, fault in product(RANSOM[language], JOINTS[language], FAULTS[language][:2])
        ),
    ]
    understood = {text: meant(text) for text in told}
    wrong = [text for text, said in understood.items() if not (said.danger and said.topic == "ransomware")]
    assert wrong == []


@pytest.mark.parametrize("language", list(LOCKED))
def test_a_locked_file_is_no_danger(language: str) -> None:
    assert [text for text in LOCKED[language] if meant(text).danger] == []


def test_a_full_stop_in_the_name_of_a_file_ends_no_clause() -> None:
    assert find_dangers("invoice.pdf.locked").stated == ["ransomware"]
    assert find_dangers("there is no smoke. my files end in .locked").denied == {"swollen-battery"}


@pytest.mark.parametrize(
    "text",
    [
        "someone calls and wants me to install AnyDesk",
        "someone calls, says he is from Microsoft and wants me to install AnyDesk",
        "un technicien microsoft m'appelle et veut prendre la main",
        "jemand ruft an und will, dass ich AnyDesk installiere",
        "someone on the phone wants remote access",
        "on m'appelle pour installer anydesk",
        "they're calling me to install anydesk",
        "man ruft mich an, um AnyDesk zu installieren",
        "ils m'ont téléphoné pour que je mette TeamViewer",
        "j'ai eu un appel, enfin un coup de fil pour TeamViewer",
        "I keep getting calls about Quick Assist",
        "ich werde dauernd angerufen wegen TeamViewer",
        "ein Mann am Telefon will sich mit meinem Rechner verbinden",
        "a lady on the line says she must get into my computer",
        "elles veulent rentrer dans mon ordinateur",
        "Microsoft called me and I should install TeamViewer",
        "Microsoft is calling me about a virus",
        "un technicien de Microsoft m'appelle, il veut que j'installe AnyDesk",
        "am Telefon will jemand, dass ich TeamViewer installiere",
    ],
)
def test_who_is_on_the_phone_with_a_stranger_is_told_to_hang_up(text: str) -> None:
    said = meant(text)
    assert (said.danger, said.topic) == (True, "phishing")
    password, first, *others = map(ENGLISH.translate, CATALOG.topics["phishing"].now)
    assert password.startswith("If you entered your password, change it now")
    assert [first.index(words) for words in ("access", "hang up", "install", "a number you already know")]
    assert any("unplug" in step for step in others), "for someone who already had access"


@pytest.mark.parametrize(
    "text",
    [
        "please install TeamViewer on my PC",
        "my manager wants me to install TeamViewer",
        "je voudrais installer AnyDesk",
        "mein Chef will, dass ich TeamViewer installiere",
        "can you call me to install AnyDesk",
        "I called the help desk about TeamViewer",
        "a colleague called me because TeamViewer doesn't start",
        "a call from Microsoft Teams has no sound",
        "they called me about the printer",
        "pouvez-vous m'appeler pour installer AnyDesk",
        "j'attends qu'on m'appelle pour installer TeamViewer",
        "une collègue m'a appelé parce que TeamViewer ne démarre pas",
        "les appels de Microsoft Teams coupent",
        "je veux me connecter à mon poste depuis chez moi",
        "ich habe den Helpdesk wegen TeamViewer angerufen",
        "die Kollegin ruft an, weil TeamViewer nicht startet",
        "Anrufe von Microsoft Teams brechen ab",
    ],
)
def test_who_wants_remote_software_is_in_no_danger(text: str) -> None:
    assert not meant(text).danger


@pytest.mark.parametrize("language", list(DANGERS))
def test_a_danger_alone_is_the_headline(language: str) -> None:
    assert [topic for text, topic in DANGERS[language] if meant(text).topic != topic] == []


@pytest.mark.parametrize(
    "text",
    [
        "the printer is jammed there is smoke",
        "l'imprimante ne marche pas on m'a volé mon portable",
        "der Drucker druckt nicht mein Laptop raucht",
        "battery swelling and wifi bad",
        "the printer doesn't print my laptop was stolen",
        "j'ai le papier coincé et en plus j'ai donné mon mot de passe à un faux technicien",
        "someone is watching me through the webcam",
        "quelqu'un me regarde par la webcam",
        "a man rang and I told him my pasword",
        "I told her my password on the phone",
        "i gave someone my login",
    ],
)
def test_a_danger_needs_no_clause_of_its_own(text: str) -> None:
    assert meant(text).danger


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("I did not spill anything, the keyboard simply stopped", "liquid-spill"),
        ("je n'ai rien renversé, le clavier s'est juste arrêté", "liquid-spill"),
        ("ich habe nichts verschüttet, die Tastatur geht einfach nicht", "liquid-spill"),
        ("no smoke, no fire, just very slow", "swollen-battery"),
        ("no smoke or fire, just very slow", "swollen-battery"),
        ("pas de fumée, pas de feu, juste très lent", "swollen-battery"),
        ("ni fumée ni feu, juste très lent", "swollen-battery"),
        ("kein Rauch, kein Feuer, nur sehr langsam", "swollen-battery"),
        ("weder Rauch noch Feuer, nur sehr langsam", "swollen-battery"),
        ("es raucht nicht, es ist nur langsam", "swollen-battery"),
        ("ça ne fume pas, c'est juste lent", "swollen-battery"),
        ("my battery is not swollen but it doesn't charge", "swollen-battery"),
        ("la batterie n'est pas gonflée mais elle ne charge pas", "swollen-battery"),
        ("my laptop was not stolen, it just doesn't start", "lost-or-stolen-device"),
        ("on ne m'a pas volé mon portable, il ne démarre pas", "lost-or-stolen-device"),
        ("mein Laptop wurde nicht gestohlen, er startet nur nicht", "lost-or-stolen-device"),
        ("I haven't clicked on anything, no phishing, outlook is just slow", "phishing"),
    ],
)
def test_what_is_denied_is_no_danger(text: str, denied: str) -> None:
    said = meant(text)
    assert (denied in find_dangers(text).denied, said.danger) == (True, False)
    assert said.topic != denied


@pytest.mark.slow
def test_no_one_says_a_danger_who_has_another_problem() -> None:
    """The words of all other problems, more than twenty thousand of them."""
    dangers = list_danger_topics()
    others = [id_ for id_ in index.phrases() if id_ not in dangers]
    wrong = {
        phrase
        for id_ in others
        for phrases in symptoms(id_).values()
        for phrase in phrases
        if find_dangers(phrase).stated
    }
    assert wrong == HARMLESS


def test_dangers_are_urgent_topics_that_say_what_to_do() -> None:
    topics = [CATALOG.topics[id_] for id_ in list_danger_topics()]
    assert all(topic.urgent and topic.now for topic in topics)


@pytest.mark.parametrize("language", kept_languages())
def test_each_complete_language_names_every_danger_and_its_denial(language: str) -> None:
    tables = {
        code: json.loads(load_language(code).make_file_path(FILE).read_text("utf-8"))
        for code in ("en", language)
    }
    assert tables[language].keys() == tables["en"].keys()
    assert all(re.compile(one) for patterns in tables[language].values() for one in patterns)
    assert all(patterns for id_, patterns in tables[language].items() if id_ != AFTER)


def test_who_is_in_danger_comes_before_data() -> None:
    said = meant("my laptop was stolen and there is smoke in the office")
    assert (said.topic, said.told_topics) == ("swollen-battery", ["lost-or-stolen-device"])


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("un monsieur de Microsoft est au téléphone", True),
        ("un technicien microsoft m'appelle et veut prendre la main", True),
        ("someone from Microsoft is on the phone and wants access to my computer", True),
        ("jemand ruft an und will, dass ich AnyDesk installiere", True),
        ("I clicked a link in a strange mail", False),
        ("j'ai cliqué sur un lien dans un mail bizarre", False),
        ("je m'appelle Anne et j'ai cliqué sur un lien dans un mail bizarre", False),
    ],
)
def test_who_is_called_reads_first_to_hang_up(text: str, calls: bool, tmp_path: Path) -> None:
    """It stood in the middle of a paragraph, after what the caller may want."""
    found = diagnosis(computer("printing", PAUSED), tmp_path).diagnose(text, Progress())
    assert found.ticket.topic == "phishing"
    assert ENGLISH.translate(found.summary).startswith("Hang up now. ") is calls
    assert (found.reason is not None) is calls


@pytest.mark.parametrize(
    "text",
    [
        "faux technicien a pris la main",
        "a bogus support agent has control of my laptop",
        "a lady from Microsoft rang this morning and I let her onto my laptop",
        "the scammer is still connected to my pc",
        "j'ai laissé un inconnu prendre la main sur mon poste",
        "un escroc contrôle mon ordinateur",
        "ein falscher Techniker steuert meinen PC",
        "der Betrüger hat immer noch Zugriff auf meinen Rechner",
    ],
)
def test_who_has_let_a_stranger_in_disconnects_first(text: str) -> None:
    """It was step four of six, and the page asked for a ticket from this computer."""
    said = meant(text)
    assert (said.danger, said.topic) == (True, "remote-intruder")
    topic = CATALOG.topics[said.topic]
    assert topic.other_device
    assert ENGLISH.translate(topic.meaning).startswith("Disconnect this computer from the network now")
    assert ENGLISH.translate(topic.now[0]).startswith("Unplug the network cable and turn off Wi-Fi now.")


@pytest.mark.parametrize(
    "text", ["I lost my badge", "j'ai perdu mon badge et mon mot de passe a expiré", "Badge verloren"]
)
def test_who_has_lost_a_badge_reads_first_to_report_it(text: str) -> None:
    """It was asked for the place and the number, without a word about blocking the badge."""
    topic = CATALOG.topics[meant(text).topic]
    assert ENGLISH.translate(topic.meaning).startswith("Report the lost badge or key to the help desk or")
    assert "now, so that it's blocked." in ENGLISH.translate(topic.meaning)


def test_a_topic_chosen_in_the_list_says_first_to_hang_up() -> None:
    """The card "Suspicious message or call" led to "Report it now" while the caller waited."""
    topic = CATALOG.topics["phishing"]
    on_phone, _ = describe_ticket_topic(topic, "phishing", on_phone=True)
    assert ENGLISH.translate(on_phone).startswith("Hang up now. ")
    what, reason = describe_ticket_topic(topic, "phishing", on_phone=False)
    assert (what, reason) == (topic.meaning, None)
    assert "If they're on the phone, hang up now." in ENGLISH.translate(what)


def test_the_fault_is_found_beside_and_offered_second(tmp_path: Path) -> None:
    heard: list[Event] = []
    text = "nothing comes out of the printer and there is smoke coming out of my laptop"
    looks = diagnosis(computer("printing", PAUSED), tmp_path)
    found = looks.diagnose(text, Progress(), heard.append)
    assert (found.kind, found.ticket.topic, found.danger) == (
        VerdictKind.NEEDS_A_PERSON,
        "swollen-battery",
        True,
    )
    assert "Danger of fire" in ENGLISH.translate(found.summary)
    assert (found.cause, found.proposed_fix, found.proposed_fix_id, found.ticket_first) == (
        None,
        None,
        None,
        True,
    )
    assert [ENGLISH.translate(one) for one in found.left] == ["Also: The printer office is paused."]
    assert [other.id for other in found.others][:1] == ["print-offline"]
    assert heard[0].kind is EventKind.DANGER
    assert "Danger of fire" in ENGLISH.translate(heard[0].looks), "nothing is waited for"


@pytest.mark.parametrize(
    "text",
    [
        "the socket is sparking",
        "the wall plug is charred",
        "the power socket crackles and there is a burning smell",
        "the extension lead caught fire",
        "the plug in the wall is burning",
        "ma prise électrique brûle",
        "la prise murale a noirci",
        "court-circuit dans la prise",
        "la prise crépite et fait des étincelles",
        "die Steckdose schmort",
        "aus der Steckdose kommen Funken",
    ],
)
def test_a_burning_outlet_is_headed_by_the_danger_and_not_by_a_battery(text: str, tmp_path: Path) -> None:
    found = diagnosis(computer("sound"), tmp_path).diagnose(text, Progress())
    summary = ENGLISH.translate(found.summary)
    assert found.danger
    assert summary.startswith("Danger of fire or electric shock.")
    assert "battery" not in summary
    steps = [ENGLISH.translate(one) for one in CATALOG.topics[found.ticket.topic].now]
    assert "leave the room" in steps[0]
    assert "outlet" in steps[1], "the outlet comes before unplugging anything"


def test_a_fault_without_a_finding_adds_nothing_to_a_danger(tmp_path: Path) -> None:
    text = "I have no sound and my laptop was stolen"
    found = diagnosis(computer("sound"), tmp_path).diagnose(text, Progress())
    assert (found.ticket.topic, found.left) == ("lost-or-stolen-device", [])


@pytest.mark.parametrize(
    "text",
    [
        "des mails partent de ma boîte sans moi",
        "des messages sont partis de mon compte que je n'ai pas écrits",
        "emails are being sent from my account that I didn't write",
        "Nachrichten gehen aus meinem Postfach ohne mich raus",
    ],
)
def test_mail_that_leaves_without_its_sender_is_a_misused_account(text: str) -> None:
    assert CATALOG.suggest(text).dangers == ("account-misused",)


@pytest.mark.parametrize(
    "text",
    [
        "mes mails partent mais sans pièce jointe",
        "my emails are not being sent, they stay in the outbox",
    ],
)
def test_mail_that_does_not_leave_as_wished_is_no_danger(text: str) -> None:
    assert not CATALOG.suggest(text).dangers


@pytest.mark.parametrize(
    "text",
    [
        "my mail was sent without the attachment",
        "I sent a mail to the client without attaching the contract",
        "I forgot to attach the file to my mail",
        "the recipient didn't get my attachment",
        "the attachment is missing from the mail I received",
        "j'ai oublié la pièce jointe",
        "j'ai oublié de joindre le devis à mon mail",
        "mon mail au client est parti sans sa pièce jointe",
        "le destinataire n'a pas eu ma pièce jointe",
        "ich habe den Anhang vergessen",
        "meine Mail ist ohne Anhang rausgegangen",
        "der Empfänger hat meinen Anhang nicht bekommen",
    ],
)
def test_a_forgotten_attachment_is_no_danger(text: str) -> None:
    found = CATALOG.suggest(text)
    assert (found.items[0].id, list(found.dangers)) == ("missing-attachment", [])


@pytest.mark.parametrize(
    "text",
    [
        "I sent the wrong attachment to a customer",
        "I attached the wrong file",
        "I attached the salary list by mistake",
        "I forgot the attachment and then sent it to the wrong person",
        "j'ai joint le mauvais document",
        "j'ai oublié la pièce jointe, puis je l'ai envoyée à la mauvaise personne",
        "ich habe das falsche Dokument angehängt",
        "ich habe den Anhang vergessen und ihn dann an die falsche Person geschickt",
    ],
)
def test_a_wrong_attachment_or_recipient_stays_a_danger(text: str) -> None:
    found = CATALOG.suggest(text)
    assert (found.items[0].id, list(found.dangers)) == ("data-leak", ["data-leak"])


def test_a_weak_likeness_is_no_danger() -> None:
    """ "Not on the computer from work" resembled a spilled drink, weakly but most."""
    text = "mon truc marche à la maison mais pas sur l'ordi du boulot"
    assert not CATALOG.suggest(text).dangers
    assert not CATALOG.suggest('<iframe src="javascript:alert(1)"></iframe>').dangers


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("mon écran est renversé", False),
        ("l'image est renversée depuis ce matin", False),
        ("j'ai renversé mon café sur l'écran", True),
        ("j'ai tout renversé sur mon clavier", True),
        ("un verre s'est renversé", True),
    ],
)
def test_an_upside_down_picture_is_no_spilt_liquid(text: str, danger: bool) -> None:
    """In French, one word says both; the advice was to pull the plug at once."""
    assert (find_dangers(text).stated == ["liquid-spill"]) is danger
    assert danger or meant(text).topic == "desktop-settings"
