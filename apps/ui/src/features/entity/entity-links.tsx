import type { ParsedEntityId } from '../../model/entity/entity.ts';
import { sourceAlarmsPath } from '../../model/named-source.ts';
import { Link } from '../../widgets/link.tsx';

interface EntityLinksProps {
  readonly entity: ParsedEntityId;
  /** Its ids by kind, as the pages of traces and logs take them. */
  readonly filter: Readonly<Record<string, string>>;
}

/** What is also known of an entity in this window. */
export function EntityLinks({ entity, filter }: EntityLinksProps) {
  const query = new URLSearchParams(filter).toString();
  const { serviceId, serviceName, normal, name } = entity;
  const part =
    name === undefined
      ? {}
      : filter['endpoint'] === undefined
        ? { instance: name }
        : { endpoint: name };
  const links: [string, string][] = [
    ['Traces', `/traces?${query}`],
    ['Logs', `/logs?${query}`],
    ['Alarms', sourceAlarmsPath({ service: serviceName, normal, ...part })],
  ];
  if (name === undefined) {
    const around = new URLSearchParams({ around: serviceId, at: serviceId });
    links.push(['Map', `/map?${around.toString()}`]);
  }
  return (
    <>
      {links.map(([label, to]) => (
        <Link key={label} to={to} class="button button--quiet">
          {label}
        </Link>
      ))}
    </>
  );
}
