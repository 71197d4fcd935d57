import { Popover as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { pageElement } from './page_element';
import './popover.css';

interface PopoverProps {
  trigger: ReactElement;
  /** Its accessible name. */
  label: string;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: 'start' | 'end';
}

export function Popover({ trigger, label, children, align = 'end', ...state }: PopoverProps) {
  return (
    <Radix.Root {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={pageElement()}>
        <Radix.Content className="popover" aria-label={label} align={align} sideOffset={4} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
