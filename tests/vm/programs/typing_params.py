def first[T](l: list[T]) -> T: return l[0]
print(first([1]), first.__type_params__, first.__annotations__)
class Box[T, U: int, V: (int, str), *Ts, **P]:
    def get[W](self, x: W) -> T: return x
print(Box.__type_params__, [type(p).__name__ for p in Box.__type_params__], Box.get.__type_params__)
T, U, V, Ts, P = Box.__type_params__
print(T.__name__, T.__bound__, T.__constraints__, U.__bound__, V.__constraints__, T.__covariant__, T.__contravariant__, T.__infer_variance__, repr(Ts), repr(P), T.has_default())
type Alias[X] = list[X] | None
print(Alias, Alias.__name__, Alias.__value__, Alias.__type_params__, type(Alias).__name__, Alias[int])
type Lazy = undefined_thing
try: Lazy.__value__
except NameError as e: print(e)
type Rec = list[Rec]
print(Rec.__value__)
class D[T = int]: pass
print(D.__type_params__[0].__default__, D.__type_params__[0].has_default())
def lazybound[T: undefined_bound](x): pass
try: lazybound.__type_params__[0].__bound__
except NameError as e: print(e)
print(list[int], dict[str, int], tuple[int, ...], type[int], list[T], list[list[T]][int], dict[T, U][int, str] if 0 else "", int | str, int | None, list[int] | str, (int | str) | float)
print(list[int].__origin__, list[int].__args__, list[T].__parameters__, (int | str).__args__, list[int] == list[int], hash(list[int]) == hash(list[int]), list[int] != list[str], int | str == str | int)
print(list[int]([1, 2]), type(list[int]([1])), isinstance([], list), list[int].append is list.append if 0 else "")
for code in ["int | 5", "'a' | int", "int[str]", "list[int][str]", "isinstance(1, list[int])", "issubclass(int, list[int])", "class X(T): pass"]:
    try: exec(code); print(code, "fine")
    except Exception as e: print(code, "->", type(e).__name__, e)
print(isinstance(1, int | str), isinstance(1.5, int | str), issubclass(bool, int | str), isinstance(None, int | None))
class S(list[int]): pass
print(S.__mro__, S.__orig_bases__, S.__bases__)
def outer[T](x: T):
    def inner(y: T) -> T: return y
    return inner
print(outer(1).__annotations__, outer.__type_params__[0] is outer(1).__annotations__["y"])
class G[T]:
    x: T
    class Nested:
        y = 1
    def m(self): return __class__
print(G.__annotations__, G.__qualname__, G.Nested.__qualname__, G().m(), G.__module__)
