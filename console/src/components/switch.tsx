import { useId, type ReactNode } from 'react';
import './switch.css';

interface SwitchProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  /** What it means now; beside the label. */
  hint?: ReactNode;
}

export function Switch({ label, checked, onChange, disabled = false, hint }: SwitchProps) {
  const [labelId, hintId] = [useId(), useId()];
  return (
    <div className="switch-line">
      <button
        type="button"
        role="switch"
        className="switch"
        aria-checked={checked}
        aria-labelledby={labelId}
        aria-describedby={hint ? hintId : undefined}
        disabled={disabled}
        onClick={() => onChange(!checked)}
      >
        <span className="switch-knob" aria-hidden="true" />
      </button>
      <span className="switch-text">
        {/* The label is as good a target as the switch itself, for the mouse. */}
        <span id={labelId} className="switch-label" onClick={() => !disabled && onChange(!checked)}>
          {label}
        </span>
        {hint && (
          <span id={hintId} className="switch-hint">
            {hint}
          </span>
        )}
      </span>
    </div>
  );
}
