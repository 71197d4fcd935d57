import type { Health, Heard, Stats } from '../api/emulator';
import type { RuleInUse } from '../api/sampling';
import type { SamplingStatisticSummary } from '../api/types';
import { countOf, formatCount } from './format';

// What the emulator has heard of the applications, as a list to tick off. Pure.

export type SignalState = 'waiting' | 'heard' | 'trouble';

export interface Signal {
  id: 'udp' | 'rules' | 'otlp' | 'refused' | 'trace';
  label: string;
  state: SignalState;
  /** What there is so far, or what is missing. */
  text: string;
  /** Who it was that was heard last, where that is known. */
  last?: Heard | undefined;
  /** Changes with each time something was heard. */
  count: number;
}

export interface Arrivals {
  stats: Stats;
  health: Health;
  /** How clients use the Default rule; missing while it is not known. */
  rule?: RuleInUse | undefined;
  statistics?: SamplingStatisticSummary[] | undefined;
}

const number = (stats: Stats, name: string): number => {
  const value = stats[name];
  return typeof value === 'number' ? value : 0;
};

export function signalsOf(heard: Arrivals): Signal[] {
  const signals = [datagrams(heard.stats), rules(heard), spans(heard.stats), trace(heard.health)];
  return heard.stats.documents_rejected + number(heard.stats, 'datagrams_rejected') > 0
    ? [...signals, refused(heard.stats)]
    : signals;
}

function datagrams(stats: Stats): Signal {
  const count = stats.datagrams_received;
  const lost = number(stats, 'datagrams_lost_in_kernel');
  const parts = [countOf(count, 'datagram')];
  if (lost > 0) parts.push(`${formatCount(lost)} lost on the way in`);
  return {
    id: 'udp',
    label: 'X-Ray SDKs over UDP',
    state: lost > 0 ? 'trouble' : count > 0 ? 'heard' : 'waiting',
    text: count > 0 ? parts.join(', ') : 'No datagram yet',
    last: stats.heard?.udp ?? undefined,
    count,
  };
}

function rules({ stats, rule, statistics = [] }: Arrivals): Signal {
  const clients = rule?.Clients ?? 0;
  const requests = statistics.reduce((sum, one) => sum + one.RequestCount, 0);
  const sampled = statistics.reduce((sum, one) => sum + one.SampledCount + one.BorrowCount, 0);
  const fetched = stats.heard?.samplingRules ?? undefined;
  const parts: string[] = [];
  if (clients > 0) parts.push(clients === 1 ? '1 client samples by them' : `${countOf(clients, 'client')} sample by them`);
  if (requests > 0) parts.push(`${countOf(requests, 'request')} in 10 s, ${formatCount(sampled)} sampled`);
  return {
    id: 'rules',
    label: 'Sampling rules',
    state: parts.length > 0 || fetched ? 'heard' : 'waiting',
    text: parts.join('; ') || (fetched ? 'Fetched; no client has told what it sampled yet' : 'Nobody has fetched them yet'),
    last: fetched,
    count: clients + requests + (fetched?.at ?? 0),
  };
}

/** What a client calls itself, in short: `Boto3/1.40` of a line that names the system and the language, too. */
export const shortName = (by: string): string => by.split(' ')[0] || 'a client without a name';

function spans(stats: Stats): Signal {
  const count = stats.otlp_spans_received;
  const unsampled = number(stats, 'otlp_spans_unsampled');
  const [metrics, logs] = [number(stats, 'otlp_metrics_requests'), number(stats, 'otlp_logs_requests')];
  const parts: string[] = [];
  if (count > 0) parts.push(countOf(count, 'span'));
  if (unsampled > 0) parts.push(`${formatCount(unsampled)} unsampled`);
  if (metrics + logs > 0) parts.push(`${countOf(metrics + logs, 'request')} with metrics or logs, which are not kept`);
  return {
    id: 'otlp',
    label: 'OpenTelemetry',
    state: count > 0 ? 'heard' : parts.length > 0 ? 'trouble' : 'waiting',
    text: parts.join(', ') || 'No span yet',
    last: stats.heard?.otlp ?? undefined,
    count: count + unsampled + metrics + logs,
  };
}

function refused(stats: Stats): Signal {
  const count = Math.max(
    stats.documents_rejected + number(stats, 'datagrams_rejected'),
    Object.values(stats.rejected_by_reason).reduce((sum, one) => sum + one, 0),
  );
  const reasons = Object.entries(stats.rejected_by_reason).sort((a, b) => b[1] - a[1]);
  const names = reasons.slice(0, 3).map(([reason, times]) => `${reason} ${formatCount(times)}`);
  return { id: 'refused', label: 'Refused', state: 'trouble', text: `${countOf(count, 'document')}: ${names.join(', ')}`, count };
}

function trace(health: Health): Signal {
  return {
    id: 'trace',
    label: 'Traces',
    state: health.traces > 0 ? 'heard' : 'waiting',
    text: health.traces > 0 ? `${countOf(health.traces, 'trace')}, ${countOf(health.segments, 'segment')}` : 'Waiting for the first trace',
    count: health.traces,
  };
}
