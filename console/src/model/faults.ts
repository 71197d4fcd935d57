import type { InjectedFault } from '../api/intake';
import { countOf, formatCount, formatShare } from './format';

// Faults that a test injects: forms, texts and what fits together. Pure.

export const EVERY_OPERATION = '*';
export const DATAGRAMS = 'UDP';

export const OPERATIONS = [
  'BatchGetTraces', 'CancelTraceRetrieval', 'CreateGroup', 'CreateSamplingRule', 'DeleteGroup', 'DeleteResourcePolicy',
  'DeleteSamplingRule', 'GetEncryptionConfig', 'GetGroup', 'GetGroups', 'GetIndexingRules', 'GetInsight',
  'GetInsightEvents', 'GetInsightImpactGraph', 'GetInsightSummaries', 'GetRetrievedTracesGraph', 'GetSamplingRules',
  'GetSamplingStatisticSummaries', 'GetSamplingTargets', 'GetServiceGraph', 'GetTimeSeriesServiceStatistics',
  'GetTraceGraph', 'GetTraceSegmentDestination', 'GetTraceSummaries', 'ListResourcePolicies', 'ListRetrievedTraces',
  'ListTagsForResource', 'PutEncryptionConfig', 'PutResourcePolicy', 'PutTelemetryRecords', 'PutTraceSegments',
  'StartTraceRetrieval', 'TagResource', 'UntagResource', 'UpdateGroup', 'UpdateIndexingRule', 'UpdateSamplingRule',
  'UpdateTraceSegmentDestination',
] as const;

/** What pages of the console ask for by themselves. */
export const CONSOLE_CALLS: ReadonlySet<string> = new Set([
  EVERY_OPERATION, 'BatchGetTraces', 'GetGroups', 'GetInsight', 'GetInsightEvents', 'GetInsightImpactGraph', 'GetInsightSummaries',
  'GetSamplingRules', 'GetSamplingStatisticSummaries', 'GetServiceGraph', 'GetTimeSeriesServiceStatistics', 'GetTraceGraph',
  'GetTraceSummaries', 'ListRetrievedTraces', 'ListTagsForResource', 'StartTraceRetrieval',
]);

/** The exceptions of the service, and its own failure. */
export const ERRORS = [
  'ThrottledException', 'InternalFailure', 'InvalidRequestException', 'ResourceNotFoundException',
  'RuleLimitExceededException', 'TooManyTagsException', 'MalformedPolicyDocumentException',
  'LockoutPreventionException', 'InvalidPolicyRevisionIdException', 'PolicyCountLimitExceededException',
  'PolicySizeLimitExceededException',
] as const;

export type Effect = 'error' | 'delay';
export type Often = 'always' | 'count' | 'share';

export interface FaultForm {
  operation: string;
  /** Of calls; datagrams can only be dropped. */
  effect: Effect;
  error: string;
  delayMs: string;
  often: Often;
  count: string;
  /** Percent. */
  percent: string;
}

export const NEW_FAULT: FaultForm = {
  operation: 'PutTraceSegments',
  effect: 'error',
  error: 'ThrottledException',
  delayMs: '1000',
  often: 'count',
  count: '1',
  percent: '10',
};

const wholeNumber = (text: string, least: number, most: number): number | undefined => {
  const value = /^\d{1,12}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
};

/** The fault that a form describes, or what is wrong with which field. */
export function faultOf(form: FaultForm): { fault: InjectedFault } | { field: keyof FaultForm; problem: string } {
  const fault: InjectedFault = { operation: form.operation };
  if (form.operation === DATAGRAMS) {
    fault.drop = true;
  } else if (form.effect === 'error') {
    fault.error = form.error;
  } else {
    const delay = wholeNumber(form.delayMs, 0, 300_000);
    if (delay === undefined) return { field: 'delayMs', problem: 'A whole number from 0 to 300000' };
    fault.delayMs = delay;
  }
  if (form.often === 'count') {
    const count = wholeNumber(form.count, 1, 1e9);
    if (count === undefined) return { field: 'count', problem: 'A whole number from 1 on' };
    fault.count = count;
  }
  if (form.often === 'share') {
    const percent = form.percent.trim() === '' ? Number.NaN : Number(form.percent);
    if (!(percent > 0 && percent <= 100)) return { field: 'percent', problem: 'A number above 0, and 100 at most' };
    fault.share = percent / 100;
  }
  return { fault };
}

export function describeOperation(operation: string): string {
  if (operation === EVERY_OPERATION) return 'Every operation';
  return operation === DATAGRAMS ? 'UDP datagrams' : operation;
}

export function describeEffect(fault: InjectedFault): string {
  if (fault.error !== undefined) return `fails with ${fault.error}`;
  if (fault.delayMs !== undefined) return `waits for ${formatCount(fault.delayMs)} ms`;
  return 'are dropped';
}

export function describeOften(fault: InjectedFault): string {
  const what = fault.operation === DATAGRAMS ? 'datagram' : 'call';
  if (fault.count === 0) return 'used up';
  if (fault.count === 1) return `the next ${what}`;
  if (fault.count !== undefined) return `the next ${countOf(fault.count, what)}`;
  if (fault.share !== undefined) return `${formatShare(fault.share)} of the ${what}s`;
  return `every ${what}`;
}
