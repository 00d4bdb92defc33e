/** What maps are made of, in the shape of GraphQL's types. */
import type { DetectPointName } from '@stormpetrel/model';

export interface CallView {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly sourceComponents: readonly string[];
  readonly targetComponents: readonly string[];
  readonly detectPoints: readonly DetectPointName[];
}

export interface ServiceNodeView {
  readonly id: string;
  readonly name: string;
  readonly type: string | undefined;
  readonly isReal: boolean;
  readonly layers: readonly string[];
}

/** A node inside a service: an instance or an endpoint. */
export interface MemberNodeView {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** Always empty: single instances and endpoints are not told a type (server-core, since 9.4). */
  readonly type: '';
  readonly isReal: boolean;
}

export interface TopologyView<Node> {
  readonly nodes: readonly Node[];
  readonly calls: readonly CallView[];
}

/** Calls by id, put together from what both sides saw. */
export class CallMap {
  readonly #calls = new Map<
    string,
    {
      readonly source: string;
      readonly target: string;
      readonly sourceComponents: Set<string>;
      readonly targetComponents: Set<string>;
      readonly detectPoints: Set<DetectPointName>;
    }
  >();

  add(
    id: string,
    ends: { readonly source: string; readonly target: string },
    detectPoint: 'CLIENT' | 'SERVER',
    components: readonly string[],
  ): void {
    let call = this.#calls.get(id);
    if (call === undefined) {
      call = {
        ...ends,
        sourceComponents: new Set(),
        targetComponents: new Set(),
        detectPoints: new Set(),
      };
      this.#calls.set(id, call);
    }
    call.detectPoints.add(detectPoint);
    const known = detectPoint === 'CLIENT' ? call.sourceComponents : call.targetComponents;
    for (const component of components) known.add(component);
  }

  list(): CallView[] {
    return [...this.#calls].map(([id, call]) => ({
      id,
      source: call.source,
      target: call.target,
      sourceComponents: [...call.sourceComponents],
      targetComponents: [...call.targetComponents],
      detectPoints: [...call.detectPoints],
    }));
  }
}
