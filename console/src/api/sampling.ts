import { call } from './http';
import type { SamplingRule } from './types';

export interface SamplingRateBoost {
  MaxRate: number;
  CooldownWindowMinutes: number;
}

/** A rule as the API gives it: with what raises its rate while anomalies last, where it has that. */
export interface BoostedRule extends SamplingRule {
  SamplingRateBoost?: SamplingRateBoost | null;
}

/** What a client knows of a request before it decides about sampling; what is left out is not known. */
export interface SampledRequest {
  ServiceName?: string;
  ServiceType?: string;
  Host?: string;
  HTTPMethod?: string;
  URLPath?: string;
  ResourceARN?: string;
  Attributes?: Record<string, string>;
}

export interface RuleMismatch {
  Field: string;
  Pattern: string;
  /** Null where the request says nothing of it. */
  Value: string | null;
}

export interface PassedOverRule {
  RuleName: string;
  Priority: number;
  Mismatches: RuleMismatch[];
}

export interface RuleInUse {
  RuleName: string;
  RuleARN: string;
  Priority: number;
  FixedRate: number;
  ReservoirSize: number;
  /** How many clients have asked for their share of the reservoir lately. */
  Clients: number;
  /** How much of the reservoir they hold now. */
  QuotaLeased: number;
  /** X-Ray's own SDKs skip the rule: it has attributes or a resource. */
  OpenTelemetryOnly: boolean;
  SamplingBoost: { BoostRate: number; BoostRateTTL: number } | null;
  SamplingRateBoost: SamplingRateBoost | null;
}

export interface SamplingExplanation {
  RuleName?: string;
  Rule?: RuleInUse;
  /** In the order of their trial. */
  PassedOver: PassedOverRule[];
  NotTried: string[];
}

/** Which sampling rule takes a request, and why none before it. */
export const explainSampling = (request: SampledRequest, signal?: AbortSignal) =>
  call<SamplingExplanation>('/_emulator/sampling/explain', { body: request, signal });
