"""The Group Policy template (ADMX) and its texts (ADML), for the Central Store and for Intune's import.

Based on Microsoft's "Group Policy ADMX Syntax Reference Guide". There's no ``using`` of windows.admx: Intune
refuses a template whose prerequisites weren't imported first. Every key is a separate machine policy.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from selfhelp.core.languages import load_language
from selfhelp.policy.export.declared_keys import DeclaredKey, describe_tables, iter_declared_keys
from selfhelp.policy.export.editor_texts import list_editor_languages, load_editor_texts
from selfhelp.policy.managed_settings import POLICIES

NAMESPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
ROOT, SUPPORTED = "selfhelp", "SUPPORTED_selfhelp"
LONGEST_TEXT = 2000
"""Maximum length of a text, in characters (default: 1023; Microsoft Learn, "maxLength Attribute")."""


def export_files() -> Mapping[str, bytes]:
    """Return the files for Group Policy: the template and its texts in each language."""
    texts = {_make_adml_path(language): _make_adml(language) for language in list_editor_languages()}
    return {"selfhelp.admx": _make_admx(), **texts}


def _make_adml_path(language: str) -> str:
    """Return the path of a language's texts, relative to the template."""
    return f"{load_language(language).windows}/selfhelp.adml"


# -- the template ----------------------------------------------------------------------------------


def _make_admx() -> bytes:
    root = ET.Element("policyDefinitions", revision="1.0", schemaVersion="1.0", xmlns=NAMESPACE)
    namespaces = ET.SubElement(root, "policyNamespaces")
    ET.SubElement(namespaces, "target", prefix="selfhelp", namespace="selfhelp.Policies")
    ET.SubElement(root, "resources", minRequiredRevision="1.0")
    definitions = ET.SubElement(ET.SubElement(root, "supportedOn"), "definitions")
    ET.SubElement(definitions, "definition", name=SUPPORTED, displayName=f"$(string.{SUPPORTED})")
    categories = ET.SubElement(root, "categories")
    ET.SubElement(categories, "category", name=ROOT, displayName=f"$(string.{ROOT})")
    for table in describe_tables():
        _add_category(categories, table)
    policies = ET.SubElement(root, "policies")
    for key in iter_declared_keys():
        _add_policy(policies, key)
    return _serialise_xml(root)


def _add_category(categories: ET.Element, table: str) -> None:
    name = _make_category_name(table)
    category = ET.SubElement(categories, "category", name=name, displayName=f"$(string.{name})")
    above = table.rpartition(".")[0]
    ET.SubElement(category, "parentCategory", ref=_make_category_name(above) if above else ROOT)


def _make_category_name(table: str) -> str:
    return f"table_{table.replace('.', '_')}"


def _add_policy(policies: ET.Element, key: DeclaredKey) -> None:
    place = POLICIES + "\\" + key.table_name.replace(".", "\\")
    attributes = {
        "name": key.undotted_name,
        "class": "Machine",
        "displayName": f"$(string.{key.undotted_name})",
        "explainText": f"$(string.{key.undotted_name}_help)",
        "key": place,
    }
    policy = ET.SubElement(policies, "policy", attributes)
    is_switch = isinstance(key.default, bool)
    policy.set(
        *(
            ("valueName", key.short_name)
            if is_switch
            else ("presentation", f"$(presentation.{key.undotted_name})")
        )
    )
    ET.SubElement(policy, "parentCategory", ref=_make_category_name(key.table_name))
    ET.SubElement(policy, "supportedOn", ref=SUPPORTED)
    if is_switch:
        for state, value in (("enabledValue", "1"), ("disabledValue", "0")):
            ET.SubElement(ET.SubElement(policy, state), "decimal", value=value)
        return
    _add_element(ET.SubElement(policy, "elements"), key, place)


