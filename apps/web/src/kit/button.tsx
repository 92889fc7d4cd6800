import type { ComponentChildren, ButtonHTMLAttributes } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'size' | 'icon'> {
  readonly tone?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly scale?: 'normal' | 'large' | 'compact';
  readonly icon?: IconName;
  /** Without children the button shows its icon alone; then `aria-label` names it. */
  readonly children?: ComponentChildren;
}

export function Button({ tone = 'plain', scale = 'normal', icon, children, class: extra, ...rest }: ButtonProps) {
  const bare = children === undefined ? 'icon-only' : '';
  return (
    <button
      type="button"
      {...rest}
      class={`button ${tone} ${scale} ${bare} ${String(extra ?? '')}`}
      title={rest.title ?? (bare ? rest['aria-label'] : undefined)}
    >
      {icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
}
