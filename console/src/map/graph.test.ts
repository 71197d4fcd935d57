import { describe, expect, it } from 'vitest';
import type { GraphService, Statistics } from '../api/types';
import { averageOf, badShareOf, busiestOf, edgesFrom, edgesTo, formatRate, graphOf, minutesOf, sharesOf, trafficOf } from './graph';

function statistics(ok: number, error = 0, throttle = 0, fault = 0, time = 0): Statistics {
  return {
    OkCount: ok,
    ErrorStatistics: { ThrottleCount: throttle, OtherCount: error, TotalCount: error + throttle },
    FaultStatistics: { OtherCount: fault, TotalCount: fault },
    TotalCount: ok + error + throttle + fault,
    TotalResponseTime: time,
  };
}

function service(id: number, name: string, type: string | null, to: number[] = [], more: Partial<GraphService> = {}): GraphService {
  return {
    ReferenceId: id, Name: name, Names: [name], Root: null, AccountId: null, Type: type, State: 'active', StartTime: 60, EndTime: 240,
    SummaryStatistics: type === 'client' ? null : statistics(10), DurationHistogram: null, ResponseTimeHistogram: null,
    Edges: to.map((target) => ({ ReferenceId: target, StartTime: null, EndTime: null, SummaryStatistics: statistics(5), ResponseTimeHistogram: null, Aliases: [] })),
    ...more,
  };
}

describe('the graph of an answer', () => {
  it('has nodes of one name apart by their types, and edges between them', () => {
    const graph = graphOf([service(0, 'shop', 'client', [1]), service(1, 'shop', null, [2]), service(2, 'carts', 'AWS::DynamoDB::Table')]);
    expect(graph.nodes.map((node) => node.key)).toEqual(['client|shop', '|shop', 'AWS::DynamoDB::Table|carts']);
    expect(edgesFrom(graph, '|shop').map((edge) => edge.to)).toEqual(['AWS::DynamoDB::Table|carts']);
    expect(edgesTo(graph, '|shop').map((edge) => edge.from)).toEqual(['client|shop']);
    expect(graph.nodeOf.get('client|shop')?.traffic).toBeUndefined();
  });

  it('survives what no answer should have: edges to nowhere, and a node twice', () => {
    const graph = graphOf([service(0, 'a', null, [7, 0]), service(1, 'a', null)]);
    expect(graph.nodes.map((node) => node.key)).toEqual(['|a', '|a+']);
    expect(graph.edges.map((edge) => edge.key)).toEqual(['|a>|a']);
  });

  it('keeps a call and a link between the same nodes apart', () => {
    const one = service(0, 'a', null, [1, 1]);
    const link = one.Edges[1];
    if (link) {
      link.EdgeType = 'link';
      link.ReceivedEventAgeHistogram = [{ Value: 1, Count: 2 }];
    }
    const graph = graphOf([one, service(1, 'b', null)]);
    expect(graph.edges.map((edge) => [edge.key, edge.isLink, edge.ages.length])).toEqual([['|a>|b', false, 0], ['|a>|b>link', true, 1]]);
  });

  it('is cut to the busiest nodes', () => {
    const graph = graphOf([
      service(0, 'quiet', null, [1], { SummaryStatistics: statistics(1) }),
      service(1, 'busy', null, [], { SummaryStatistics: statistics(50) }),
      service(2, 'busy', 'client', [1]),
    ]);
    const cut = busiestOf(graph, 2);
    expect(cut.nodes.map((node) => node.key)).toEqual(['|busy', 'client|busy']);
    expect(cut.edges).toHaveLength(1);
    expect(busiestOf(graph, 3)).toBe(graph);
  });
});

describe('traffic', () => {
  it('counts every request once', () => {
    const traffic = trafficOf(statistics(6, 1, 2, 1, 5));
    expect(traffic).toMatchObject({ total: 10, ok: 6, error: 1, throttle: 2, fault: 1 });
    expect(sharesOf(traffic).map(({ outcome, share }) => [outcome, share])).toEqual([['fault', 0.1], ['throttle', 0.2], ['error', 0.1], ['ok', 0.6]]);
    expect(badShareOf(traffic)).toBeCloseTo(0.4);
    expect(averageOf(traffic)).toBe(0.5);
  });

  it('of nothing is nothing', () => {
    expect(trafficOf(null)).toBeUndefined();
    expect(sharesOf(trafficOf(statistics(0)))).toEqual([]);
    expect(averageOf(trafficOf(statistics(0)))).toBeUndefined();
    expect(badShareOf(undefined)).toBe(0);
  });

  it('has a rate by the range, or by what there is', () => {
    const graph = graphOf([service(0, 'a', null)]);
    expect(minutesOf(graph, { from: 0, to: 600 })).toBe(10);
    expect(minutesOf(graph, undefined)).toBe(3);
    expect(minutesOf(graphOf([]), undefined)).toBe(1);
    expect([formatRate(0, 5), formatRate(1, 60), formatRate(85, 10), formatRate(30_000, 2)]).toEqual(['0/min', '1/h', '8.5/min', '15,000/min']);
  });
});