def _add_element(elements: ET.Element, key: DeclaredKey, place: str) -> None:
    """Add the editor's control for a key: a list, a choice, a number or a text box."""
    if isinstance(key.default, tuple):
        ET.SubElement(
            elements, "list", id=key.undotted_name, key=f"{place}\\{key.short_name}", valuePrefix=""
        )
    elif key.rule.choices:
        choice = ET.SubElement(
            elements, "enum", id=key.undotted_name, valueName=key.short_name, required="true"
        )
        for word in key.rule.choices:
            item = ET.SubElement(choice, "item", displayName=f"$(string.{_make_choice_id(key, word)})")
            ET.SubElement(ET.SubElement(item, "value"), "string").text = word
    elif isinstance(key.default, int):
        low, high = key.rule.bounds or (0, 2**31 - 1)
        bounds = {"minValue": str(int(low)), "maxValue": str(int(high))}
        ET.SubElement(elements, "decimal", {"id": key.undotted_name, "valueName": key.short_name, **bounds})
    else:
        size = str(LONGEST_TEXT)
        ET.SubElement(
            elements, "text", id=key.undotted_name, valueName=key.short_name, maxLength=size, required="true"
        )


def _make_choice_id(key: DeclaredKey, word: str) -> str:
    return f"{key.undotted_name}__{word.replace('-', '_')}"


# -- its texts -------------------------------------------------------------------------------------


def _make_adml(language: str) -> bytes:
    texts = load_editor_texts(language)
    root = ET.Element("policyDefinitionResources", revision="1.0", schemaVersion="1.0", xmlns=NAMESPACE)
    ET.SubElement(root, "displayName").text = "selfhelp"
    ET.SubElement(root, "description").text = "selfhelp"
    resources = ET.SubElement(root, "resources")
    strings = ET.SubElement(resources, "stringTable")
    presentations = ET.SubElement(resources, "presentationTable")
    _add_string(strings, ROOT, "selfhelp")
    _add_string(strings, SUPPORTED, texts.since.format("0.1"))
    for table, what in describe_tables().items():
        about = texts.describe_table(table, what)
        _add_string(strings, _make_category_name(table), f"{table.rpartition('.')[2]} ({about})")
    for key in iter_declared_keys():
        _add_string(strings, key.undotted_name, f"{key.short_name}: {key.get_help_text(language)}")
        _add_string(strings, f"{key.undotted_name}_help", _explain_key(key, language))
        if not isinstance(key.default, bool | tuple):
            for word in key.rule.choices:
                _add_string(strings, _make_choice_id(key, word), word)
        _add_presentation(presentations, key)
    return _serialise_xml(root)


def _explain_key(key: DeclaredKey, language: str) -> str:
    """Return the help text that the policy editor shows next to a policy."""
    texts = load_editor_texts(language)
    lines = [key.get_help_text(language), ""]
    lines.append(texts.default.format(_value_to_text(key.default)))
    lines.append(texts.allowed.format(texts.describe_allowed(key.rule.allowed)))
    if isinstance(key.default, str) and not key.rule.choices:
        lines.append(texts.longest.format(LONGEST_TEXT))
    lines.append(texts.file.format(key.name))
    lines.append(texts.since.format(key.rule.since))
    return "\n".join(lines)


def _value_to_text(value: object) -> str:
    import json

    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def _add_string(strings: ET.Element, id_: str, text: str) -> None:
    ET.SubElement(strings, "string", id=id_).text = text


def _add_presentation(presentations: ET.Element, key: DeclaredKey) -> None:
    if isinstance(key.default, bool):
        return
    presentation = ET.SubElement(presentations, "presentation", id=key.undotted_name)
    if isinstance(key.default, tuple):
        ET.SubElement(presentation, "listBox", refId=key.undotted_name).text = key.short_name
    elif key.rule.choices:
        place = str(list(key.rule.choices).index(str(key.default)))
        attributes = {"refId": key.undotted_name, "noSort": "true", "defaultItem": place}
        ET.SubElement(presentation, "dropdownList", attributes).text = key.short_name
    elif isinstance(key.default, int):
        box = ET.SubElement(
            presentation, "decimalTextBox", refId=key.undotted_name, defaultValue=str(key.default)
        )
        box.text = key.short_name
    else:
        box = ET.SubElement(presentation, "textBox", refId=key.undotted_name)
        ET.SubElement(box, "label").text = key.short_name
        if key.default not in ("", None):
            ET.SubElement(box, "defaultValue").text = str(key.default)


def _serialise_xml(root: ET.Element) -> bytes:
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text.replace(b"\r\n", b"\n") + b"\n"
