// What was refused or taken with a warning, and what to do about it. Pure.

const HEADER = 'Begin each datagram with {"format": "json", "version": 1} and a newline, then one document.';
const ID = 'Ids of segments and subsegments are 16 hexadecimal digits.';
const END = 'Send "in_progress": true while the end is not known, and end_time without it afterwards.';
const NAME =
  'Give every segment and subsegment a name of 1 to 200 characters: letters, digits, spaces and _ . : / % & # = + - @';
const TRACE_ID = 'A trace id is 1-, 8 hexadecimal digits of epoch seconds, -, 24 hexadecimal digits.';

const FIXES: Record<string, string> = {
  MissingHeader: HEADER,
  InvalidHeader: HEADER,
  EmptyBody: HEADER,
  ParseError: 'Send one JSON object a document, whole, with each member of its type.',
  MissingTraceId: TRACE_ID,
  InvalidTraceId: TRACE_ID,
  MissingId: ID,
  InvalidId: ID,
  InvalidParentId: ID,
  MissingParentId: 'A subsegment that is sent alone names its parent: parent_id.',
  MissingName: NAME,
  InvalidName: NAME,
  MissingStartTime: 'Send start_time in epoch seconds, with a fraction.',
  MissingEndTime: END,
  InProgressSegmentHasEndTime: END,
  InProgressSubsegmentHasEndTime: END,
  UnknownType: 'Leave "type" out for a segment; a subsegment that is sent alone has "type": "subsegment".',
  Milliseconds: 'Send epoch seconds with a fraction, 1790000000.25, not milliseconds.',
  EndBeforeStart: 'Take both times from one clock, and the end after the work.',
  InTheFuture: 'Set the clock of the machine that sends, or freeze the emulator’s clock at the time of the data.',
};

/** What to change at the sender. */
export const fixOf = (reason: string): string => FIXES[reason] ?? 'Correct the document as the explanation says.';

export interface Excerpt {
  before: string;
  /** What stands at the position; empty where the text ends there. */
  at: string;
  after: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A text around the byte where reading it failed; undefined for no position within it. */
export function splitAt(text: string, position: number | undefined): Excerpt | undefined {
  if (position === undefined || position < 0) return undefined;
  const bytes = encoder.encode(text);
  if (position > bytes.length) return undefined;
  const before = decoder.decode(bytes.subarray(0, position));
  const rest = decoder.decode(bytes.subarray(position));
  const at = rest === '' ? '' : String.fromCodePoint(rest.codePointAt(0) ?? 0);
  return { before, at, after: rest.slice(at.length) };
}

/** Reasons and how often, the most frequent first. */
export const countedReasons = (counts: Record<string, number>): [string, number][] =>
  Object.entries(counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
