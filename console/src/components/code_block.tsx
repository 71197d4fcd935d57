import './code_block.css';
import { CopyButton } from './copy_button';

/** Text to copy: commands, settings, documents. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="code">
      {/* Long lines scroll, and what scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <div className="code-copy">
        <CopyButton text={text} label={`Copy: ${label}`} quiet />
      </div>
    </div>
  );
}
