"""Decimal numbers: values and complaints."""
import decimal
import math
from decimal import *

D = Decimal


def show(text):
    try:
        print(text, "->", repr(eval(text)))
    except BaseException as error:
        print(text, "->", f"{type(error).__module__}.{type(error).__qualname__}: {error}")


for line in r"""
D("1.1")+D("2.2")
D("abc")
D("")
D(None)
D([])
D((1,2))
D((0,(1,2),-1))
D((0,(1,22),-1))
D("1")/0
D(0)/0
D("1")//0
D("1")%0
divmod(D(1),0)
D(1)+1.5
D(1)+"a"
1.5+D(1)
D(1)<1.5,D("0.5")==0.5
D(1)<"a"
D(1)<1j
D(1)==1j
D("nan")<1
D("nan")==1
D("snan")+1
D("snan")==1
hash(D("snan"))
hash(D("1.5"))==hash(1.5)
int(D("nan"))
int(D("inf"))
float(D("snan"))
D("inf")-D("inf")
D("inf")*0
round(D("2.5"))
round(D("2.675"),2)
round(D("2.5"),"a")
round(D("1"),1000)
math.floor(D("2.5")),math.ceil(D("2.5")),math.trunc(D("-2.5"))
D("2").sqrt()
D(-1).sqrt()
D(-1).ln()
D(0).ln()
D(10).log10(),D(2).exp()
D(2)**D("0.5")
D(-2)**D("0.5")
D(0)**0
D(0)**-1
D(2)**1000
pow(D(2),3,5)
pow(D(2),3,0)
pow(D(2),-1,5)
D("1.23456").quantize(D("0.01"))
D("1.23456").quantize(D("0.01"),rounding=ROUND_UP)
D("1.23456").quantize("0.01")
D("1e30").quantize(D("1e-10"))
D("1.5").quantize(D("1"),rounding="foo")
D("1.5").quantize(D("1"),"ROUND_DOWN")
D(1).foo
D(1).real,D(1).imag,D("1.5").as_integer_ratio(),D("1.5").as_tuple()
D("nan").as_integer_ratio()
D("inf").as_integer_ratio()
D.from_float(0.1)
D.from_float("a")
D(0.1)
D(float("nan")),D(float("-inf"))
D("1_000.5"),D(" 1 "),D("1e5"),D("-0"),D("+.5"),D("1.")
D("1 2")
str(D("1E+5")),str(D("0.0000001")),str(D("0.000001")),D("1e5").to_eng_string()
f"{D('1234.5678'):.2f}",f"{D('1234.5678'):,.2f}",f"{D('1234.5678'):>15}",f"{D('1234.5678'):e}",f"{D('0.5'):%}",f"{D('1234'):n}",f"{D(5):05d}" if 0 else 1
format(D("1.5"),"d")
format(D("1.5"),"x")
format(D("1.5"),"foo")
"%d" % D("1.5"), "%.2f" % D("1.555"), "%s" % D("1.50")
"%x" % D("1.5")
getcontext()
getcontext().prec
setcontext(5)
setattr(getcontext(),"prec",0)
setattr(getcontext(),"prec","a")
setattr(getcontext(),"rounding","foo")
setattr(getcontext(),"rounding",5)
setattr(getcontext(),"foo",5)
setattr(getcontext(),"Emin",5)
delattr(getcontext(),"prec")
Context(prec=5)
Context(prec=-1)
Context(prec=5).divide(1,3)
Context(prec=5).create_decimal("1.23456789")
Context(prec=5,traps=[Inexact]).divide(1,3)
localcontext(foo=5)
localcontext(5)
BasicContext
ExtendedContext
DefaultContext
D(1).compare(2),D(1).max(2),D(1).min(2),D(5).remainder_near(3)
D("1.50").normalize(),D("100").normalize(),D("1.5").to_integral_value(),D("1.5").to_integral_exact(),D("-1.5").copy_abs()
D("1.5").is_nan(),D("1.5").is_signed(),D("1.5").adjusted(),D("1.5").number_class(),D("1.5").is_finite()
D("1.5").fma(2,3),D("1.5").scaleb(2),D(5).logical_and(3)
D(5).shift(1),D(5).rotate(1),D(5).next_plus(),D(5).next_minus(),D(5).next_toward(6)
D(1).__class__,D,D.__module__,D.__name__,type(getcontext())
D(1).quantize.__name__
D("9"*30)+1
D("1e999999999999999999")
D("1e9999999")*D("1e9999999")
D(1)/3
D(1)/D(7)*7
-D("1.5"),+D("1.5"),abs(D("-1.5")),bool(D(0))
sum([D("0.1")]*10),sum([D("0.1")]*10)==1,max(D(1),D(2)),sorted([D(3),D(1)])
D(5)//D(2),D(-5)//D(2),D(-5)%D(2),divmod(D(-5),2)
1/D(3),10-D(3),2**D(3),7//D(2),7%D(2),divmod(7,D(2))
D(1).__add__(1.5),D(1).__lt__("a")
D(True),D(10**40),D(-5)
D("1.1").__reduce__(),D("1.1").__round__(0),D("1.1").__complex__(),D("1.1").conjugate()
D(1,2,3)
D(value="1.5")
D(vaule="1.5")
D("1").compare_total("a")
D("1").compare("a")
D.foo
setattr(D(1),"foo",1)
setattr(D,"foo",1)
InvalidOperation,DivisionByZero,DecimalException,Inexact,FloatOperation
InvalidOperation.__mro__
DivisionByZero.__mro__
decimal.MAX_PREC,decimal.MAX_EMAX,decimal.MIN_EMIN,decimal.HAVE_THREADS,decimal.HAVE_CONTEXTVAR
isinstance(D(1),__import__("numbers").Number)
__import__("json").dumps(D("1.1"))
__import__("fractions").Fraction(D("1.5"))
math.sqrt(D(2)),math.isnan(D("nan")),math.factorial(D(5)) if 0 else 0
math.factorial(D(5))
range(D(5))
[1,2,3][D(1)]
"a"*D(2)
round(D("123.456"),-1),round(D("0.5")),round(D("1.5")),round(D("-0.5"))
int(D("123.9")),float(D("1.1")),complex(D(1)),bool(D("0.0")),str(D("1.10")),repr(D("1.10"))
D("Infinity"),D("-NaN123"),D("sNaN"),D("inf")>10**100
ROUND_HALF_UP,ROUND_HALF_EVEN,ROUND_CEILING,ROUND_FLOOR,ROUND_05UP
getcontext().clear_flags()
getcontext().sqrt(2),getcontext().power(2,3),getcontext().add(1,2)
getcontext().copy()
D("0.1")+D("0.2")==D("0.3")
D("3.14").__format__(".1f"),format(D("3.14"),"10.3f"),format(D("-3.14"),"+010.1f"),format(D("1e10"),"g"),format(D("1e100"),".3g")
""".strip().splitlines():
    show(line)
