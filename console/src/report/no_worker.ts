/** Stands for map/start_worker.ts: a page from a file has no worker, and lays its maps out by itself. */
export function startWorker(): Worker {
  throw new Error('no worker in a report');
}
