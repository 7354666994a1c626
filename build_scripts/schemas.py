"""Schemas: the JSON Schemas that editors complete and check the YAML files with, made of the models.

In: the models of `documents`. Out: one schema for each kind of file, as a text that is the same for the same models.

Written for yaml-language-server, which serves VS Code, Neovim, Helix, Emacs and others. What it shows decides the form:
- it prints a `title` above every description: only models have one, the word by which it offers them;
- it joins the alternatives of `anyOf` in one line, and offers no key where one is null: a value that may be null
  has one schema with two types, `null` first (a default of null makes completion fail where another type is first);
- it explains the words of `enum` by `enumDescriptions`, but not the keys of `propertyNames`: those become properties;
- it fills in an example that is alone: what a page shows has two, so that no example is published by mistake.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from build_scripts.documents import DOCUMENTS


def schema_texts() -> dict[str, str]:
    """The JSON Schemas by file name under `schemas/`, as text that ends with a line end."""
    return {f"{name}.json": json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n" for name in DOCUMENTS}


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one kind of document; its keys stand in the order in which one writes them."""
    schema = DOCUMENTS[name].model_json_schema(by_alias=True, schema_generator=_Schema)
    definitions = schema.pop("$defs", None)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    if definitions is None:
        return schema
    for model in (schema, *definitions.values()):
        for key, value in model.get("properties", {}).items():
            model["properties"][key] = _spelled_out(value, definitions)
    return {**schema, "$defs": definitions}


def _spelled_out(schema: JsonSchemaValue, definitions: Mapping[str, JsonSchemaValue]) -> JsonSchemaValue:
    """A value that is a model or null as one schema, for an editor offers nothing where `anyOf` may be null."""
    model, *null = schema.get("anyOf", [{}])
    if null != [{"type": "null"}] or "$ref" not in model:
        return schema
    told = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**definitions[model["$ref"].rpartition("/")[2]], **told, "type": ["null", "object"]}


class _Schema(GenerateJsonSchema):
    """Pydantic's generator, in the form that editors show best."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never: a title would repeat the key above each description."""
        return False

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        """Keep the order of the models, for completion writes the keys in it."""
        return value

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        """A list of one word is a list too: editors explain the words of `enum` only."""
        return {"type": "string", "enum": list(schema["expected"])}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """One schema with one more type, where the inner one is no reference."""
        inner = self.generate_inner(schema["schema"])
        if "type" not in inner:
            return {"anyOf": [inner, {"type": "null"}]}
        types = inner["type"] if isinstance(inner["type"], list) else [inner["type"]]
        more: Mapping[str, Any] = {"enum": [*inner["enum"], None]} if "enum" in inner else {}
        return {**inner, "type": ["null", *types], **more}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """A mapping whose keys are a fixed list has them as properties, so that editors explain each."""
        made = super().dict_schema(schema)
        keys = self.generate_inner(schema["keys_schema"]) if "keys_schema" in schema else {}
        if "enum" not in keys:
            return {**made, "propertyNames": keys} if "title" in keys else made
        properties = {
            key: {**made["additionalProperties"], "description": told}
            for key, told in zip(keys["enum"], keys["enumDescriptions"], strict=True)
        }
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Kinds told apart by a key, the first one that is there, as a chain of `if`.

        Of `oneOf` an editor takes the kind with the fewest mistakes: with one letter typed, it would offer that alone.
        """
        kinds = {str(tag).removeprefix("@"): self.generate_inner(one) for tag, one in schema["choices"].items()}
        fields = {kind: self._fields(one) for kind, one in kinds.items()}
        begun = {kind: fields[kind][kind] for kind in kinds}
        first, *others = fields.values()
        shared = {key: field for key, field in first.items() if all(key in other for other in others)}
        made: JsonSchemaValue = {
            "type": "object",
            "properties": begun | shared,
            "additionalProperties": False,
            "anyOf": [{"required": [kind]} for kind in kinds],
        }
        for kind, one in reversed(kinds.items()):
            made = {"if": {"type": "object", "required": [kind]}, "then": one, "else": made}
        return made

    def _fields(self, reference: JsonSchemaValue) -> dict[str, JsonSchemaValue]:
        """The fields of a model that was met before."""
        model = self.get_schema_from_definitions(reference["$ref"])
        fields: dict[str, JsonSchemaValue] = (model or {})["properties"]
        return fields
