"""Build the rules, once and at their first use, in the order in which they are tried."""

from __future__ import annotations

from functools import cache

from selfhelp.report.redact import (
    commands,
    conversations,
    credentials,
    identity_numbers,
    labelled_keys,
    labelled_numbers,
    labelled_people,
    listed_secrets,
    mentioned_people,
    name_value_pairs,
    people_lists,
    personal,
    positional_names,
    private_keys,
    protocols,
    random_values,
    remote_support,
    secrets_after_keywords,
    spoken_codes,
    spoken_secrets,
    strong_values,
    table_columns,
    tokens,
    told_codes,
    told_names,
    told_passwords,
)
from selfhelp.report.redact.by_kind import (
    answers,
    bank_details,
    beside_replaced,
    birth_dates,
    chat_secrets,
    columns,
    connection_statements,
    connection_targets,
    console_output,
    device_numbers,
    door_codes,
    exact_places,
    exact_secrets,
    extensions,
    host_places,
    identity_documents,
    labelled_values,
    matter_folders,
    named_accounts,
    names_beside_logins,
    national_phones,
    numbered_things,
    one_time,
    people,
    people_in_lists,
    people_in_prose,
    phrases,
    printed_keys,
    printed_names,
    reached_hosts,
    reported_hosts,
    similar_values,
    staff_numbers,
    streets,
    telling_words,
    terse_notes,
    unlabelled_values,
    word_accounts,
    work_accounts,
)
from selfhelp.report.redact.by_line import (
    account_names,
    calls,
    machine_facts,
    people_in_context,
    personal_facts,
    records,
    settings,
    shell_secrets,
    spoken,
    statements,
    values_below_labels,
)
from selfhelp.report.redact.by_shape import (
    accounts_in_output,
    addresses,
    email_spellings,
    host_listings,
    network_shapes,
    one_time_codes,
    people_beside_roles,
    people_in_paths,
    shared_links,
)
from selfhelp.report.redact.in_context import labelled_hosts, named_keys, postal_addresses, sentences
from selfhelp.report.redact.related_secrets import hide_related_passwords
from selfhelp.report.redact.rules import Rule, Rules


def _make_secret_rules(*, long: bool = False) -> tuple[Rule, ...]:
    """Return the rules for secrets: first by place, then by form, then by words."""
    return (
        *private_keys.rules(),
        *protocols.list_hash_rules(),
        *credentials.rules(),
        *tokens.rules(),
        *credentials.late_rules(),
        *protocols.rules(),
        *spoken_secrets.rules_for_several_secrets(),
        *commands.rules(),
        *shell_secrets.rules(),
        *remote_support.rules(),
        *name_value_pairs.rules(),
        *table_columns.rules(),
        *secrets_after_keywords.rules(),
        *settings.rules(),
        *statements.rules(),
        *calls.rules(),
        *values_below_labels.rules(),
        *records.rules(),
        *spoken_codes.rules(),
        *identity_numbers.rules(),
        *spoken_secrets.rules(),
        *spoken_secrets.rules_for_spoken_numbers(),
        *conversations.rules(),
        *random_values.rules(),
        *labelled_numbers.rules(),
        *labelled_keys.rules(),
        *strong_values.rules(),
        *told_codes.rules(),
        *told_passwords.rules(),
        *listed_secrets.rules(),
        *sentences.rules(),
        *named_keys.rules(),
        *spoken.rules(),
        *(*phrases.rules(), *connection_statements.secret_rules()),
        *one_time_codes.rules(),
        *(() if long else _make_secret_rules_by_kind()),
    )


def _make_secret_rules_by_kind() -> tuple[Rule, ...]:
    """Return the rules for secrets identified by a label, a topic or a conversation."""
    return (
        *printed_keys.rules(),
        *bank_details.rules(),
        *answers.rules(),
        *one_time.rules(),
        *numbered_things.secret_rules(),
        *identity_documents.rules(),
        *connection_targets.rules(),
        *chat_secrets.rules(),
        *door_codes.rules(),
        *terse_notes.secret_rules(),
        *exact_secrets.secret_rules(),
        *word_accounts.secret_rules(),
    )


LONG = 500_000
"""Length in characters above which a text counts as a log or data.

Such a text is searched only with the rules for values with a distinctive form, which take a fifth of the time
of the rules for labels, columns and sentences.
"""


