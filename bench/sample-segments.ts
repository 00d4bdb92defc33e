/** Segments as a shop of a few services would send them: four spans, some 820 bytes, the same bytes for the same seed. */
import { SegmentObject, SpanObject } from '@stormpetrel/protocol';

/** Encoded segments; names repeat, ids and times do not. */
export function sampleSegments(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => SegmentObject.encode(sampleSegment(i)).finish());
}

function sampleSegment(i: number): SegmentObject {
  const startTime = 1_790_000_000_000 + i * 7;
  const service = i % 5;
  const traceId = `${hex(i)}.84.${startTime}0001`;
  const endpoint = `GET:/api/v1/shop-${service}/orders/{id}/items-${i % 40}`;
  return SegmentObject.create({
    traceId,
    traceSegmentId: `${hex(i * 31)}.84.${startTime}0000`,
    service: `shop-service-${service}`,
    serviceInstance: `shop-service-${service}-${i % 20}@10.244.1.${i % 20}`,
    spans: [
      {
        spanId: 1,
        startTime: startTime + 2,
        endTime: startTime + 9,
        operationName: 'HikariCP/Connection/getConnection',
        spanType: 2,
        componentId: 20,
      },
      {
        spanId: 2,
        startTime: startTime + 10,
        endTime: startTime + 18,
        operationName: 'Mysql/JDBC/PreparedStatement/executeQuery',
        peer: 'mysql-primary.shop.svc:3306',
        spanType: 1,
        spanLayer: 1,
        componentId: 5,
        tags: [
          { key: 'db.type', value: 'sql' },
          { key: 'db.instance', value: 'orders' },
          { key: 'db.statement', value: `select * from items where order_id = ${i}` },
        ],
      },
      {
        spanId: 3,
        startTime: startTime + 19,
        endTime: startTime + 40,
        operationName: '/api/v1/stock',
        peer: 'stock.shop.svc:8080',
        spanType: 1,
        spanLayer: 3,
        componentId: 2,
        tags: [
          { key: 'url', value: `http://stock.shop.svc:8080/api/v1/stock?id=${i}` },
          { key: 'http.method', value: 'GET' },
          { key: 'http.status_code', value: '200' },
        ],
      },
      {
        parentSpanId: -1,
        startTime,
        endTime: startTime + 50,
        operationName: endpoint,
        spanType: 0,
        spanLayer: 3,
        componentId: 1,
        tags: [
          { key: 'url', value: `http://shop-${service}:8080/api/v1/orders/${i}` },
          { key: 'http.method', value: 'GET' },
          { key: 'http.status_code', value: '200' },
        ],
        refs: [
          {
            traceId,
            parentTraceSegmentId: `${hex(i * 17)}.60.${startTime}0000`,
            parentSpanId: 1,
            parentService: 'shop-gateway',
            parentServiceInstance: 'shop-gateway-0@10.244.2.7',
            parentEndpoint: 'GET:/api/orders',
            networkAddressUsedAtPeer: `shop-service-${service}:8080`,
          },
        ],
      },
    ].map((span) => SpanObject.fromPartial(span as Partial<SpanObject>)),
  });
}

function hex(i: number): string {
  return Math.imul(i + 1, 0x9e3779b1)
    .toString(16)
    .replace('-', 'f')
    .padStart(8, '0')
    .repeat(2);
}
