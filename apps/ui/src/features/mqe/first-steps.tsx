import { valueOf } from '../../base/loadable.ts';
import type { Panel } from '../../model/mqe/panels.ts';
import { quote } from '../../model/filter/terms.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';

interface FirstStepsProps {
  readonly onTake: (panel: Panel) => void;
}

/** Expressions to begin with, over a service that is there. */
export function FirstSteps({ onTake }: FirstStepsProps) {
  const services = valueOf(serviceDirectory().result.value) ?? [];
  const service = services.find(({ normal }) => normal)?.name ?? 'cart';
  const of = `service=${quote(service)}`;
  const steps: readonly (Panel & { readonly help: string })[] = [
    { expression: 'top_n(service_resp_time,10,des)', of: '', help: 'the slowest services' },
    { expression: "service_percentile{p='50,95,99'}", of, help: 'latency by rank over time' },
    { expression: 'avg(service_sla) / 100', of, help: 'share of good calls, one number' },
    { expression: 'service_cpm * 60', of, help: 'calls an hour, from calls a minute' },
    { expression: 'increase(service_cpm,5)', of, help: 'change against five minutes before' },
  ];
  return (
    <ul class="mqe-first">
      {steps.map(({ expression, of: entity, help }) => (
        <li key={expression}>
          <button type="button" onClick={() => onTake({ expression, of: entity })}>
            <code>{expression}</code>
            <span class="faint">{help}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
