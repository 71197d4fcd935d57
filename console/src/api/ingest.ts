import { call } from './http';

export interface UnprocessedSegment {
  Id: string | null;
  ErrorCode: string | null;
  Message: string | null;
}

/** Sends segment documents, each a JSON text, and answers those that were refused. */
export async function putTraceSegments(documents: string[]): Promise<UnprocessedSegment[]> {
  const answer = await call<{ UnprocessedTraceSegments: UnprocessedSegment[] }>('/TraceSegments', {
    body: { TraceSegmentDocuments: documents },
  });
  return answer.UnprocessedTraceSegments;
}
