import { shortUrl } from './format';
import { numberOf, objectOf, textOf, type Document, type Entity } from './trace_tree';

/** What an entity did, in a few words beside its name: request, operation, query. */
export function subtitleOf(entity: Entity): string | undefined {
  const { document } = entity;
  const request = objectOf(objectOf(document['http'])?.['request']);
  const call = [textOf(request?.['method']), shortUrl(textOf(request?.['url']))].filter(Boolean).join(' ');
  if (call !== '') return entity.httpStatus === undefined ? call : `${call} ${entity.httpStatus}`;
  const aws = objectOf(document['aws']);
  const operation = textOf(aws?.['operation']);
  if (operation !== undefined) return [operation, resourceOf(aws)].filter(Boolean).join(' ');
  const query = textOf(objectOf(document['sql'])?.['sanitized_query']);
  return query?.slice(0, 200);
}

const RESOURCES = ['table_name', 'queue_url', 'topic_arn', 'function_name', 'bucket_name', 'key', 'stream_name'];

function resourceOf(aws: Document | undefined): string | undefined {
  for (const name of RESOURCES) {
    const text = textOf(aws?.[name]);
    if (text !== undefined) return text.split(/[/:]/).at(-1);
  }
  return undefined;
}

export interface ExceptionFrame {
  label: string;
  place: string;
}

export interface ExceptionText {
  type: string;
  message: string;
  remote: boolean;
  frames: ExceptionFrame[];
  /** How many frames the sender left out. */
  truncated: number;
}

/** The exceptions of a cause. A cause that is only an id points at where they are told. */
export function exceptionsOf(document: Document): ExceptionText[] {
  const list = objectOf(document['cause'])?.['exceptions'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const exception = objectOf(item);
    return exception ? [exceptionOf(exception)] : [];
  });
}

function exceptionOf(exception: Document): ExceptionText {
  const stack = Array.isArray(exception['stack']) ? exception['stack'] : [];
  return {
    type: textOf(exception['type']) ?? 'Exception',
    message: textOf(exception['message']) ?? '',
    remote: exception['remote'] === true,
    truncated: numberOf(exception['truncated']) ?? 0,
    frames: stack.flatMap((item) => {
      const frame = objectOf(item);
      if (!frame) return [];
      const line = numberOf(frame['line']);
      const place = [textOf(frame['path']), line === undefined ? undefined : String(line)].filter(Boolean).join(':');
      return [{ label: textOf(frame['label']) ?? '', place }];
    }),
  };
}
