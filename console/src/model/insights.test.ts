import { describe, expect, it } from 'vitest';
import type { GraphService, Statistics, TimeSeriesPoint } from '../api/types';
import { faultShare, graphSpan, hasItsFaults, impactPoints, impactServices, partsOf, pointsOfTraces, seriesSpan, serviceFilter, summariesSpan, totalOf } from './insights';

const NOW = 1_790_000_000;

describe('spans', () => {
  it('take 30 days of a range without an end', () => {
    const span = summariesSpan({ from: 0, to: 4_102_444_800 }, NOW);
    expect(span.to).toBe(NOW + 86_400);
    expect(span.to - span.from).toBe(30 * 86_400);
  });
  it('leave shorter ranges as they are', () => {
    expect(summariesSpan({ from: NOW - 3600, to: NOW }, NOW)).toEqual({ from: NOW - 3600, to: NOW });
  });
  it('show the last six hours of an insight, with its last minute', () => {
    expect(graphSpan({ StartTime: NOW - 600, EndTime: NOW - 300 }, NOW)).toEqual({ from: NOW - 600, to: NOW - 240 });
    const active = graphSpan({ StartTime: NOW - 86_400, EndTime: null }, NOW);
    expect(active).toEqual({ from: NOW + 60 - 6 * 3600, to: NOW + 60 });
  });
  it('have quiet time around the series, within what the API takes', () => {
    const span = seriesSpan({ StartTime: NOW - 600, EndTime: NOW - 300 }, NOW);
    expect(span.from).toBeLessThanOrEqual(NOW - 900);
    expect(span.to).toBe(NOW - 240 + 300);
    const long = seriesSpan({ StartTime: NOW - 86_400, EndTime: null }, NOW);
    expect(long.to - long.from).toBeLessThanOrEqual(6 * 3600);
  });
});

it('selects a service by its type where it has one', () => {
  expect(serviceFilter({ Name: 'a "b"', Type: null })).toBe('service("a \\"b\\"")');
  expect(serviceFilter({ Name: 'a', Type: 'AWS::EC2::Instance' })).toBe('service(id(name: "a", type: "AWS::EC2::Instance"))');
});

it('keeps the services of the impact graph and the calls among them', () => {
  const service = (ReferenceId: number, Name: string, targets: number[]) =>
    ({ ReferenceId, Name, Type: null, Edges: targets.map((target) => ({ ReferenceId: target })) }) as unknown as GraphService;
  const graph = [service(0, 'web', [1, 2]), service(1, 'orders', []), service(2, 'mail', [])];
  const impact = [{ ReferenceId: 0, Name: 'web', Names: ['web'], Type: null, AccountId: null, Edges: [] }, { ReferenceId: 1, Name: 'orders', Names: ['orders'], Type: null, AccountId: null, Edges: [] }];
  const kept = impactServices(graph, impact);
  expect(kept.map((one) => one.Name)).toEqual(['web', 'orders']);
  expect(kept[0]?.Edges.map((edge) => edge.ReferenceId)).toEqual([1]);
});

it('counts each outcome once', () => {
  const statistics: Statistics = {
    OkCount: 5, ErrorStatistics: { ThrottleCount: 1, OtherCount: 2, TotalCount: 3 }, FaultStatistics: { OtherCount: 4, TotalCount: 4 },
    TotalCount: 12, TotalResponseTime: 1,
  };
  const point = (ServiceSummaryStatistics: Statistics | null): TimeSeriesPoint => ({
    Timestamp: 60, EdgeSummaryStatistics: null, ServiceSummaryStatistics, ServiceForecastStatistics: { FaultCountHigh: 2 }, ResponseTimeHistogram: null,
  });
  expect(impactPoints([point(statistics), point(null)])).toEqual([
    { at: 60, ok: 5, error: 2, throttle: 1, fault: 4, expected: 2 },
    { at: 60, ok: 0, error: 0, throttle: 0, fault: 0, expected: 2 },
  ]);
  expect(faultShare({ FaultCount: 1, TotalCount: 4 })).toBe(0.25);
  expect(faultShare({ FaultCount: 0, TotalCount: 0 })).toBe(0);
});

it('stacks the outcomes of a bar', () => {
  const bar = { at: 0, ok: 3, error: 0, throttle: 1, fault: 2, expected: undefined };
  expect(totalOf(bar)).toBe(6);
  expect(partsOf(bar)).toEqual([
    { outcome: 'fault', from: 0, to: 2 },
    { outcome: 'throttle', from: 2, to: 3 },
    { outcome: 'ok', from: 3, to: 6 },
  ]);
});

describe('series of imported traces', () => {
  const insight = { StartTime: 600, EndTime: 900, RootCauseServiceRequestImpactStatistics: { FaultCount: 10, OkCount: 10, TotalCount: 20 } };
  const bar = (at: number, fault: number) => ({ at, ok: 0, error: 0, throttle: 0, fault, expected: undefined });
  it('are known by their faults being at another time, or all at one', () => {
    expect(hasItsFaults([bar(600, 3), bar(660, 4), bar(720, 3)], insight, 1000)).toBe(true);
    expect(hasItsFaults([bar(3000, 10)], insight, 1000)).toBe(false);
    expect(hasItsFaults([bar(900, 10)], insight, 1000)).toBe(false);
    expect(hasItsFaults([bar(600, 10)], { ...insight, EndTime: 660 }, 1000)).toBe(true);
    expect(hasItsFaults([bar(900, 80)], { ...insight, EndTime: null }, 1000)).toBe(false);
  });
  it('count traces by the minute in which they ended', () => {
    const trace = (Id: string, StartTime: number, Duration: number | null = 1) => ({ Id, StartTime, Duration });
    const all = [trace('a', 60), trace('b', 119.5), trace('c', 130), trace('d', 10, null), trace('far', 9999)];
    const points = pointsOfTraces({ all, error: [trace('b', 0), trace('c', 0)], throttle: [], fault: [trace('c', 0)] }, { from: 0, to: 180 });
    expect(points.map(({ at, ok, error, fault }) => [at, ok, error, fault])).toEqual([[0, 1, 0, 0], [60, 1, 0, 0], [120, 0, 1, 1]]);
  });
});
