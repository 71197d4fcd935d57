import { expect, it } from 'vitest';
import { randomHex, sampleTrace } from './sample_trace';

interface Document {
  id: string;
  trace_id: string;
  parent_id?: string;
  start_time: number;
  end_time: number;
  subsegments: { id: string; start_time: number; end_time: number }[];
}

it('is one trace of three services that call each other', () => {
  const { id, documents } = sampleTrace(1_790_000_000.5);
  const segments = documents.map((text) => JSON.parse(text) as Document);
  expect(id).toMatch(/^1-6ab13b7e-[0-9a-f]{24}$/);
  expect(segments.every((segment) => segment.trace_id === id)).toBe(true);
  const callers = new Set(segments.flatMap((segment) => segment.subsegments.map((one) => one.id)));
  expect(segments.map((segment) => segment.parent_id === undefined || callers.has(segment.parent_id))).toEqual([true, true, true]);
  expect(segments.filter((segment) => segment.parent_id === undefined)).toHaveLength(1);
});

it('has ended at the time that it was given, with parts inside their segments', () => {
  const segments = sampleTrace(2000).documents.map((text) => JSON.parse(text) as Document);
  expect(Math.max(...segments.map((segment) => segment.end_time))).toBeCloseTo(2000);
  for (const segment of segments) {
    for (const part of segment.subsegments) {
      expect(part.start_time).toBeGreaterThanOrEqual(segment.start_time);
      expect(part.end_time).toBeLessThanOrEqual(segment.end_time);
    }
  }
});

it('has ids of its own each time', () => {
  expect(sampleTrace(1).id).not.toBe(sampleTrace(1).id);
  expect(randomHex(16)).toMatch(/^[0-9a-f]{16}$/);
});