def choose_rules(text: str, *, personal: bool, own_words: bool = False) -> Rules:
    """Return the rules for a text, by its purpose and length."""
    if personal:
        return get_all_rules() if len(text) <= LONG else get_log_rules()
    return get_own_words_rules() if own_words else get_secret_rules()


@cache
def get_secret_rules() -> Rules:
    """Return the rules for secrets in order."""
    return Rules((*_make_secret_rules(), *shared_links.rules()), related=hide_related_passwords)


@cache
def get_own_words_rules() -> Rules:
    """Return the rules for secrets, payment details first: another rule may take a part of them."""
    secrets = (*personal.payment_rules(), *_make_secret_rules(), *shared_links.rules())
    return Rules(secrets, related=hide_related_passwords)


@cache
def get_all_rules() -> Rules:
    """Return all rules; the rules for secrets come first."""
    secrets = (*_make_secret_rules(), *shared_links.rules())
    members = (*secrets, *columns.rules(), *_make_personal_rules(), *_make_rules_by_kind())
    return Rules(
        members,
        secrets=len(secrets),
        related=hide_related_passwords,
        alike=similar_values.hide_similar_values,
    )


@cache
def get_log_rules() -> Rules:
    """Return the rules for long texts; the rules for secrets come first.

    Leaves out the rules for labels and topics (`by_kind`), with which 5 MB of a log took 1.6 times as long.
    """
    secrets = _make_secret_rules(long=True)
    return Rules(
        (*secrets, *_make_personal_rules(long=True)), secrets=len(secrets), related=hide_related_passwords
    )


def _make_rules_by_kind() -> tuple[Rule, ...]:
    """Return the rules for values identified by a label, their form or their neighbours."""
    return (
        *extensions.rules(),
        *telling_words.rules(),
        *labelled_values.rules(),
        *unlabelled_values.rules(),
        *streets.rules(),
        *people.rules(),
        *reached_hosts.rules(),
        *people_in_lists.rules(),
        *people_in_prose.rules(),
        *people_in_lists.late_rules(),
        *console_output.late_rules(),
        *named_accounts.late_rules(),
        *connection_statements.late_rules(),
        *beside_replaced.late_rules(),
        *exact_places.late_rules(),
        *word_accounts.late_rules(),
    )


def _make_personal_rules_by_kind() -> tuple[Rule, ...]:
    """Return the rules for people, accounts, computers and devices identified by their context."""
    return (
        *birth_dates.rules(),
        *terse_notes.rules(),
        *exact_places.rules(),
        *exact_secrets.rules(),
        *word_accounts.rules(),
        *matter_folders.rules(),
        *printed_names.rules(),
        *host_places.rules(),
        *console_output.rules(),
        *named_accounts.rules(),
        *device_numbers.rules(),
        *numbered_things.rules(),
        *staff_numbers.rules(),
        *connection_statements.rules(),
        *connection_targets.host_rules(),
    )


def _make_personal_rules(*, long: bool = False) -> tuple[Rule, ...]:
    """Return the rules for the names of people, accounts and computers."""
    return (
        *protocols.personal_rules(),
        *names_beside_logins.login_host_rules(),
        *(() if long else names_beside_logins.rules()),
        *addresses.rules(),
        *people_beside_roles.rules(),
        *people_in_paths.rules(),
        *accounts_in_output.rules(),
        *host_listings.rules(),
        *(() if long else _make_personal_rules_by_kind()),
        *network_shapes.rules(),
        *people_lists.rules(),
        *labelled_people.early_rules(),
        *email_spellings.rules(),
        *labelled_people.rules(),
        *mentioned_people.rules(),
        *told_names.rules(),
        *people_in_context.rules(),
        *account_names.rules(),
        *postal_addresses.rules(),
        *labelled_hosts.rules(),
        *machine_facts.rules(),
        *positional_names.rules(),
        *personal.rules(),
        *labelled_numbers.late_rules(),
        *(() if long else (*work_accounts.rules(), *reported_hosts.rules(), *national_phones.rules())),
        *identity_numbers.late_rules(),
        *personal_facts.rules(),
        *mentioned_people.late_rules(),
        *people_lists.late_rules(),
    )
