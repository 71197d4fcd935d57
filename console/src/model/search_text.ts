import { quoted } from './quoted';

// The plain search of a report, which has no filter language: all words and "phrases" must occur in a trace, in any
// case; `name=value` must be one of its facts.

/** What a search for one fact reads: `status=500`, `service="order worker"`. */
export function factText(name: string, value: unknown): string {
  const text = String(value);
  if (!isName(name)) return quoted(`${name}=${text}`);
  return /^[^\s"\\]+$/.test(text) ? `${name}=${text}` : `${name}=${quoted(text)}`;
}

const isName = (name: string) => /^[^\s"=\\]+$/.test(name);

/** What is searched of a trace. */
export interface Searchable {
  /** `name=value`, in lower case. */
  facts: ReadonlySet<string>;
  /** All of its text, in lower case. */
  text: string;
}

const TERM = /([^\s"=]+)="((?:[^"\\]|\\.)*)"|"((?:[^"\\]|\\.)*)"|(\S+)/g;

/** Whether a trace has all that the text asks for. */
export function searcherOf(text: string): (trace: Searchable) => boolean {
  const facts: string[] = [];
  const words: string[] = [];
  for (const [, name, value, phrase, word] of text.toLowerCase().matchAll(TERM)) {
    if (name !== undefined && value !== undefined) facts.push(`${name}=${plain(value)}`);
    else if (phrase !== undefined) words.push(plain(phrase));
    else if (word !== undefined && /^[^"=]+=./.test(word)) facts.push(word);
    else if (word !== undefined) words.push(word);
  }
  return (trace) => facts.every((fact) => trace.facts.has(fact)) && words.every((word) => trace.text.includes(word));
}

const plain = (quotedText: string) => quotedText.replaceAll(/\\(.)/g, '$1');
