import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import './tabs.css';

export interface Tab {
  id: string;
  label: string;
  /** How many things are in it; shown beside the label. */
  count?: number | undefined;
  content: ReactNode;
}

interface TabsProps {
  label: string;
  tabs: Tab[];
  value: string;
  onChange: (id: string) => void;
}

/** Shows the first tab where `value` is none of them. */
export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  const shown = tabs.some((tab) => tab.id === value) ? value : (tabs[0]?.id ?? '');
  return (
    <Radix.Root value={shown} onValueChange={onChange} className="tabs">
      <Radix.List className="tabs-list" aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.id} value={tab.id} className="tabs-tab">
            {tab.label}
            {tab.count !== undefined && <span className="tabs-count">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className="tabs-content">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
