"""Finds the mutants of a source file: copies of it with one small change each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

_OPERATORS: Final[dict[type[ast.AST], tuple[str, str, str]]] = {
    ast.Lt: ("comparison", "<", "<="),
    ast.LtE: ("comparison", "<=", "<"),
    ast.Gt: ("comparison", ">", ">="),
    ast.GtE: ("comparison", ">=", ">"),
    ast.Eq: ("comparison", "==", "!="),
    ast.NotEq: ("comparison", "!=", "=="),
    ast.Is: ("comparison", "is", "is not"),
    ast.IsNot: ("comparison", "is not", "is"),
    ast.In: ("comparison", "in", "not in"),
    ast.NotIn: ("comparison", "not in", "in"),
    ast.And: ("boolean", "and", "or"),
    ast.Or: ("boolean", "or", "and"),
    ast.Add: ("arithmetic", "+", "-"),
    ast.Sub: ("arithmetic", "-", "+"),
}
# Statements with these names are for type checkers or for `import *`.
_NOT_TABLES: Final = {"TypeVar", "ParamSpec", "TypeAlias", "__all__"}


class Mutant(NamedTuple):
    """A changed source file. `before` and `after` are the line of the change."""

    path: str
    line: int
    kind: str
    before: str
    after: str
    source: bytes


class _Change(NamedTuple):
    start: int
    end: int
    text: str
    kind: str


def mutants_of(path: str, source: bytes) -> list[Mutant]:
    """All mutants of a source file that are valid Python."""
    found: dict[bytes, Mutant] = {}
    for start, end, text, kind in sorted(_Changes(source)):
        mutated = source[:start] + text.encode() + source[end:]
        if mutated == source or not _is_python(mutated):
            continue
        line = source.count(b"\n", 0, start)
        before, after = (version.split(b"\n")[line].decode() for version in (source, mutated))
        found.setdefault(mutated, Mutant(path, line + 1, kind, before, after, mutated))
    return list(found.values())


def _is_python(source: bytes) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


class _Changes:
    def __init__(self, source: bytes) -> None:
        self._source = source
        self._lines = [0]
        for line in source.split(b"\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def __iter__(self) -> Iterator[_Change]:
        for node in ast.walk(ast.parse(self._source)):
            yield from self._change_node(node)
            if isinstance(node, ast.Module | ast.ClassDef):
                for statement in node.body:
                    names = {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}
                    if isinstance(statement, ast.Assign | ast.AnnAssign) and not names & _NOT_TABLES:
                        yield from self._change_tables(statement.value)

    def _change_node(self, node: ast.AST) -> Iterator[_Change]:
        match node:
            case ast.Compare():
                operands = [node.left, *node.comparators]
                for left, right, operator in zip(operands, operands[1:], node.ops, strict=False):
                    yield from self._swap(operator, left, right)
            case ast.BoolOp():
                for left, right in zip(node.values, node.values[1:], strict=False):
                    yield from self._swap(node.op, left, right)
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                yield from self._swap(node.op, node.left, node.right)
            case ast.UnaryOp(op=ast.Not()):
                yield _Change(self._span(node)[0], self._span(node.operand)[0], "", "not")
            case ast.keyword(arg="repr"):
                yield self._drop("repr", node, node)
            case ast.Return(value=ast.Constant(value=bool(value)) as returned):
                yield self._replace("return", returned, str(not value))
            case ast.Return(value=ast.expr() as returned):
                yield self._replace("return", returned, "None")
            case (
                ast.Raise()
                | ast.Delete()
                | ast.Expr(value=ast.Await() | ast.Call())
                | ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_])
                | ast.AugAssign()
            ):
                yield self._replace("statement", node, "pass")
                if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
                    yield from self._swap(node.op, node.target, node.value)
            case _:
                pass

    def _change_tables(self, value: ast.expr | None) -> Iterator[_Change]:
        """Change and drop what a constant of a module or a class contains."""
        nodes = list(ast.walk(value)) if value is not None else []
        # In list["Call"] the text is a type.
        types = {part for node in nodes if isinstance(node, ast.Subscript) for part in ast.walk(node.slice)}
        for node in nodes:
            if node not in types:
                yield from self._change_table(node)

    def _change_table(self, node: ast.AST) -> Iterator[_Change]:
        match node:
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    yield self._drop("table", key or value, value)
            case ast.Set() | ast.List() | ast.Tuple():
                for element in node.elts:
                    yield self._drop("table", element, element)
            case ast.Constant(value=bool(value)):
                yield self._replace("table", node, str(not value))
            case ast.Constant(value=int(number)):
                yield self._replace("table", node, str(number + 1))
            case ast.Constant(value=str(text)):
                yield self._replace("table", node, repr(f"{text}X"))
            case _:
                pass

    def _span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        """The first byte of a node in the source, and the byte after its last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[node.end_lineno - 1] + node.end_col_offset

    def _replace(self, kind: str, node: ast.expr | ast.stmt, text: str) -> _Change:
        return _Change(*self._span(node), text, kind)

    def _swap(self, operator: ast.AST, left: ast.expr, right: ast.expr) -> Iterator[_Change]:
        """Replace the operator between two expressions."""
        kind, old, new = _OPERATORS[type(operator)]
        start = self._source.find(old.encode(), self._span(left)[1], self._span(right)[0])
        if start >= 0:
            yield _Change(start, start + len(old), new, kind)

    def _drop(self, kind: str, first: ast.expr | ast.keyword, last: ast.expr | ast.keyword) -> _Change:
        """Drop an element with the comma after it; the last element with the comma before it."""
        start, end = self._span(first)[0], self._span(last)[1]
        after, before = self._source[end:], self._source[:start].rstrip()
        if after.lstrip().startswith(b","):
            return _Change(start, end + after.index(b",") + 1, "", kind)
        return _Change(len(before) - before.endswith(b","), end, "", kind)
