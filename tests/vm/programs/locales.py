"""The locales C and C.UTF-8."""
import locale


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        print(type(error).__name__, error)


attempt(locale.setlocale, locale.LC_NUMERIC)
attempt(locale.setlocale, locale.LC_ALL, "xx_YY.UTF-8")
attempt(locale.setlocale, locale.LC_ALL, "C.UTF-8")
attempt(locale.setlocale, locale.LC_TIME, "POSIX")
attempt(locale.setlocale, locale.LC_ALL)
attempt(locale.setlocale, 99)
attempt(locale.setlocale, 99, "C")
attempt(locale.setlocale, "x")
attempt(locale.getlocale)
attempt(locale.localeconv)
attempt(locale.nl_langinfo, locale.CODESET)
attempt(locale.nl_langinfo, locale.DAY_1)
attempt(locale.nl_langinfo, locale.D_T_FMT)
attempt(locale.nl_langinfo, 99)
attempt(locale.currency, 3)
attempt(locale.format_string, "%d", 1000, True)
attempt(locale.strcoll, "a", "b")
attempt(locale.strcoll, "a\0", "b")
attempt(locale.strxfrm, "é")
attempt(locale.gettext, "text")
attempt(locale.textdomain, None)
print(locale.Error.__module__, locale.Error.__mro__, issubclass(locale.Error, ValueError))
