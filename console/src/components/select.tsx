import type { ComponentProps } from 'react';

interface SelectProps<T extends string> extends Omit<ComponentProps<'select'>, 'value' | 'onChange'> {
  value: T;
  choices: readonly (readonly [T, string])[];
  onChoose: (value: T) => void;
}

/** The browser's own: it is right on every device and by keyboard. */
export function Select<T extends string>({ value, choices, onChoose, className = '', ...rest }: SelectProps<T>) {
  return (
    <select className={`field ${className}`} value={value} onChange={(event) => onChoose(event.target.value as T)} {...rest}>
      {choices.map(([choice, text]) => (
        <option key={choice} value={choice}>
          {text}
        </option>
      ))}
    </select>
  );
}
