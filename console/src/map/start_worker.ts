/** Throws where there can be no worker. */
export const startWorker = () => new Worker(new URL('./layout_worker.ts', import.meta.url), { type: 'module' });
