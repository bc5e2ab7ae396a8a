"""Which messages the Cloud API takes: its documented limits, as a stand-in checks them."""

import re
from collections.abc import Mapping
from typing import Any

type Rule = tuple[bool, str]  # whether it holds, and what it is about
type Templates = Mapping[tuple[str, str], str]  # the body by name and language; {{1}} is its variable


def whatsapp_problem(body: Mapping[str, Any]) -> str | None:
    """Why the Cloud API would refuse this message; None when it is fine."""
    kind = body.get("type")
    rules = [
        (body.get("messaging_product") == "whatsapp", "messaging_product"),
        (("to" in body) != ("recipient" in body), "to or recipient"),
        (kind in ("text", "image", "interactive", "template"), f"type {kind}"),
        (kind != "text" or 1 <= len(body["text"]["body"].strip()) <= 4096, "text length"),
        (kind != "image" or len(body["image"].get("caption", "")) <= 1024, "caption length"),
        (len(body.get("biz_opaque_callback_data", "")) <= 512, "callback data length"),
    ]
    if kind == "interactive":
        rules += _interactive_rules(body["interactive"])
    return next((text for holds, text in rules if not holds), None)


def template_problem(template: Mapping[str, Any], approved: Templates) -> tuple[int, str] | None:
    """The error code for this use of a template, and its reason; None when it is fine."""
    body = approved.get((template["name"], template["language"]["code"]))
    if body is None:
        return 132001, "Template name does not exist in the translation"
    parameters = [each for part in template["components"] for each in part["parameters"]]
    if len(parameters) != len(set(re.findall(r"{{\d+}}", body))):
        return 132000, "Number of parameters does not match the expected number of params"
    texts = [str(each["text"]) for each in parameters]
    if any(not text.strip() or re.search(r"[\n\t]| {5}", text) for text in texts):
        return 132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
    if len(re.sub(r"{{\d+}}", "", body)) + sum(map(len, texts)) > 1024:
        return 132005, "Translated text too long"
    return None


def _interactive_rules(interactive: Mapping[str, Any]) -> list[Rule]:
    action = interactive["action"]
    is_list = interactive["type"] == "list"
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    options = rows if is_list else [button["reply"] for button in action["buttons"]]
    titles = [option["title"] for option in options]
    ids = [option["id"] for option in options]
    return [
        (interactive["type"] in ("button", "list"), "interactive type"),
        (1 <= len(interactive["body"]["text"].strip()) <= 1024, "body length"),
        (1 <= len(options) <= (10 if is_list else 3), "number of options"),
        (all(1 <= len(title) <= (24 if is_list else 20) for title in titles), "title length"),
        (len(set(titles)) == len(titles), "titles are not unique"),
        (len(set(ids)) == len(ids), "ids are not unique"),
        (all(1 <= len(option) <= 200 for option in ids), "id length"),
        (all(len(row.get("description", "")) <= 72 for row in rows), "description length"),
        (not is_list or 1 <= len(action["button"]) <= 20, "list button length"),
    ]
