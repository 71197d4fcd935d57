// The shapes of the X-Ray API (2016-04-12) as the emulator answers them. Times are epoch seconds.

export type Nullable<T> = T | null;

export interface ServiceId {
  Name: string;
  Names: string[];
  AccountId?: Nullable<string>;
  Type: Nullable<string>;
}

export interface AnnotationValue {
  BooleanValue: Nullable<boolean>;
  NumberValue: Nullable<number>;
  StringValue: Nullable<string>;
}

export interface ValueWithServiceIds {
  AnnotationValue: AnnotationValue;
  ServiceIds: Nullable<ServiceId[]>;
}

export interface RootCauseException {
  Name: Nullable<string>;
  Message: Nullable<string>;
}

export interface RootCauseEntity {
  Name: string;
  Remote: boolean;
  Coverage?: number;
  Exceptions?: RootCauseException[];
}

export interface RootCauseService extends ServiceId {
  EntityPath: RootCauseEntity[];
  Inferred: boolean;
}

export interface RootCause {
  ClientImpacting: boolean;
  Services: RootCauseService[];
}

export interface HttpSummary {
  ClientIp: Nullable<string>;
  HttpMethod: Nullable<string>;
  HttpStatus: Nullable<number>;
  HttpURL: Nullable<string>;
  UserAgent: Nullable<string>;
}

export interface TraceSummary {
  Id: string;
  StartTime: number;
  /** Seconds; null while nothing of the trace has ended. */
  Duration: Nullable<number>;
  ResponseTime: Nullable<number>;
  HasError: boolean;
  HasFault: boolean;
  HasThrottle: boolean;
  IsPartial: boolean;
  Http: HttpSummary;
  Annotations: Record<string, ValueWithServiceIds[]>;
  Users: { UserName: string }[];
  ServiceIds: ServiceId[];
  EntryPoint: Nullable<ServiceId>;
  ErrorRootCauses: RootCause[];
  FaultRootCauses: RootCause[];
  ResponseTimeRootCauses: RootCause[];
  ResourceARNs: { ARN: string }[];
  InstanceIds: { Id: string }[];
  AvailabilityZones: { Name: string }[];
  MatchedEventTime: Nullable<number>;
  Revision: number;
}

export interface TraceSummariesPage {
  TraceSummaries: TraceSummary[];
  ApproximateTime: number;
  TracesProcessedCount: number;
  NextToken: Nullable<string>;
}

/** A segment as the API gives it: the document is JSON in a text. */
export interface SegmentPart {
  Id: string;
  Document: string;
}

export interface Trace {
  Id: string;
  Duration: Nullable<number>;
  LimitExceeded: boolean;
  Segments: SegmentPart[];
}

export interface HistogramEntry {
  Value: number;
  Count: number;
}

export interface Statistics {
  OkCount: number;
  ErrorStatistics: { ThrottleCount: number; OtherCount: number; TotalCount: number };
  FaultStatistics: { OtherCount: number; TotalCount: number };
  TotalCount: number;
  TotalResponseTime: number;
}

export interface Edge {
  ReferenceId: number;
  StartTime: Nullable<number>;
  EndTime: Nullable<number>;
  SummaryStatistics: Nullable<Statistics>;
  ResponseTimeHistogram: Nullable<HistogramEntry[]>;
  Aliases: { Name: string; Names: string[]; Type: string }[];
  /** `link` for a connection through a queue: then there are ages instead of response times. */
  EdgeType?: string;
  ReceivedEventAgeHistogram?: HistogramEntry[];
}

export interface GraphService {
  ReferenceId: number;
  Name: string;
  Names: string[];
  Root: Nullable<boolean>;
  AccountId: Nullable<string>;
  Type: Nullable<string>;
  State: string;
  StartTime: Nullable<number>;
  EndTime: Nullable<number>;
  Edges: Edge[];
  SummaryStatistics: Nullable<Statistics>;
  DurationHistogram: Nullable<HistogramEntry[]>;
  ResponseTimeHistogram: Nullable<HistogramEntry[]>;
}

export interface ServiceGraph {
  Services: GraphService[];
  StartTime: number;
  EndTime: number;
  ContainsOldGroupVersions?: boolean;
  NextToken: Nullable<string>;
}

export interface Group {
  GroupName: string;
  GroupARN: string;
  FilterExpression: Nullable<string>;
  InsightsConfiguration: { InsightsEnabled: boolean; NotificationsEnabled: boolean };
}

export interface SamplingRule {
  RuleName: string;
  RuleARN?: string;
  ResourceARN: string;
  Priority: number;
  FixedRate: number;
  ReservoirSize: number;
  ServiceName: string;
  ServiceType: string;
  Host: string;
  HTTPMethod: string;
  URLPath: string;
  Version?: number;
  Attributes?: Record<string, string>;
}

export interface SamplingRuleRecord {
  SamplingRule: SamplingRule;
  CreatedAt: Nullable<number>;
  ModifiedAt: Nullable<number>;
}

export interface SamplingStatisticSummary {
  RuleName: string;
  Timestamp: number;
  RequestCount: number;
  SampledCount: number;
  BorrowCount: number;
}

export interface TimeSeriesPoint {
  Timestamp: number;
  EdgeSummaryStatistics: Nullable<Statistics>;
  ServiceSummaryStatistics: Nullable<Statistics>;
  ServiceForecastStatistics: { FaultCountHigh?: number; FaultCountLow?: number };
  ResponseTimeHistogram: Nullable<HistogramEntry[]>;
}

export interface RetrievedTrace {
  Id: string;
  Duration: Nullable<number>;
  Spans: SegmentPart[];
}

export interface RetrievedTraces {
  RetrievalStatus: 'SCHEDULED' | 'RUNNING' | 'COMPLETE' | 'FAILED' | 'CANCELLED' | 'TIMEOUT';
  TraceFormat: 'XRAY' | 'OTEL';
  Traces: RetrievedTrace[];
  NextToken: Nullable<string>;
}
