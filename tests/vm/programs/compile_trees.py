# compile() of trees that a program made or changed.
import ast


def attempt(tree, mode="exec"):
    try:
        print(compile(tree, "<tree>", mode))
    except (TypeError, ValueError, SyntaxError) as error:
        print(type(error).__name__, error)


class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        if isinstance(node.value, int):
            return ast.copy_location(ast.BinOp(node, ast.Add(), node), node)
        return node


source = """
def f(x, *, y=1):
    total = x + y
    for i in range(3):
        total += i
    return [total, lambda: total][0]
print(f(10), f"{f(1):>4}|{3!r}")
match {"a": [1, 2]}:
    case {"a": [first, *rest], **others}:
        print(first, rest, others)
    case str() | bytes(): pass
class A[T]:
    attribute: int = 5
    async def method(self): return await self
try:
    raise ExceptionGroup("g", [ValueError(1)])
except* ValueError as group:
    print(group.exceptions)
with open as x: pass
"""
tree = ast.parse(source)
exec(compile(tree, "<tree>", "exec"), {"open": __import__("contextlib").nullcontext(3)})
exec(compile(ast.fix_missing_locations(Double().visit(ast.parse("print(1, 2 * 3, 'x')"))), "<tree>", "exec"))
same = compile(source, "<tree>", "exec")
again = compile(ast.parse(source), "<tree>", "exec")
print(same.co_code == again.co_code, list(same.co_positions()) == list(again.co_positions()), same == again)

node = ast.Expression(ast.Name("abc", ast.Load(), lineno=1234, col_offset=17, end_lineno=1235, end_col_offset=3))
print(list(compile(node, "<tree>", "eval").co_positions())[-2:])
shifted = ast.increment_lineno(ast.parse("x = 1\ny = 1 / 0\n"), 40)
try:
    exec(compile(shifted, "<tree>", "exec"))
except ZeroDivisionError as error:
    print(error.__traceback__.tb_next.tb_lineno)

place = dict(lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
name, store = ast.Name("x", ast.Load(), **place), ast.Name("x", ast.Store(), **place)
number = ast.Constant(1, **place)


def statement(node):
    for name, value in place.items():
        setattr(node, name, value)
    return ast.Module([node], [])


attempt(ast.Expression(name))
attempt(ast.Module([ast.Expr(name)], []))
attempt(statement(ast.Expr(store)))
attempt(statement(ast.Expr(5)))
attempt(statement(ast.Expr(None)))
attempt(statement(ast.Assign([], number)))
attempt(statement(ast.Assign([name], number)))
attempt(statement(ast.Assign([number], number)))
attempt(statement(ast.Assign("no list", number)))
attempt(statement(ast.Delete([store])))
attempt(statement(ast.If(name, [], [])))
attempt(statement(ast.Raise(None, name)))
attempt(statement(ast.Try([ast.Pass(**place)], [], [], [])))
attempt(statement(ast.Global([])))
attempt(statement(ast.Global([3])))
attempt(statement(ast.ImportFrom("a", [ast.alias("b", **place)], -1)))
attempt(statement(ast.ImportFrom("a", [ast.alias("b", **place)], "x")))
attempt(statement(ast.Return(number)))
attempt(statement(ast.Expr(ast.BoolOp(ast.And(), [name], **place))))
attempt(statement(ast.Expr(ast.Compare(name, [ast.Lt()], [], **place))))
attempt(statement(ast.Expr(ast.Dict([name], [], **place))))
attempt(statement(ast.Expr(ast.Constant([1], **place))))
attempt(statement(ast.Expr(ast.Name("None", ast.Load(), **place))))
attempt(statement(ast.Expr(ast.ListComp(name, [], **place))))
attempt(statement(ast.Expr(ast.Set([None], **place))))
attempt(statement(ast.Expr(ast.Starred(name, ast.Load(), **place))))
attempt(statement(ast.Match(name, [ast.match_case(ast.MatchAs(name="_", **place), None, [ast.Pass(**place)])])))
attempt(statement(ast.Match(name, [ast.match_case(ast.MatchValue(name, **place), None, [ast.Pass(**place)])])))
attempt(ast.Module([None], []))
attempt(ast.Expression(ast.Name("x", ast.Load(), lineno=5, col_offset=0, end_lineno=3, end_col_offset=0)), "eval")
attempt(ast.Expression(ast.Name("x", ast.Load(), lineno=5, col_offset=9, end_lineno=5, end_col_offset=0)), "eval")
attempt(ast.Expression(ast.Name("x", ast.Load(), lineno="5", col_offset=9)), "eval")
attempt(5)

for level in 0, 1, 2:
    text = "def f():\n    'doc'\n    return __debug__, 1 + 2, not a in b, -1"
    print(ast.dump(ast.parse(text, optimize=level)))
print(ast.expr_context.__doc__, ast.Name.__doc__, ast.keyword.__doc__, ast.excepthandler.__doc__, ast.mod.__doc__, sep="\n")
