import { useEffect, useState } from 'react';

/** Epoch seconds; renders anew every so many milliseconds. */
export function useNow(milliseconds = 1000): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1000), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return now;
}
