import type { Stats } from '../api/emulator';

export interface Counter {
  name: string;
  label: string;
  value: number;
  /** More than none of it means that something is wrong. */
  isTrouble: boolean;
}

export interface CounterGroup {
  title: string;
  counters: Counter[];
}

// Name in stats, label, and an exclamation mark for those that should be 0.
const GROUPS: [string, [string, string, '!'?][]][] = [
  [
    'Documents',
    [
      ['documents_received', 'Received'],
      ['documents_stored', 'Stored'],
      ['documents_duplicate', 'Repeat stored ones'],
      ['documents_rejected', 'Refused', '!'],
      ['documents_dropped', 'Could not be stored', '!'],
      ['documents_dropped_queue_full', 'Dropped: too much waited to be stored', '!'],
      ['documents_dropped_backlog_full', 'Dropped: too much waited to be summarised', '!'],
      ['documents_undigested', 'Not in queries yet'],
      ['traces_not_digested', 'Traces without a summary', '!'],
      ['traces_with_cycles', 'Traces with a cycle of parents', '!'],
    ],
  ],
  [
    'UDP',
    [
      ['datagrams_received', 'Datagrams'],
      ['datagram_bytes', 'Bytes'],
      ['datagrams_empty', 'Empty ones, ignored'],
      ['datagrams_rejected', 'Without a valid header', '!'],
      ['datagrams_dropped', 'Dropped by a failure', '!'],
      ['datagrams_dropped_by_fault', 'Dropped by an injected fault'],
      ['datagrams_lost_in_kernel', 'Lost: the receive buffer was full', '!'],
      ['telemetry_records', 'Telemetry records of daemons'],
    ],
  ],
  [
    'OpenTelemetry',
    [
      ['otlp_spans_received', 'Spans'],
      ['otlp_spans_unsampled', 'Unsampled spans, not kept'],
      ['otlp_metrics_requests', 'Requests with metrics, not kept'],
      ['otlp_metrics_dropped', 'Messages of metrics, not kept'],
      ['otlp_logs_requests', 'Requests with logs, not kept'],
    ],
  ],
  [
    'HTTP',
    [
      ['http_requests', 'Requests'],
      ['http_errors', 'Answered with 400 and above'],
      ['faults_injected', 'Met an injected fault'],
      ['http_abandoned', 'Left by their client'],
      ['http_overload', 'Refused: overload', '!'],
      ['requests_refused_as_foreign', 'Refused: sent by another web site', '!'],
      ['event_streams_cut', 'Event streams cut off: read too slowly', '!'],
      ['failures', 'Unexpected failures', '!'],
    ],
  ],
];

const KNOWN = new Set(GROUPS.flatMap(([, rows]) => rows.map(([name]) => name)));

/** Every counter of the emulator by what it is about; those that this console does not know come last. */
export function counterGroups(stats: Stats): CounterGroup[] {
  const valueOf = (name: string) => (typeof stats[name] === 'number' ? stats[name] : 0);
  const groups = GROUPS.map(([title, rows]) => ({
    title,
    counters: rows.map(([name, label, mark]) => {
      const value = valueOf(name);
      return { name, label, value, isTrouble: mark === '!' && value > 0 };
    }),
  }));
  const others = Object.keys(stats)
    .filter((name) => typeof stats[name] === 'number' && !KNOWN.has(name))
    .map((name) => ({ name, label: name.replaceAll('_', ' '), value: valueOf(name), isTrouble: false }));
  return others.length > 0 ? [...groups, { title: 'Others', counters: others }] : groups;
}
