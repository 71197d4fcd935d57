import { useEffect } from 'react';
import { Dialog } from '../components/dialog';
import './shortcuts.css';

const SHORTCUTS: [string, [string, string][]][] = [
  ['Everywhere', [['?', 'this list'], ['Esc', 'close what is open']]],
  ['Lists', [['↑ ↓, j k', 'from row to row'], ['Page up, down, Home, End', 'farther'], ['Enter', 'open']]],
  [
    'One trace',
    [
      ['↑ ↓, j k', 'from segment to segment'],
      ['← →', 'fold, unfold, to the parent, to the first child'],
      ['/', 'find in the trace; Enter goes to the next match'],
      ['e, E', 'next failure, the one before'],
      ['[ ]', 'fold all, unfold all'],
      ['+ − 0', 'nearer, farther, the whole trace'],
      ['a d', 'earlier, later'],
    ],
  ],
  ['Flame view of a trace', [['↑ ↓', 'to the parent, to the longest child'], ['← →', 'along the row'], ['Enter', 'zoom to it']]],
  ['Map', [['↑ ↓ ← →', 'from node to node'], ['Enter', 'open'], ['+ − 0', 'nearer, farther, all of it']]],
  ['Charts', [['← →', 'move the edge of the range'], ['Esc', 'no range']]],
];

/** Which keys do what; `?` opens it from anywhere but a field. */
export function Shortcuts({ isOpen, onOpen }: { isOpen: boolean; onOpen: (open: boolean) => void }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
      if (event.key === '?' && !isTyping && !event.ctrlKey && !event.metaKey) onOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onOpen]);
  if (!isOpen) return null;
  return (
    <Dialog title="Keyboard" onClose={() => onOpen(false)}>
      {SHORTCUTS.map(([place, keys]) => (
        <section key={place} className="shortcuts">
          <h3>{place}</h3>
          <dl>
            {keys.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
