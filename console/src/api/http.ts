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

/** Sends JSON, reads JSON. Throws ApiError for another status than 2xx, UnreachableError without an answer. */
export async function call<T>(path: string, { method = 'POST', body, signal }: CallOptions = {}): Promise<T> {
  const init: RequestInit = { method };
  if (signal) init.signal = signal;
  if (method !== 'GET') {
    init.body = JSON.stringify(body ?? {});
    init.headers = { 'Content-Type': 'application/json' };
  }
  const response = await reach(path, init);
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, messageOf(text, response.status));
  return JSON.parse(text) as T;
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
