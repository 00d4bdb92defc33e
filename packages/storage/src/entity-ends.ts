/**
 * The ids by which the filter `touching` finds a relation: the id of either end and, where an end is a member
 * (`service_member`), the id of its service. Endpoint relations are written `svc-ep-svc-ep`; their ends are the
 * endpoint ids. Entities that are no relations have no ends.
 */
export function entityEnds(id: string): readonly string[] {
  if (!id.includes('-')) return [];
  const parts = id.split('-');
  if (parts.length === 4) return distinct(`${parts[0]}_${parts[1]}`, `${parts[2]}_${parts[3]}`);
  if (parts.length !== 2) return [];
  const [source = '', target = ''] = parts;
  return distinct(source, target, serviceOf(source), serviceOf(target));
}

function serviceOf(member: string): string {
  const cut = member.indexOf('_');
  return cut < 0 ? member : member.slice(0, cut);
}

function distinct(...ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
