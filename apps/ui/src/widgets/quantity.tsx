import { formatQuantity } from '../base/format-number.ts';
import type { UnitKind } from '../base/format-number.ts';

interface QuantityProps {
  readonly of: number | undefined;
  readonly kind: UnitKind;
  readonly class?: string;
  readonly title?: string;
}

/** A number with its unit small and grey behind it; an en dash where there is none. */
export function QuantityText({ of, kind, class: name = '', title }: QuantityProps) {
  const { value, unit } = formatQuantity(of, kind);
  return (
    <span class={`quantity ${of === undefined ? 'faint' : ''} ${name}`} title={title}>
      {value}
      {unit === '' ? undefined : <span class="quantity__unit">{unit}</span>}
    </span>
  );
}
