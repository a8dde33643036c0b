"""Records what CPython 3.13's tokenizers make of the sources in tests/tokens/sources.json.

Run from the top of the repository:   python3.13 tests/record/tokens.py

Writes tests/tokens/expected.jsonl, one line per source:
  tokens    [name, text, line, column, end line, end column] as the parser gets them; columns are code points
  warnings  [class, message, line]
  error     the exception, or null; "?" where the parser stops at an error of its own before it sees the tokenizer's
  module    what `python -m tokenize -e` prints, or null if it stops with an error
"""
import io
import json
import os
import sys
import token
import tokenize
import warnings

import _tokenize

assert sys.version_info[:2] == (3, 13), sys.version
FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'tokens')
FIELDS = 'msg', 'lineno', 'offset', 'end_lineno', 'end_offset', 'text'
# These are made by whoever asks for the token, in words and positions of its own.
DEFERRED = ('unexpected EOF', 'unindent does not match', 'inconsistent use of tabs', 'too many levels',
            'unexpected character after line', 'unknown tokenization error')


def exception(error):
    return {'type': type(error).__name__, **{name: getattr(error, name) for name in FIELDS}}


def record(source):
    text = source.replace('\r\n', '\n').replace('\r', '\n')
    tokens, error = [], None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        try:
            for kind, string, start, end, _ in _tokenize.TokenizerIter(io.StringIO(text).readline, extra_tokens=False):
                name = token.tok_name[kind]
                if name in ('INDENT', 'DEDENT', 'ENDMARKER'):
                    tokens.append([name])
                else:
                    tokens.append([name, string, *start, *end])
        except SyntaxError as caught_error:
            error = exception(caught_error)
    if tokens and tokens[-1] == ['ENDMARKER']:
        tokens.pop()
    if error and error['msg'].startswith(DEFERRED):
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            try:
                compile(source, '<string>', 'exec')
            except SyntaxError as compile_error:
                deferred = compile_error.msg.startswith(DEFERRED) or compile_error.msg.endswith('was never closed')
                error = exception(compile_error) if deferred else '?'
    try:
        lines = io.BytesIO(source.encode()).readline
        module = ''.join('%-20s%-15s%-15r\n' % ('%d,%d-%d,%d:' % (t.start + t.end), token.tok_name[t.exact_type], t.string)
                         for t in tokenize.tokenize(lines))
    except (tokenize.TokenError, SyntaxError, SystemError):
        module = None
    issued = [[w.category.__name__, str(w.message), w.lineno] for w in caught]
    return {'tokens': tokens, 'warnings': issued, 'error': error, 'module': module}


with open(os.path.join(FOLDER, 'sources.json'), encoding='utf-8') as file:
    sources = json.load(file)
with open(os.path.join(FOLDER, 'expected.jsonl'), 'w', encoding='utf-8') as file:
    for source in sources:
        file.write(json.dumps(record(source), ensure_ascii=False) + '\n')
