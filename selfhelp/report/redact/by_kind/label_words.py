"""Labels by the kind of value after them; a further language adds words, no patterns.

Words are listed with their accents; texts may omit them. A space matches whatever joins two words (*asset
tag*, *asset_tag*, *AssetTag*). Words for numbers (*number*, *n°*, *nr*, *id*) need not be listed.
"""

# Lists of words read better as words.
# ruff: noqa: E501
from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from selfhelp.report.redact.block_words import cache_word_test

STAFF, CLIENT, NUMBERED, HARDWARE, DEVICE, IDENTITY, BIRTH, LOGIN, HOST, PERSON, PLACE = (
    "staff", "client", "numbered", "hardware", "device", "identity", "birth", "login", "host", "person", "place",
)  # fmt: skip
BANK, CODE, EXTENSION, POST = (
    "bank", "code", "extension", "post",
)  # fmt: skip
"""Kinds of labels: numbers of staff, customers and other people; of a device, near a word for a device; of
identity documents; dates of birth; names of accounts, computers and people. Only columns are tested for parts
of postal addresses, bank details, codes, extensions, and *poste*, which is a phone or a computer."""

WORDS: dict[str, str] = {
    STAFF: """
        hr nr, hr nummer, employee, workday, workday id, employe, empno, pers no, personnel no, e number, e-number, rsa token, token serial, grant number,  works, works no, payslip ref, hr id, hrid, starter,  emp, empl, emplid, staff, payroll, payslip, personnel, worker, clock card, badge, badge no, personid, staffid, workforce, hr file, extension attribute, gmc, nmc, hcpc, prescriber
        matricule, matr, identifiant paie, login rh, matric, mle, identifiant rh, id rh, uid sirh, id sirh, carte de cantine, carte de service, carte pro, badge d'accès,  salarié, bulletin de paie, fiche de paie, numéro agent, num agent, id agent, code agent, code salarié, registre du personnel, numen, ipn, rpps, adeli, finess, ine, numéro ine, nni, cps, siret, siren
        personal, personalnummer, personalnr, pers nr, persnr, pers id, ma id, mitarbeiterkennung, mitarbeiter id, personeelsnr, zeitkarte, werksausweis, kantinenkarte, chipkarte,  persnr, pnr, mitarbeiter, mitarbeiternummer, mitarbeiter nr, stammnummer, lohnnummer, lohn nr, ma nr, schülernr, schülernummer, dienstausweis, lanr, bsnr, arztnummer, betriebsnummer, kostenstelle nr
        matricola, matricola studente, legajo, colegiado, colegiada, empleado, trabajador, mecanográfico, dipendente, medewerker, medewerkersnr, medewerkersnummer, personeel, personeelsnummer, werknemersnummer, número de empleado, codice dipendente, big nummer
    """,
    NUMBERED: """
        agent, courier, porter, steward, guard, picker, cashier, inspector, officer, worker, card holder, cardholder, holder, driver, operator, technician, nurse, doctor, resident, tenant, user, caller, visitor, guest, person, personal file, case, file, reader, sales rep, key holder, candidate
        agent, équipier, équipière, brancardier, magasinier, vendeur, vendeuse, titulaire, caissier, caissière, chauffeur, porteur, conducteur, intervenant, praticien, médecin, infirmier, infirmière, opérateur, technicien, locataire, visiteur, appelant, usager, candidat, utilisateur, dossier agent, carte, fiche
        fahrer, schichtleiter, pfleger, pflegerin, wachmann, kassierer, kassiererin, zusteller, monteur, bearbeiter, sachbearbeiter, techniker, inhaber, bewohner, mieter, besucher, arzt, bediener, bewerber, akte, karte, benutzer
    """,
    CLIENT: """
        customer, client, cust, custno, customer file, subscriber, member, membership, loyalty, loyalty card, policy, policyholder, insured, claim, claimant, patient, student, pupil, supplier, vendor, debtor, creditor, business partner, contract, beneficiary, supply point, mpan, mprn, delivery point, account, number with us, support id, license id
        compte client, code client, réf client, abonné, abonnement, débiteur, créditeur, tiers, code tiers, adhérent, adhésion, sociétaire, assuré, allocataire, bénéficiaire, contrat, sinistre, fournisseur, élève, étudiant, patient, point de livraison, pdl, pce, fidélité, carte de fidélité, carte étudiante, compte, usager, police, police d'assurance
        kunde, kunden, kundennummer, kundennr, kdnr, kd nr, mitglied, mitgliedsnummer, mitgliedsnr, versicherung, versicherten, versichertennummer, versicherungsnummer, vertrag, vertragsnummer, vertragskonto, matrikel, matrikelnummer, teilnehmernummer, teilnehmernr, lieferant, lieferantennummer, aktenzeichen, patienten, kontonummer, debitor, debitoren, kreditor, kreditoren, geschäftspartner, personenkonto
        pat nr, pat no, cliente, codice cliente, klant, klantnr, klantnummer, cliëntnummer, patiënt, patiëntnummer, paciente, paziente, socio, polis, polisnummer, póliza, afiliado, expediente, historia clínica, nhc, lidnummer, learner, borrower
    """,
    HARDWARE: """
        snid, devid, dev id, devsn, serial, serialnumber, serialno, serialnum, s/n, sn, ser, ser no, svc tag, service tag, servicetag, express service code, asset, asset tag, assettag, inventory, inv, barcode, bar code, sticker, imei, imei1, imei2, meid, imsi, iccid, eid, esn, udid, ecid, uuid, guid, device id, deviceid, machine id, machine guid, hardware id, hwid, hardware hash, chassis, chassis tag, board serial, tenant id, object id, client id, sus client id, tpm, ek hash, identifying number, part of the plate, engraved, product id, wwn, wwid, nqn, puid, install id, digital product id, extended pid, installation id, offline installation id, confirmation id, svctag, asset no, fixed asset, equipment id, equipment no, stock tag, it tag, pc tag, laptop tag, licence no, license no, license key, licence key, license id, licence id
        série, n/s, no de série, numéro de série, inventaire, immobilisation, étiquette, code barres, code barre, gravé, gravée, puce, code parc, n° de parc, n° parc, numéro de parc, n° d'immo, licence, n° de licence, clé de licence, référence matériel
        serien, seriennummer, seriennr, serien nr, fabriknummer, geräte id, geräteid, gerätenummer, gerätenr, inventar, inventarnummer, inventar nr, anlagennummer, aufkleber, geräteaufkleber, inventaraufkleber, inventaretikett, lizenz, lizenznummer, lizenzschlüssel, fabrikationsnummer, werknummer
    """,
    DEVICE: """
        dock, docking station, laptop, notebook, desktop, tower, workstation, monitor, screen, display, tablet, ipad, iphone, phone, handset, mobile, printer, copier, scanner, motherboard, mainboard, board, cartridge, toner, dongle, drive, disk, disc, ssd, hdd, nvme, usb key, usb stick, headset, charger, battery, router, switch, access point, camera, webcam, projector, security key, yubikey, fido, smart card, smartcard, reader, keyboard, device, machine, slot, sim, ups, msinfo, adapter, server
        portable, tour, moniteur, écran, tablette, téléphone, tél, mobile, smartphone, imprimante, copieur, numériseur, carte mère, cartouche, disque, clé usb, clé fido, casque, chargeur, batterie, routeur, commutateur, borne, caméra, vidéoprojecteur, clavier, souris, poste, ordinateur, pc, appareil, onduleur, station d'accueil, douchette, terminal
        rechner, bildschirm, drucker, kopierer, gerät, handy, telefon, platine, festplatte, kopfhörer, netzteil, akku, kamera, beamer, tastatur, maus, hauptplatine, patrone, stick, scanner
    """,
    IDENTITY: """
        passport, identity card, itin, ein, nino, medicare, green card, id card, national id, national insurance, nino, social security, ssn, health card, health insurance, tax, tin, utr, driving licence, driving license, driver's licence, driver's license, licence, residence permit, brp, visa, right to work, plate, number plate, registration, reg, vrm, vehicle, fleet, logbook, vin, nhs, green card
        passeport, cni, pièce d'identité, carte d'identité, identité, permis, permis de conduire, titre de séjour, titre séjour, n° étranger, numéro étranger, étranger, carte de séjour, récépissé, nir, insee, sécu, num secu, sécurité sociale, n° ss, numéro fiscal, spi, plaque, immat, immatriculation, carte grise, véhicule, châssis, carte vitale, mutuelle, adhérent mutuelle, nss, niss
        reisepass, pass nr, idnr, steuer idnr, steuerliche identifikationsnummer, krankenversicherung, krankenversicherungsnummer, krankenversicherten, krankenversichertennummer, krankenversichertennr, kvnr, kv nr, ahv, ahv nr, passnummer, personalausweis, ausweis, ausweisnummer, führerschein, aufenthaltstitel, steuer, steuer id, steuernummer, sozialversicherung, sozialversicherungsnummer, sv nummer, svnr, rentenversicherung, rvnr, krankenkasse, kennzeichen, fahrgestell, fahrgestellnummer, fin
    """,
    BIRTH: """
        birth, birth date, birthdate, birthday, date of birth, dateofbirth, dob, d.o.b, born, born on
        naissance, date de naissance, date naissance, date nais, dt naiss, naiss, nais, ddn, né le, née le, né(e) le, anniversaire
        geburt, geburtsdatum, geburtstag, geb, geb dat, gebdat, gebdatum, gebtag, geboren, geboren am
        nascita, data di nascita, nacimiento, fecha de nacimiento, geboortedatum, geb datum, nascimento, data de nascimento
    """,
    LOGIN: """
        user, username, user name, actor, submitter, loginuid, auid, remoteuser, identity, trustee, locked by, changed by, modified by, created by, updated by, deleted by, submitted by, printed by, edited by, commit by, opened by, owned by, requested by, userid, user id, usr, uname, login, loginname, logon, logon name, sam, samaccountname, sam account name, account, account name, login id, logon id, user logon name, windows login, windows account, windows user, ad account, ad user, domain account, domain user, vpn login, vpn user, sap user, sap id, user code, sign in name, last user, primary user, console user, current user, enrolled user, last logged on user, last logon user, acct, principal, upn, owner, mail nickname, roaming profile, profile, cached profile, home of, mailbox, handle, signed in as, logged in as, logged on as, run as, impersonating, session of, session for, on behalf of, remote user, author id, requester
        utilisateur, identifiant réseau, identifiant windows, login réseau, nom d'utilisateur, identifiant de connexion, nom de connexion, nom de session, login windows, compte windows, compte réseau, compte utilisateur, compte de service, code utilisateur, id utilisateur, dernier utilisateur, verrouillé par, modifié par, créé par, supprimé par, ouvert par, imprimé par, mis à jour par, identifiant, ident, compte, compte ad, nom de compte, propriétaire, profil, profil itinérant, session, session de, connecté en tant que, bal, boîte
        benutzer, benutzername, windows-konto, windows-benutzer, domänenkonto, sap-benutzer, sap-kennung, dienstkonto, letzter benutzer, loginname, gesperrt von, geändert von, erstellt von, gelöscht von, benutzerkonto, benutzerkennung, kennung, konto, kontoname, anmeldename, anmeldung, angemeldet, profil von, nutzer, nutzername, postfach
        usuario, nombre de usuario, usuário, utilizador, utente, nome utente, gebruiker, gebruikersnaam, inlog, inlognaam
    """,
    HOST: """
        host, hostname, host name, computer, client name, caller computer name, source workstation, source host, target host, destination host, remote computer, terminal name, computer name, computername, machine name, machinename, netbios name, netbios, dns name, dnshostname, fqdn, server, server name, servername, logon server, logonserver, workstation, workstation name, device name, devicename, uplink, gateway, node, node name, nodename, peer, neighbor, neighbour, sysname, system name, domain controller, dc, file server, print server, jump host, bastion
        nom d'hôte, hôte, nom du pc, nom de la station de travail, nom de l'ordinateur appelant, serveur de fichiers, serveur d'impression, nom de l'ordinateur, nom du poste, nom poste, poste, nom machine, nom de machine, serveur, contrôleur, contrôleur de domaine, pc
        rechner, rechnername, computername, name der arbeitsstation, arbeitsstation, arbeitsstationsname, aufrufercomputername, dateiserver, druckserver, arbeitsplatz, endgerät, gerätename, hostname, servername, anmeldeserver, domänencontroller
    """,
    PERSON: """
        changed by, modified by, last modified by, created by, updated by, deleted by, submitted by, printed by, edited by, requested by, released by, ceo, cfo, cto, coo, cio, ciso, dpo, drh, daf, dsi, pdg, chair, deputy, visitor, treasurer, countersigned by, watch list, lead, leader, owner, author, contact, requester, approver, approved by, technician, manager, caller, reporter, assignee, assigned to, sales rep, representative, signatory, reviewer, editor, trainer, driver, operator, handled by, issued by, issued to, belongs to, used by, holder, recipient, sender, attendee, organiser, organizer, delegate, deputy, backup, successor, starter, leaver, new starter, surname, first name, last name, given name
        modifié par, dernière modification par, créé par, supprimé par, ouvert par, imprimé par, mis à jour par, rédacteur, rédactrice, auteur, contact, demandeur, demandeuse, bénéficiaire, référent, référente, tuteur, tutrice, valideur, valideuse, validé par, intervenant, intervenante, interlocuteur, interlocutrice, responsable, gestionnaire, correspondant, correspondante, technicien, technicienne, commercial, commerciale, signataire, formateur, formatrice, conducteur, chauffeur, suppléant, suppléante, remplacé par, remplace, verrouillé par, emprunté par, remis à, reçu par, saisi par, suivi par, vu par, traité par, appelant, appelante, prénom, arrivée, départ
        geändert von, zuletzt geändert von, erstellt von, gelöscht von, aktualisiert von, geprüft von, erfasst von, bearbeitet von, angelegt von, gemeldet von, verfasst von, freigegeben von, ansprechpartner, ansprechpartnerin, bearbeiter, bearbeiterin, sachbearbeiter, sachbearbeiterin, melder, melderin, verantwortlich, verantwortlicher, verfasser, verfasserin, vorname, nachname, antragsteller, antragstellerin, genehmigt von, gesperrt von, leiter, leiterin, vertreter, vertreterin, inhaber, empfänger, absender, anrufer, anruferin, kontakt, teilnehmer
        nombre, apellidos, cognome, voornaam, achternaam, solicitante, richiedente
    """,
    PLACE: """
        address, address line, street, street address, city, town, locality, postcode, postal code, postcode city, zip, zip code, home address, delivery address, shipping address, site address
        adresse, adresse postale, rue, voie, ville, commune, localité, code postal, cp, cp ville, code postal ville, adresse de livraison, lieu-dit
        straße, strasse, anschrift, ort, stadt, plz, postleitzahl, wohnort, woonplaats, plaats, indirizzo, città, cap, dirección, ciudad, población, código postal
    """,
    BANK: """
        iban, bic, swift, sort code, sortcode, account number, routing number, aba, bsb, mandate, mandate ref, bank account
        banque, code banque, guichet, code guichet, compte bancaire, numéro de compte, rib, clé rib, rum, ics, mandat sepa
        blz, bankleitzahl, konto, kontonummer, bankverbindung, mandatsreferenz
    """,
    CODE: """
        otp, pin, pin1, pin2, pin code, puk, puk1, puk2, puk code, tan, passcode, backup code, recovery code, activation code, unlock code, door code, access code, voucher code, one time code, verification code
        code pin, code puk, code de secours, code d'activation, code porte, code d'accès, code de déblocage, code alarme, code de vérification
        entsperrcode, freischaltcode, aktivierungscode, türcode, zugangscode, einmalcode, notfallcode
    """,
    EXTENSION: """
        ext, extn, extension, ddi, internal phone, short dial, desk phone, internal number, phone ext
        sda, ligne interne, poste interne, poste tél, n° interne, tél interne, téléphone interne, numéro court, numéro interne, interne
        durchwahl, nebenstelle, nst, kurzwahl, interne nummer, telefon intern
    """,
    POST: """
        poste, n° de poste
    """,
}
"""Labels by kind, one language per line."""


