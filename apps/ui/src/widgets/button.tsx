import './button.css';
import type { ComponentChildren, JSX } from 'preact';

interface ButtonProps extends Omit<JSX.IntrinsicElements['button'], 'class' | 'size'> {
  readonly tone?: 'plain' | 'primary' | 'quiet';
  readonly size?: 'normal' | 'small';
  readonly children?: ComponentChildren;
}

export function Button({ tone = 'plain', size = 'normal', children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} class={`button button--${tone} button--${size}`}>
      {children}
    </button>
  );
}
