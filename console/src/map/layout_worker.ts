import type { LayoutInput } from './geometry';
import { layeredLayout } from './layered';

// A worker's messages have no origin to name.
/* oxlint-disable unicorn/require-post-message-target-origin */

// Large maps take a while to lay out; the page goes on meanwhile.
self.addEventListener('message', ({ data }: MessageEvent<{ id: number; input: LayoutInput }>) => {
  try {
    self.postMessage({ id: data.id, layout: layeredLayout(data.input) });
  } catch (error) {
    self.postMessage({ id: data.id, problem: String(error) });
  }
});
