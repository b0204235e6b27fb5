"""What people can help with, and no computer, is answered as such: no check, no product, no ticket topic."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.catalog.dangers import PersonalMatter, find_dangers
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.policy.policy import Policy
from tests.diagnosis.recorded_computer import computer, diagnosis

CATALOG = Catalog(Policy(), Platform.WINDOWS)

STATED = [
    ("I can't take this anymore I want to end it all", PersonalMatter.DESPAIR),
    ("I want to kill myself", PersonalMatter.DESPAIR),
    ("can't cope any more, outlook is broken and I only sit here crying", PersonalMatter.DESPAIR),
    ("je n'arrête pas de pleurer, je n'en peux plus et word ne marche pas", PersonalMatter.DESPAIR),
    (
        "ich kann nicht mehr, der Drucker geht nicht und ich sitze nur noch da und heule",
        PersonalMatter.DESPAIR,
    ),
    ("I don't want to live any more", PersonalMatter.DESPAIR),
    ("i feel like jumping out of the window", PersonalMatter.DESPAIR),
    ("j'ai envie de mourir", PersonalMatter.DESPAIR),
    ("je veux en finir", PersonalMatter.DESPAIR),
    ("j'ai des idées suicidaires", PersonalMatter.DESPAIR),
    ("ich will nicht mehr leben", PersonalMatter.DESPAIR),
    ("ich bringe mich um", PersonalMatter.DESPAIR),
    ("my colleague threatens me by email", PersonalMatter.HARASSMENT),
    ("please tell someone I'm being harassed at work", PersonalMatter.HARASSMENT),
    ("my colleague is being bullied in chat", PersonalMatter.HARASSMENT),
    ("mon chef me harcèle", PersonalMatter.HARASSMENT),
    ("un collègue m'insulte sur teams", PersonalMatter.HARASSMENT),
    ("ich werde gemobbt", PersonalMatter.HARASSMENT),
    ("mein Chef beleidigt mich", PersonalMatter.HARASSMENT),
]

NOT_STATED = [
    "how do I kill the process",
    "my battery wants to die",
    "I want to end the call but it won't",
    "j'ai envie d'en finir avec cette mise à jour",
    "je vais jeter ce pc par la fenêtre",
    "le processus est tué",
    "ich will nicht mehr warten",
]


VEILED = [
    "i dont want to live anymore",
    "i dont want to be here anymore",
    "im scared of my boss",
    "my manager keeps making comments about my body",
    "he is always staring at my breasts",
    "je veux plus être là",
    "mon chef fait des blagues sur ma poitrine",
    "un collègue fait des remarques sur mon poids",
    "mein Kollege macht Bemerkungen über meine Figur",
    "my colleague is touching me",
    "I'm afraid of my manager",
    "a colleague keeps sending me messages I don't want",
    "I can't take it anymore",
    "I can't go on like this",
    "I am at the end of my rope",
    "my boss scares me",
    "my manager shouts at me every day",
    "a coworker won't leave me alone",
    "someone at work is stalking me",
    "I'm scared to go to work",
    "my boss makes fun of me in front of everyone",
    "a client sent me obscene pictures",
    "my supervisor grabbed me",
    "I feel so alone",
    "life isn't worth living",
    "I have dark thoughts",
    "I cry every day at work",
    "my team leader humiliates me in meetings",
    "I don't feel safe at work",
    "he touches me when nobody is looking",
    "people at work laugh at me",
    "my colleague sends me sexual messages on Teams",
    "everything is too much, I can't cope any more",
    "I feel hopeless",
    "I just want to disappear",
    "sexist comments from my manager",
    "I'm burnt out",
    "mon chef me fait peur",
    "je n'en peux plus",
    "j'en peux plus",
    "j'ai peur de mon chef",
    "mon collègue me touche",
    "un collègue m'envoie des messages dont je ne veux pas",
    "mon responsable me crie dessus",
    "j'ai peur d'aller au travail",
    "un client n'arrête pas de m'envoyer des messages déplacés",
    "ma cheffe se moque de moi devant tout le monde",
    "mon collègue ne me laisse pas tranquille",
    "je suis à bout",
    "je suis au bout du rouleau",
    "j'ai des idées noires",
    "la vie n'a plus de sens",
    "je pleure tous les jours au travail",
    "je n'en peux plus de mon chef",
    "je n'en peux plus, je suis à bout",
    "mon manager m'a frappé",
    "quelqu'un me suit partout dans le bureau",
    "je fais un burn-out",
    "je me sens menacée au travail",
    "remarques sexistes de mon chef",
    "j'ai envie de disparaître",
    "mes collègues me font peur",
    "un collègue a essayé de m'embrasser",
    "mon supérieur m'humilie en réunion",
    "je craque au boulot",
    "ich kann nicht mehr",
    "ich habe Angst vor meinem Chef",
    "mein Kollege fasst mich an",
    "mein Chef schreit mich an",
    "mein Kollege hat mich angefasst",
    "eine Kollegin schickt mir ständig Nachrichten, die ich nicht will",
    "mein Kollege lässt mich nicht in Ruhe",
]
"""What is said of despair or harassment in everyday words, without naming it."""

ORDINARY = [
    "i dont want to be here anymore, outlook crashes all the time",
    "comments on my document dont show in word",
    "my colleague makes comments about my slides",
    "des commentaires sur mon document ont disparu",
    "je veux plus être notifié par teams",
    "je n'en peux plus de cette imprimante",
    "my manager needs the file, I'm afraid it's lost",
    "I can't take it anymore, this computer is so slow",
    "I can't take any more updates",
    "je n'en peux plus, l'ordinateur est trop lent",
    "je n'en peux plus ça plante tout le temps",
    "j'en peux plus de ce wifi",
    "I'm afraid I deleted my manager's folder",
    "my boss can't open my attachment",
    "my colleague is touching up the logo and photoshop crashes",
    "my touchpad does not react when I touch it",
    "my colleague can't see the message I sent him",
    "a colleague keeps sending me files I can't open",
    "my colleague sent me a link that does not work",
    "someone keeps sending me spam emails I don't want",
    "I keep getting newsletters I don't want",
    "my manager asked me to install zoom",
    "the customer yelled because the printer is broken",
    "mon chef a besoin du fichier, j'ai peur de l'avoir perdu",
    "j'ai peur que mon chef ne reçoive pas mon mail",
    "j'ai peur d'avoir perdu mes fichiers",
    "ce message me fait peur, un virus a été trouvé",
    "mon collègue ne reçoit pas mes messages",
    "mon collègue m'envoie des fichiers que je ne peux pas ouvrir",
    "un client m'envoie des mails que je ne reçois pas",
    "mon chef m'a envoyé un lien qui ne marche pas",
    "l'écran tactile ne réagit plus quand je le touche",
    "I'm at my wits' end with excel",
    "my screen is killing my eyes",
    "I can't cope with this slow laptop any more",
    "the mouse pointer disappears, I want it back",
    "I'm desperate, my presentation is gone",
    "I'm at my wits' end, nothing prints",
    "je suis à bout, mon pc redémarre sans arrêt",
    "je suis désespéré, mon fichier excel a disparu",
    "I feel alone in the Teams meeting, nobody hears me",
    "my colleague left me alone with a broken printer",
    "the app keeps asking me for my password",
    "the reminder won't leave me alone",
    "cette fenêtre ne me laisse pas tranquille",
    "les notifications n'arrêtent pas de m'envoyer des messages",
    "Teams keeps sending me messages I don't want",
    "ich kann nicht mehr drucken",
    "ich kann mich nicht mehr anmelden",
    "ich halte das Lüftergeräusch nicht mehr aus",
    "mein Kollege hat mir eine Datei geschickt, die ich nicht öffnen kann",
    "my boss hit me up for a report but excel crashes",
    "my account manager can't reach me by phone",
    "customers cannot hear me in calls",
    "someone attacked me with a phishing mail",
    "mon client mail me fait des erreurs",
    "le client outlook me crie dessus qu'il manque un certificat",
    "my mail client keeps sending me messages I don't want",
    "he can't open the file, i can't take the laptop home",
    "I can't take this call because the headset is dead",
    "I can't do it alone, the wizard asks for an administrator",
    "je suis seul à ne pas avoir internet",
    "my client keeps sending me files",
    "j'en ai marre de ce pc",
    "I can't take it any more the printer is jammed again",
    "I can't take it anymore, nothing works",
    "je n'en peux plus, rien ne marche",
    "I can't do this anymore, please reset my password",
    "je suis à bout de nerfs avec cette imprimante",
    "I can't handle this file, it is too large",
    "my manager can't handle this spreadsheet",
    "I can't stand the noise of the fan",
    "I can't bear the flickering screen",
    "I am all alone in the call",
    "I feel worthless with this software",
    "I can't do it",
    "I can't go on",
    "un popup me harcèle pour relancer le pc",
    "il me harcèle pour redémarrer",
    "excel plante à chaque ouverture, j'en peux plus",
]
"""The same words about a computer, or about what a person needs."""


@pytest.mark.parametrize(("text", "matter"), STATED)
def test_a_personal_matter_is_answered_with_who_can_help(
    text: str, matter: PersonalMatter, tmp_path: Path
) -> None:
    found = CATALOG.suggest(text)
    assert (found.personal, found.items) == (matter, ())
    verdict = diagnosis(computer("sound"), tmp_path).diagnose(text, Progress())
    assert verdict.checks == ()
    assert verdict.ticket_first
    assert not verdict.danger
    assert verdict.reason is not None
    help_ = {
        PersonalMatter.DESPAIR: "call the emergency services now",
        PersonalMatter.HARASSMENT: "human resources",
    }
    assert help_[matter] in ENGLISH.translate(verdict.reason)


@pytest.mark.parametrize("text", NOT_STATED)
def test_other_words_are_no_personal_matter(text: str) -> None:
    assert CATALOG.suggest(text).personal is None


@pytest.mark.parametrize("text", VEILED)
def test_veiled_distress_is_a_personal_matter(text: str) -> None:
    found = CATALOG.suggest(text)
    assert found.personal is not None
    assert found.items == ()


@pytest.mark.parametrize("text", ORDINARY)
def test_impatience_with_a_computer_is_no_personal_matter(text: str) -> None:
    assert CATALOG.suggest(text).personal is None


def test_a_danger_of_the_computer_comes_first() -> None:
    text = "someone threatens me and wants bitcoin to unlock my files"
    assert find_dangers(text).personal is PersonalMatter.HARASSMENT
    assert CATALOG.suggest(text).dangers[0] == "ransomware"
    assert CATALOG.suggest(text).personal is None


@pytest.mark.parametrize(
    "text", ["aidez-moi", "I need help", "ça m'énerve", "je suis perdu", "i'm lost", "ça me gonfle"]
)
def test_a_vague_cry_is_neither_a_danger_nor_a_topic(text: str, tmp_path: Path) -> None:
    verdict = diagnosis(computer("sound"), tmp_path).diagnose(text, Progress())
    assert not verdict.danger
    assert ENGLISH.translate(verdict.summary) == "We didn't recognise a problem in your description."


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("someone is moving my mouse and I'm not doing it", "account-misused"),
        ("someone used my computer while I was away", "account-misused"),
        ("quelqu'un s'est servi de mon ordinateur pendant ma pause", "account-misused"),
        ("mon collègue utilise mon compte", "account-misused"),
        ("j'ai laissé ma session ouverte et quelqu'un a fouillé", "account-misused"),
        ("mon collègue a vu des dossiers confidentiels", "data-leak"),
        ("je ne retrouve plus ma clé usb", "lost-or-stolen-device"),
        ("ma clé usb a disparu", "lost-or-stolen-device"),
        ("I can't find my usb stick", "lost-or-stolen-device"),
        ("j'ai ouvert un fichier et depuis tout est bizarre", "virus-alert"),
        ("j'ouvre une pièce jointe et maintenant tout est bizarre", "virus-alert"),
        ("I opened a file and now everything is weird", "virus-alert"),
        ("the charger gave me a shock", "swollen-battery"),
    ],
)
def test_a_danger_in_everyday_words_is_seen(text: str, topic: str) -> None:
    assert CATALOG.suggest(text).dangers[0] == topic


@pytest.mark.parametrize(
    "text",
    [
        "someone is using my printer",
        "quelqu'un utilise mon imprimante",
        "je ne trouve pas ma clé usb dans l'explorateur",
        "le wifi ne trouve pas mon portable",
        "I can't find my phone charger",
        "ma clé usb n'apparaît pas",
    ],
)
def test_similar_words_are_no_danger(text: str) -> None:
    assert CATALOG.suggest(text).dangers == ()
