/**
 * Layers: the technology that a service belongs to. Numbers are wire contract (server-core, Layer); services of a layer
 * that is not normal are guessed from calls to them, and their ids end in `.0`.
 */
export const Layer = {
  UNDEFINED: 0,
  MESH: 1,
  GENERAL: 2,
  OS_LINUX: 3,
  K8S: 4,
  FAAS: 5,
  MESH_CP: 6,
  MESH_DP: 7,
  DATABASE: 8,
  CACHE: 9,
  BROWSER: 10,
  SO11Y_OAP: 11,
  SO11Y_SATELLITE: 12,
  MQ: 13,
  VIRTUAL_DATABASE: 14,
  VIRTUAL_MQ: 15,
  VIRTUAL_GATEWAY: 16,
  K8S_SERVICE: 17,
  MYSQL: 18,
  VIRTUAL_CACHE: 19,
  POSTGRESQL: 20,
  APISIX: 21,
  AWS_EKS: 22,
  OS_WINDOWS: 23,
  AWS_S3: 24,
  AWS_DYNAMODB: 25,
  AWS_GATEWAY: 26,
  REDIS: 27,
  ELASTICSEARCH: 28,
  RABBITMQ: 29,
  MONGODB: 30,
  KAFKA: 31,
  PULSAR: 32,
  BOOKKEEPER: 33,
  NGINX: 34,
  ROCKETMQ: 35,
  CLICKHOUSE: 36,
  ACTIVEMQ: 37,
  CILIUM_SERVICE: 38,
  SO11Y_JAVA_AGENT: 39,
  KONG: 40,
  SO11Y_GO_AGENT: 41,
  FLINK: 42,
  BANYANDB: 43,
  GENAI: 44,
  VIRTUAL_GENAI: 45,
  ENVOY_AI_GATEWAY: 46,
  IOS: 47,
  WECHAT_MINI_PROGRAM: 48,
  ALIPAY_MINI_PROGRAM: 49,
  AIRFLOW: 50,
} as const;

export type LayerName = keyof typeof Layer;
export type LayerId = (typeof Layer)[LayerName];

const virtualLayers: ReadonlySet<number> = new Set([
  Layer.UNDEFINED,
  Layer.VIRTUAL_DATABASE,
  Layer.VIRTUAL_MQ,
  Layer.VIRTUAL_GATEWAY,
  Layer.VIRTUAL_CACHE,
  Layer.VIRTUAL_GENAI,
]);

const nameOfLayer: ReadonlyMap<number, LayerName> = new Map(
  Object.entries(Layer).map(([name, id]) => [id, name as LayerName]),
);

export function isNormalLayer(layer: number): boolean {
  return !virtualLayers.has(layer);
}

/** The name of a layer id; ids that nobody has defined read as UNDEFINED. */
export function layerName(layer: number): LayerName {
  return nameOfLayer.get(layer) ?? 'UNDEFINED';
}

/** The id of a layer's name, or undefined where there is no such layer. */
export function findLayer(name: string): LayerId | undefined {
  return Object.hasOwn(Layer, name) ? Layer[name as LayerName] : undefined;
}
