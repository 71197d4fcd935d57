/** What a call was answered with that is no success; `message` is the emulator's own words. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** No answer at all: the emulator is gone, or was never there. */
export class UnreachableError extends Error {
  constructor() {
    super('The emulator does not answer. Is it still running?');
    this.name = 'UnreachableError';
  }
}

interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** What answers calls: the path and the body are those of the API. */
export type Source = (path: string, options: CallOptions) => Promise<unknown>;

let source: Source = askEmulator;

/** In a report the data that lies in the file answers, instead of an emulator. */
export function setSource(other: Source): void {
  source = other;
}

/** Sends JSON, reads JSON. Throws ApiError for another status than 2xx, UnreachableError without an answer. */
export const call = <T>(path: string, options: CallOptions = {}) => source(path, options) as Promise<T>;

async function askEmulator(path: string, { method = 'POST', body, signal }: CallOptions): Promise<unknown> {
  const init: RequestInit = { method };
  if (signal) init.signal = signal;
  if (method !== 'GET') {
    init.body = JSON.stringify(body ?? {});
    init.headers = { 'Content-Type': 'application/json' };
  }
  const response = await reach(path, init);
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, messageOf(text, response.status));
  return JSON.parse(text);
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new UnreachableError();
  }
}

/** The service says `Message` or `message`; whatever else there is is better than nothing. */
export function messageOf(text: string, status: number): string {
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    const message = body['Message'] ?? body['message'];
    if (typeof message === 'string' && message !== '') return message;
  } catch {
    // Not JSON: the text itself is what there is.
  }
  return text.trim() === '' ? `The emulator answered with status ${status}.` : text.trim().slice(0, 500);
}
