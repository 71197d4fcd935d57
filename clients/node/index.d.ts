// SPDX-License-Identifier: Apache-2.0

/** The emulator could not be started or reached, or refused what it was asked: a mistake of the test's. */
export class EmulatorError extends Error {}

/** An expectation is not met; the message says what there was instead. */
export class ExpectationError extends Error {}

/** What GetTraceSummaries answers for one trace. */
export interface TraceSummary {
  Id: string;
  [member: string]: unknown;
}

/** A segment document. */
export interface Segment {
  id: string;
  name: string;
  [member: string]: unknown;
}

export interface ExpectOptions {
  /** Ids of traces, of which all must match. */
  traces?: string[];
  /** At least so many traces must match (1). */
  count?: number;
  exactly?: number;
  atMost?: number;
  /** 'front -> back = 2', with =, <, >, <=, >=: how often one service calls another within each trace. */
  calls?: string[];
  /** Seconds to wait (5). */
  within?: number;
  /** Seconds for which nothing more must have come. */
  quiet?: number;
  /** Count traces too of which something is missing. */
  partial?: boolean;
}

/** What calls are to meet: one of `error`, `delayMs` and `drop`, for the next `count` calls, a `share` of them, or all. */
export interface Fault {
  /** A name of the X-Ray API ('PutTraceSegments'), '*' for all of them, or 'UDP'. */
  operation: string;
  /** An exception of the X-Ray API ('ThrottledException'), or 'InternalFailure'. */
  error?: string;
  /** The answer comes so many milliseconds later. */
  delayMs?: number;
  /** Of UDP: datagrams are lost. */
  drop?: boolean;
  count?: number;
  /** 0 to 1. */
  share?: number;
  /** How many calls it has met. */
  applied?: number;
}

export class Trace {
  readonly id: string;
  readonly duration: number | undefined;
  readonly segments: Segment[];
  segment(name: string): Segment;
}

export class Emulator {
  static start(...options: string[]): Emulator;
  static connect(url: string): Emulator;
  readonly url: string;
  readonly daemonAddress: string;
  readonly environment: Record<string, string>;
  expect(filter?: string, options?: ExpectOptions): Promise<TraceSummary[]>;
  forbid(filter?: string, options?: Pick<ExpectOptions, 'within' | 'quiet'>): Promise<void>;
  trace(id: string, options?: Pick<ExpectOptions, 'within'>): Promise<Trace>;
  snapshot(file: string, filter?: string, options?: { update?: boolean }): void;
  faults(...faults: Fault[]): Promise<Fault[]>;
  reset(options?: { all?: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface Hooks {
  beforeEach(hook: () => Promise<void>): void;
  afterAll?(hook: () => Promise<void>): void;
  after?(hook: () => Promise<void>): void;
}

/** For a test file: an emulator without traces at the start of each test. To be called before an SDK is imported. */
export function useXRay(hooks?: Hooks): Emulator;