def fold_text(text: str) -> str:
    """Return a short text in lowercase without accents, with each letter at its original position."""
    return "".join(_fold_letter(c) for c in text)


@cache
def _fold_letter(c: str) -> str:
    plain = unicodedata.normalize("NFD", c.casefold() if len(c.casefold()) == 1 else c)[:1]
    return plain or c


def _list_folded_labels(kind: str) -> frozenset[str]:
    """Return the labels of a kind, folded, with spaces between their words."""
    listed = WORDS[kind].replace("\n", ",").split(",")
    return frozenset(fold_text(entry.strip()) for entry in listed if entry.strip())


Words = tuple[str, ...]
Index = Mapping[str, Sequence[tuple[Words, str]]]
"""For the first word of each label: the words that follow, longest first, and the label's kind."""


def build_label_index(*kinds: str) -> Index:
    """Return labels by first word, as separate and as joined words; a later kind overrides an earlier kind."""
    known: dict[Words, str] = {}
    for kind in kinds:
        for label in _list_folded_labels(kind):
            words = tuple(word for word in _LETTERS.findall(label) if word)
            known[words] = kind
            known["".join(words),] = kind
    made: dict[str, list[tuple[Words, str]]] = {}
    for words, kind in sorted(known.items(), key=lambda pair: -len(pair[0])):
        made.setdefault(words[0], []).append((words[1:], kind))
    return made


