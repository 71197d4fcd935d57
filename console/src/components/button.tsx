import type { ComponentProps } from 'react';
import './button.css';
import { Icon, type IconName } from './icons';

interface ButtonProps extends ComponentProps<'button'> {
  kind?: 'plain' | 'primary' | 'quiet' | 'danger';
  icon?: IconName;
  /** Stands for a switch: whether it is on. */
  pressed?: boolean;
}

export function Button({ kind = 'plain', icon, pressed, className = '', children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button-${kind} ${className}`} aria-pressed={pressed} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  icon: IconName;
  /** What it does, for those who do not see the icon, and for hovering. */
  label: string;
}

export function IconButton({ icon, label, kind = 'quiet', className = '', ...rest }: IconButtonProps) {
  return <Button kind={kind} icon={icon} aria-label={label} title={label} className={`button-icon ${className}`} {...rest} />;
}
