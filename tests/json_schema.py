"""JSON Schema (draft 2020-12), as much of it as schemas/ uses: a keyword that is not known here is
an error, so that no schema says more than is checked.

Numbers are Python's; true and 1 are two values, and 1.0 is an integer, as the draft wants it."""
import json
import os
import re


class Unknown(Exception):
    """A keyword, or a $ref, that is not understood."""


NOTES = {"$schema", "$id", "$defs", "title", "description", "default", "examples", "then", "else"}

KINDS = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "integer": lambda v: not isinstance(v, bool) and (
        isinstance(v, int) or (isinstance(v, float) and v.is_integer())),
}


def same(one, other):
    """Equal as JSON."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return one == other


class Schemas:
    """The schemas of a folder, by their file names."""

    def __init__(self, folder):
        self.files = {}
        for name in sorted(os.listdir(folder)):
            if name.endswith(".schema.json"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    self.files[name] = json.load(file)

    def find(self, ref, file):
        """The schema that a $ref in `file` means, and the file it is in."""
        name, _, path = ref.partition("#")
        name = name or file
        if name not in self.files or not (path == "" or path.startswith("/")):
            raise Unknown(f"$ref {ref}")
        schema = self.files[name]
        for step in path.split("/")[1:]:
            if step not in schema:
                raise Unknown(f"$ref {ref}")
            schema = schema[step]
        return schema, name

    def faults(self, value, ref):
        """What is wrong with the value by the schema at `ref`, as sentences; [] when nothing is."""
        schema, file = self.find(ref, "")
        return list(self.check(value, schema, file, ""))

    def fine(self, value, schema, file):
        return next(self.check(value, schema, file, ""), None) is None

    def check(self, value, schema, file, where):
        if schema is True:
            return
        if schema is False:
            yield f"{where}: nothing may be here"
            return
        for keyword, want in schema.items():
            if keyword in NOTES:
                continue
            if keyword == "$ref":
                yield from self.check(value, *self.find(want, file), where)
                continue
            name = "check_" + keyword
            if not hasattr(self, name):
                raise Unknown(f"{file}: {keyword}")
            yield from getattr(self, name)(value, want, schema, file, where)

    # ---- any value

    def check_type(self, value, want, _schema, _file, where):
        kinds = want if isinstance(want, list) else [want]
        if not any(KINDS[kind](value) for kind in kinds):
            yield f"{where}: no {' or '.join(kinds)}"

    def check_const(self, value, want, _schema, _file, where):
        if not same(value, want):
            yield f"{where}: not {want!r}"

    def check_enum(self, value, want, _schema, _file, where):
        if not any(same(value, one) for one in want):
            yield f"{where}: none of {want}"

    def check_allOf(self, value, want, _schema, file, where):
        for one in want:
            yield from self.check(value, one, file, where)

    def check_anyOf(self, value, want, _schema, file, where):
        if not any(self.fine(value, one, file) for one in want):
            yield f"{where}: matches none of {len(want)}"

    def check_oneOf(self, value, want, _schema, file, where):
        count = sum(self.fine(value, one, file) for one in want)
        if count != 1:
            yield f"{where}: matches {count} of {len(want)}, and not one"

    def check_if(self, value, want, schema, file, where):
        branch = "then" if self.fine(value, want, file) else "else"
        yield from self.check(value, schema.get(branch, True), file, where)

    # ---- numbers and texts

    def check_minimum(self, value, want, _schema, _file, where):
        if KINDS["number"](value) and value < want:
            yield f"{where}: less than {want}"

    def check_maximum(self, value, want, _schema, _file, where):
        if KINDS["number"](value) and value > want:
            yield f"{where}: more than {want}"

    def check_minLength(self, value, want, _schema, _file, where):
        if isinstance(value, str) and len(value) < want:
            yield f"{where}: shorter than {want}"

    def check_maxLength(self, value, want, _schema, _file, where):
        if isinstance(value, str) and len(value) > want:
            yield f"{where}: longer than {want}"

    def check_pattern(self, value, want, _schema, _file, where):
        """In Python a $ stands before a last newline, too; in JSON Schema it does not."""
        if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", want), value):
            yield f"{where}: {value!r} is not like {want}"

    # ---- lists and objects

    def check_items(self, value, want, _schema, file, where):
        for at, one in enumerate(value if isinstance(value, list) else []):
            yield from self.check(one, want, file, f"{where}/{at}")

    def check_required(self, value, want, _schema, _file, where):
        for key in want if isinstance(value, dict) else []:
            if key not in value:
                yield f"{where}: no {key}"

    def check_dependentRequired(self, value, want, _schema, _file, where):
        for key, others in want.items() if isinstance(value, dict) else []:
            for other in others if key in value else []:
                if other not in value:
                    yield f"{where}: {key}, and no {other}"

    def check_properties(self, value, want, _schema, file, where):
        for key, schema in want.items() if isinstance(value, dict) else []:
            if key in value:
                yield from self.check(value[key], schema, file, f"{where}/{key}")

    def check_additionalProperties(self, value, want, schema, file, where):
        for key in value if isinstance(value, dict) else []:
            if key not in schema.get("properties", {}):
                yield from self.check(value[key], want, file, f"{where}/{key}")
