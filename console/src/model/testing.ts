import { buildTree, type TraceTree } from './trace_tree';

// For tests: traces in a few words.

export type Loose = Record<string, unknown>;

export const treeOf = (...documents: unknown[]): TraceTree =>
  buildTree(documents.map((document) => ({ Id: '', Document: typeof document === 'string' ? document : JSON.stringify(document) })));

export const segment = (id: string, start: number, end: number | undefined, more: Loose = {}): Loose => ({
  id, name: id, start_time: start, ...(end === undefined ? { in_progress: true } : { end_time: end }), ...more,
});
