import type { Admin, AdminBody, AdminReply } from '@stormpetrel/query';
import type { IncomingMessage } from 'node:http';
import type { ReadBody } from '../http/body-reader.ts';
import { type HttpReply, jsonReply, textReply } from '../http/http-reply.ts';
import type { HttpRoute } from '../http/http-server.ts';
import { isSameOrigin } from '../http/same-origin.ts';

/** Largest body at the admin port: a dashboard is some 100 kB. */
const bodyBytesMax = 4 * 1024 * 1024;

/** Mounts the admin port's answers. */
export function adminRoute(admin: Admin): HttpRoute {
  return (request, path, readBody) => answer(admin, request, path, readBody);
}

async function answer(
  admin: Admin,
  request: IncomingMessage,
  path: string,
  readBody: ReadBody,
): Promise<HttpReply> {
  const method = request.method ?? 'GET';
  if (method !== 'GET' && method !== 'HEAD' && !isSameOrigin(request)) {
    return textReply(403, 'pages of other origins may not write here\n');
  }
  const body = await readBody(bodyBytesMax);
  if (!(body instanceof Uint8Array)) return textReply(body.status, `${body.reason}\n`);
  const query = (request.url ?? '').split('?').slice(1).join('?');
  const reply = await admin.answer({
    method,
    path,
    query: new URLSearchParams(query),
    accept: request.headers.accept ?? '',
    body: new TextDecoder().decode(body),
  });
  return reply === undefined ? textReply(404, 'not found\n') : httpReply(reply);
}

async function httpReply({ status, body }: AdminReply): Promise<HttpReply> {
  if (body.kind === 'json') return jsonReply(status, body.value);
  return textReply(status, await textOf(body));
}

async function textOf(body: Exclude<AdminBody, { kind: 'json' }>): Promise<string> {
  if (body.kind === 'text') return body.text;
  // YAML is loaded with the first answer that is written in it.
  const { stringify } = await import('yaml');
  const text = stringify(withoutUndefined(body.value), {
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
  return `---\n${text}`;
}

/** Members without a value are written as `null`, as in JSON answers of SkyWalking. */
function withoutUndefined(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) => (member === undefined ? null : member)),
  ) as unknown;
}
