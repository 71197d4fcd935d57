import type { ComponentProps, MouseEvent } from 'react';
import { hrefOf, navigate } from './router';

/** A link within the console. Other buttons and keys open it as the browser does. */
export function Link({ href, onClick, ...rest }: ComponentProps<'a'> & { href: string }) {
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
    window.scrollTo(0, 0);
  };
  return <a href={hrefOf(href)} onClick={go} {...rest} />;
}
