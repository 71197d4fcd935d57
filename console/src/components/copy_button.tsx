import { useEffect, useState } from 'react';
import { Button, IconButton } from './button';

/** Copies a text, and says for a moment that it did. */
export function CopyButton({ text, label, quiet = false }: { text: string | (() => string); label: string; quiet?: boolean }) {
  const [copied, copy] = useCopy();
  const run = () => void copy(typeof text === 'function' ? text() : text);
  const icon = copied ? 'check' : 'copy';
  return (
    <>
      {quiet ? (
        <IconButton icon={icon} label={copied ? 'Copied' : label} onClick={run} />
      ) : (
        <Button icon={icon} onClick={run}>
          {copied ? 'Copied' : label}
        </Button>
      )}
      <span role="status" className="hidden-text">
        {copied ? 'Copied' : ''}
      </span>
    </>
  );
}

/** Whether something has just been copied, and what copies. */
export function useCopy(): [boolean, (text: string) => Promise<void>] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, async (text) => setCopied(await copyText(text))];
}

/** Away from localhost a page without TLS has no clipboard: then the old way. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
