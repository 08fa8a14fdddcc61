"""How the code is written: sizes, names, what never stands in it."""

import ast
import re
import subprocess

import pytest
from jinja2 import meta

from tests.house.tree import CRM, ROOT, place, shown, sources, syntax

FUNCTION_LINES, VIEW_LINES, FILE_LINES, TEMPLATE_LINES = 40, 25, 300, 150
DRAWERS = {"utils", "util", "helpers", "services", "managers", "common", "base", "misc"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MARKUP_ALLOWED = {"crm/core/web.py"}  # slots: HTML of our own templates


def functions(path):
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node) -> int:
    """Lines of a function without its docstring and decorators."""
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno - first.lineno + 1) if documented else 0
    return node.end_lineno - node.lineno + 1 - docstring


def test_files_are_at_most_300_lines():
    long = [
        f"{shown(path)} has {count}"
        for folder in ("crm", "tests")
        for path in sources(folder)
        if (count := len(path.read_text().splitlines())) > FILE_LINES
    ]
    assert not long, "\n".join(long)


def test_functions_are_at_most_40_lines_and_views_25():
    long = []
    for path in sources():
        limit = VIEW_LINES if place(path)[1] == "views" else FUNCTION_LINES
        long += [
            f"{shown(path, node.lineno)} {node.name} has {length(node)}"
            for node in functions(path)
            if length(node) > limit
        ]
    assert not long, "\n".join(long)


def test_no_drawer_is_named_after_nothing():
    drawers = [shown(path) for path in sources() if DRAWERS & set(path.with_suffix("").parts[-2:])]
    assert not drawers, "\n".join(drawers)


def test_everything_public_says_what_it_is():
    silent = []
    for path in sources():
        if not ast.get_docstring(syntax(path)):
            silent.append(shown(path))
        for node in syntax(path).body:
            named = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if named and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{shown(path, node.lineno)} {node.name}")
    assert not silent, "\n".join(silent)


def test_nothing_is_marked_as_safe_markup():
    wrong = []
    for path in sources():
        if str(path.relative_to(ROOT)) in MARKUP_ALLOWED:
            continue
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Markup"):
                wrong.append(shown(path, node.lineno))
    wrong += [shown(path) for path in TEMPLATES if re.search(r"\|\s*safe\b", path.read_text())]
    assert not wrong, "\n".join(wrong)


def test_sql_is_never_built_from_text():
    wrong = []
    for path in sources():
        for node in ast.walk(syntax(path)):
            called = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "text"
            if called and node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                wrong.append(shown(path, node.lineno))
    assert not wrong, "\n".join(wrong)


def test_writes_go_through_the_session():
    """It tells the workers that what they keep has changed; the core may do without, one that
    only reads, and one that fills keys of which nothing is kept."""
    free = {"analytics/queries/gathering.py", "companies/operations/naming.py"}
    wrong = []
    for path in sources():
        name = path.relative_to(CRM).as_posix()
        if not name.startswith("core/") and name not in free and ".connection(" in path.read_text():
            wrong.append(name)
    assert not wrong, wrong


def test_commits_stand_in_few_places():
    """One commit per request, job and command: packages never commit."""
    wrong = []
    for path in sources():
        package, _room = place(path)
        if package in ("", "core"):
            continue
        wrong += [
            shown(path, node.lineno)
            for node in ast.walk(syntax(path))
            if isinstance(node, ast.Attribute) and node.attr == "commit"
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_is_short_and_has_no_inline_code(template):
    text = template.read_text()
    assert len(text.splitlines()) <= TEMPLATE_LINES
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"", text)
    assert not re.search(r"https?://(?!www\.w3\.org)", text)


def test_no_secret_and_no_debris_in_the_repository():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    bad = [
        name
        for name in tracked
        if name.startswith(("instance/", "static/vendor/", "node_modules/", ".venv/"))
        or name.endswith((".db", ".env", ".pyc", ".log", ".sqlite3"))
    ]
    assert not bad, "\n".join(bad)


def test_fonts_of_the_brief_are_the_ones_of_the_manifest():
    manifest = (CRM / "briefs" / "fonts" / "MANIFEST.md").read_text()
    fonts = sorted(path.name for path in (CRM / "briefs" / "fonts").glob("*.ttf"))
    assert fonts
    assert not [name for name in fonts if name.split("-")[0] not in manifest]


def test_commit_subjects_are_short_sentences():
    log = subprocess.run(
        ["git", "log", "--no-merges", "--format=%s", "-200"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    wrong = [line for line in log if len(line) > 72 or line.endswith(".") or not line[:1].isupper()]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("template", [one for one in TEMPLATES if one.name == "_row.html"], ids=str)
def test_a_row_that_is_kept_depends_on_its_arguments_alone(template, app):
    """`drawn` keeps it for everybody: neither the viewer nor a token may stand in it."""
    tree = app.jinja_env.parse(template.read_text())
    assert meta.find_undeclared_variables(tree) == set()
