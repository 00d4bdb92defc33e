/**
 * What a decorator adds to the rows of its source: the name of a layer, kept as an attribute that top lists can be
 * narrowed by (server-core, ServiceDecorator and its kin).
 */
export interface Decorator {
  readonly source: string;
  readonly attribute: string;
  readonly layerField: string;
}

export const decorators: ReadonlyMap<string, Decorator> = new Map([
  ['ServiceDecorator', { source: 'Service', attribute: 'attr0', layerField: 'layer' }],
  ['EndpointDecorator', { source: 'Endpoint', attribute: 'attr0', layerField: 'serviceLayer' }],
  ['K8SServiceDecorator', { source: 'K8SService', attribute: 'attr0', layerField: 'layer' }],
]);
