import type { Figure, MapFigures } from './parts.ts';

/** Calls a minute, success and latency of metrics with such a beginning. Shares are stored in hundredths of a percent. */
export function figuresOf(prefix: string, latency = 'resp_time'): readonly Figure[] {
  return [
    { label: 'Load', unit: 'calls / min', series: `${prefix}_cpm` },
    { label: 'Success Rate', unit: '%', series: `${prefix}_sla/100` },
    { label: 'Latency', unit: 'ms', series: `${prefix}_${latency}` },
  ];
}

export const apdex: Figure = { label: 'Apdex', series: 'service_apdex/10000' };

/** What a map shows of those who call each other, and of their calls as either side saw them. */
export function mapFigures(prefix: 'service' | 'service_instance'): MapFigures {
  const side = (name: 'server' | 'client'): readonly Figure[] => {
    const Name = name === 'server' ? 'Server' : 'Client';
    return [
      { label: `${Name} Load`, unit: 'calls / min', series: `${prefix}_relation_${name}_cpm` },
      { label: `${Name} Latency`, unit: 'ms', series: `${prefix}_relation_${name}_resp_time` },
    ];
  };
  return { nodes: figuresOf(prefix), server: side('server'), client: side('client') };
}
