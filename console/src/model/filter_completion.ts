/** What there is to choose from: names and values that the emulator has seen. */
export interface Vocabulary {
  services: readonly string[];
  types: readonly string[];
  users: readonly string[];
  urls: readonly string[];
  methods: readonly string[];
  statuses: readonly string[];
  groups: readonly string[];
  /** Values by key. */
  annotations: ReadonlyMap<string, readonly string[]>;
}

export interface Suggestion {
  /** What is put in. */
  text: string;
  /** What it is, in a word or a few. */
  hint: string;
  /** How far before the end of `text` the caret stands then. */
  back: number;
}

/** What may stand at the caret, in place of the characters from `from` to `to`. */
export interface Completion {
  from: number;
  to: number;
  suggestions: Suggestion[];
}

type ValueType = 'boolean' | 'number' | 'text' | 'any';

// The keywords about a trace; where they come from is docs/filter-grammar.md.
const KEYWORDS: [string, ValueType, string][] = [
  ['fault', 'boolean', 'the server failed, 5xx'],
  ['error', 'boolean', 'the client was wrong, 4xx'],
  ['throttle', 'boolean', 'too many requests, 429'],
  ['ok', 'boolean', 'none of these'],
  ['responsetime', 'number', 'seconds of the root segment'],
  ['duration', 'number', 'seconds of the whole trace'],
  ['http.status', 'number', 'status code'],
  ['http.url', 'text', 'address of the request'],
  ['http.method', 'text', 'GET, POST'],
  ['http.clientip', 'text', 'address of the client'],
  ['http.useragent', 'text', 'program of the client'],
  ['user', 'text', 'user of any segment'],
  ['partial', 'boolean', 'a parent is missing'],
  ['inferred', 'boolean', 'a node of it is inferred'],
  ['group.name', 'text', 'belongs to the group'],
  ['resource.arn', 'text', 'ran on'],
  ['instance.id', 'text', 'ran on'],
  ['availabilityzone', 'text', 'ran in'],
];

const FUNCTIONS: [string, number, string][] = [
  ['service("")', 2, 'went through the service'],
  ['edge("", "")', 6, 'one service called the other'],
];

const CAUSES = ['rootcause.fault.service', 'rootcause.error.service', 'rootcause.responsetime.service', 'rootcause.fault.exception'];

const OPERATORS: Record<ValueType, string[]> = {
  boolean: ['AND', 'OR', '='],
  number: ['=', '!=', '>', '>=', '<', '<='],
  text: ['=', '!=', 'CONTAINS', 'BEGINSWITH', 'ENDSWITH'],
  any: ['=', '!=', '>', '<', 'CONTAINS', 'BEGINSWITH', 'ENDSWITH'],
};

type Kind = 'word' | 'text' | 'operator' | 'open' | 'close' | 'comma' | 'number' | 'colon';

interface Token {
  kind: Kind;
  /** Of a text, what is in it. */
  text: string;
  from: number;
  to: number;
  /** A text without its closing quote. */
  open: boolean;
}

// A longer expression is completed by what stands before the caret alone.
const MOST_CHARACTERS = 4000;
const MOST_SUGGESTIONS = 50;

/** What may be written at the caret; undefined where nothing can be said. */
export function complete(expression: string, caret: number, vocabulary: Vocabulary): Completion | undefined {
  const begin = Math.max(caret - MOST_CHARACTERS, 0);
  const tokens = scan(expression.slice(begin, caret), begin);
  const last = tokens.at(-1);
  const before = tokens.slice(0, -1);
  if (last?.kind === 'text' && last.open) return insideText(expression, caret, last, before, vocabulary);
  // A word that the caret touches is being written.
  if (last && (last.kind === 'word' || last.kind === 'number') && last.to === caret) {
    return matching(place(before, vocabulary), last.from, caret, last.text);
  }
  return matching(place(tokens, vocabulary), caret, caret, '');
}

function scan(text: string, offset: number): Token[] {
  const pattern = /\s+|"((?:[^"\\]|\\.)*)("?)|(&&|\|\||[!<>]=|[=<>!])|([({[])|([)}\]])|(,)|(:)|(-?\d+(?:\.\d+)?)|([\w.]+)|./gsu;
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const [whole, string, closing, operator, open, close, comma, colon, number, word] = match;
    const kinds: [Kind, string | undefined][] = [
      ['text', string], ['operator', operator], ['open', open], ['close', close], ['comma', comma], ['colon', colon], ['number', number], ['word', word],
    ];
    const found = kinds.find(([, value]) => value !== undefined);
    if (!found) continue;
    const from = offset + match.index;
    tokens.push({ kind: found[0], text: found[1] ?? '', from, to: from + whole.length, open: found[0] === 'text' && closing === '' });
  }
  return tokens;
}

const isWord = (token: Token | undefined, ...words: string[]) => token?.kind === 'word' && words.includes(token.text.toLowerCase());

const isComparison = (token: Token | undefined) =>
  (token?.kind === 'operator' && !['!', '&&', '||'].includes(token.text)) || isWord(token, 'contains', 'beginswith', 'endswith');