_LETTERS = re.compile("[^\\W\\d_]+")
_WORD = re.compile("[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿœ]+|[A-ZÀ-ÖØ-Þ]+(?![a-zß-öø-ÿœ])|[A-ZÀ-ÖØ-Þ]")
_GAP = " _.-'’/°()"
"""Characters allowed between two words of a label, at most two."""


@lru_cache(maxsize=512)
def _split_into_folded_words(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return the folded words of a line with their start and end; *camelCase* is two words."""
    return tuple((_fold_word(m[0]), m.start(), m.end()) for m in _WORD.finditer(text))


@cache_word_test
def _fold_word(word: str) -> str:
    return word.lower() if word.isascii() else fold_text(word)


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a line.

    Attributes:
        kind: kind of the labelled value.
        start: position of its first character.
        end: position after its last character.
        tail: words for numbers that belong to it: *n°*, *id*.
    """

    kind: str
    start: int
    end: int
    tail: str = ""


def find_labels(text: str, known: Index) -> list[Label]:
    """Return the labels in a line from left to right, the longest at each position."""
    words, found, n = _split_into_folded_words(text), list[Label](), 0
    while n < len(words):
        word, start, _end = words[n]
        if word not in known and word[-1:] == "s":
            word = word[:-1]
        for rest, kind in known.get(word, ()):
            if _has_rest_of_label(text, words, n, rest):
                found.append(Label(kind, start, words[n + len(rest)][2]))
                n += len(rest)
                break
        n += 1
    return found


def _has_rest_of_label(text: str, words: Sequence[tuple[str, int, int]], n: int, rest: Words) -> bool:
    """Return whether the remaining words of a label follow its first word."""
    if n + len(rest) >= len(words):
        return False
    for k, wanted in enumerate(rest, n + 1):
        word, start, _ = words[k]
        gap = text[words[k - 1][2] : start]
        if (word not in (wanted, f"{wanted}s")) or len(gap) > 2 or gap.strip(_GAP):
            return False
    return True