/** What may follow the tokens. */
function place(tokens: Token[], vocabulary: Vocabulary): Suggestion[] {
  const last = tokens.at(-1);
  const before = tokens.at(-2);
  if (!last || (last.kind === 'operator' && !isComparison(last)) || isWord(last, 'and', 'or', 'not')) return conditions(vocabulary);
  if (last.kind === 'open') {
    if (isWord(before, 'service', 'edge')) return vocabulary.services.map((name) => quotedValue(name, 'service'));
    return last.text === '[' ? [] : conditions(vocabulary);
  }
  if (last.kind === 'comma') return vocabulary.services.map((name) => quotedValue(name, 'service'));
  if (isComparison(last)) return valuesFor(before?.text ?? '', vocabulary);
  if (last.kind === 'word' && !isComparison(before)) {
    const type = typeOf(last.text);
    return type === undefined ? [] : OPERATORS[type].map((operator) => plain(`${operator} `, type === 'boolean' ? '' : 'compare'));
  }
  if (last.kind === 'close' && last.text === ')' && wasFunction(tokens)) return [plain('AND ', 'both'), plain('OR ', 'either'), { text: '{ }', hint: 'of this node', back: 2 }];
  return [plain('AND ', 'both'), plain('OR ', 'either')];
}

function wasFunction(tokens: Token[]): boolean {
  const opened = tokens.findLastIndex((token) => token.kind === 'open' && token.text === '(');
  return isWord(tokens[opened - 1], 'service', 'edge');
}

function typeOf(keyword: string): ValueType | undefined {
  const word = keyword.toLowerCase();
  if (word.startsWith('annotation.')) return 'any';
  return KEYWORDS.find(([name]) => name === word)?.[1];
}

const plain = (text: string, hint: string): Suggestion => ({ text, hint, back: 0 });

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');

const quotedValue = (value: string, hint: string): Suggestion => plain(`"${escaped(value)}"`, hint);

function conditions(vocabulary: Vocabulary): Suggestion[] {
  return [
    ...FUNCTIONS.map(([text, back, hint]) => ({ text, hint, back })),
    ...KEYWORDS.map(([name, , hint]) => plain(`${name} `, hint)),
    ...[...vocabulary.annotations.keys()].map((key) =>
      /^\w+(\.\w+)*$/.test(key) ? plain(`annotation.${key} `, 'annotation') : plain(`annotation[${key}] `, 'annotation'),
    ),
    ...CAUSES.map((cause) => ({ text: `${cause} { }`, hint: 'what was the cause', back: 2 })),
    plain('NOT ', 'the opposite'),
  ];
}

/** The values that a keyword is known to have. */
function valuesOf(keyword: string, vocabulary: Vocabulary): [readonly string[], boolean] {
  const word = keyword.toLowerCase();
  if (word.startsWith('annotation.')) return [vocabulary.annotations.get(keyword.slice('annotation.'.length)) ?? [], false];
  const known: Record<string, readonly string[]> = {
    user: vocabulary.users, 'http.url': vocabulary.urls, 'http.method': vocabulary.methods, 'group.name': vocabulary.groups,
    name: vocabulary.services, type: vocabulary.types, service: vocabulary.services, edge: vocabulary.services,
  };
  if (word === 'http.status') return [vocabulary.statuses, true];
  return typeOf(word) === 'boolean' ? [['true', 'false'], true] : [known[word] ?? [], false];
}

function valuesFor(keyword: string, vocabulary: Vocabulary): Suggestion[] {
  const [values, bare] = valuesOf(keyword, vocabulary);
  // An annotation's numbers and booleans stand without quotes.
  return values.map((value) => (bare || /^(true|false|-?\d+(\.\d+)?)$/.test(value) ? plain(`${value} `, 'value') : quotedValue(value, 'value')));
}

/** Within quotes: the names or values that belong there, up to the closing quote if there is one. */
function insideText(expression: string, caret: number, text: Token, before: Token[], vocabulary: Vocabulary): Completion | undefined {
  const [keyword] = [ownerOf(before)];
  const [values] = valuesOf(keyword, vocabulary);
  const rest = /^(?:[^"\\]|\\.)*"/s.exec(expression.slice(caret));
  // What stands behind the caret belongs to it only up to a quote that closes it, not one that opens another.
  const to = rest && !/[()=]/.test(rest[0]) ? caret + rest[0].length : caret;
  return matching(values.map((value) => quotedValue(value, keyword)), text.from, to, text.text);
}

/** The keyword or function that a text belongs to. */
function ownerOf(before: Token[]): string {
  const last = before.at(-1);
  if (isComparison(last)) return before.at(-2)?.text ?? '';
  if (last?.kind === 'colon') return before.at(-2)?.text ?? '';
  const opened = before.findLastIndex((token) => token.kind === 'open');
  return before[opened - 1]?.text ?? '';
}

/** Those that go on as what is written does, else those that have it in them. */
function matching(all: Suggestion[], from: number, to: number, written: string): Completion | undefined {
  const wanted = written.toLowerCase();
  const bare = (suggestion: Suggestion) => suggestion.text.replace(/^"/, '').toLowerCase();
  const begin = all.filter((one) => bare(one).startsWith(wanted));
  const inside = all.filter((one) => !bare(one).startsWith(wanted) && bare(one).includes(wanted));
  const suggestions = [...begin, ...inside].slice(0, MOST_SUGGESTIONS);
  return suggestions.length === 0 ? undefined : { from, to, suggestions };
}

/** The expression with the suggestion in it, and where the caret stands then. */
export function apply(expression: string, { from, to }: Completion, { text, back }: Suggestion): { text: string; caret: number } {
  const after = expression.slice(to).replace(/^ +/, text.endsWith(' ') ? '' : ' ');
  return { text: expression.slice(0, from) + text + after, caret: from + text.length - back };
}
