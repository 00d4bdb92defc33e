/** `/ui-management/templates…`: dashboards as documents that clients keep here (admin: ui-management). */
import { type AdminReply, type AdminRequest, jsonAnswer } from './admin-request.ts';

export interface UiTemplate {
  readonly id: string;
  /** What the client wrote, most likely JSON. */
  readonly configuration: string;
  readonly disabled: boolean;
}

/** GraphQL's `TemplateChangeStatus`. `status` false: refused, for the reason in the message. */
export interface UiTemplateChange {
  readonly id: string;
  readonly status: boolean;
  readonly message?: string | null;
}

/** Where templates are kept. Rejects with a CodedError where the store does. */
export interface UiTemplates {
  list(includingDisabled: boolean): Promise<readonly UiTemplate[]>;
  find(id: string): Promise<UiTemplate | undefined>;
  add(template: Pick<UiTemplate, 'id' | 'configuration'>): Promise<UiTemplateChange>;
  change(template: Pick<UiTemplate, 'id' | 'configuration'>): Promise<UiTemplateChange>;
  disable(id: string): Promise<UiTemplateChange>;
}

const path = '/ui-management/templates';

/** Undefined where the path is another's. */
export function answerTemplates(
  request: AdminRequest,
  templates: UiTemplates,
): Promise<AdminReply> | undefined {
  const { method } = request;
  if (request.path === path) {
    if (method === 'GET') return list(request, templates);
    if (method === 'POST') return write(request, (template) => templates.add(template));
    if (method === 'PUT') return write(request, (template) => templates.change(template));
    return Promise.resolve(methodRefused());
  }
  if (!request.path.startsWith(`${path}/`)) return undefined;
  const [id = '', action, ...rest] = request.path.slice(path.length + 1).split('/');
  if (rest.length > 0) return undefined;
  const name = decode(id);
  if (action === 'disable' && method === 'POST') return changed(templates.disable(name));
  if (action === undefined && method === 'GET') return find(name, templates);
  return Promise.resolve(methodRefused());
}

async function list(request: AdminRequest, templates: UiTemplates): Promise<AdminReply> {
  return jsonAnswer(await templates.list(request.query.get('includingDisabled') === 'true'));
}

async function find(id: string, templates: UiTemplates): Promise<AdminReply> {
  const template = await templates.find(id);
  return template === undefined
    ? failed(404, 'not_found', `No template found with id=${id}`)
    : jsonAnswer(template);
}

function write(
  request: AdminRequest,
  store: (template: Pick<UiTemplate, 'id' | 'configuration'>) => Promise<UiTemplateChange>,
): Promise<AdminReply> {
  const { id, configuration } = membersOf(request.body);
  if (typeof id !== 'string' || id === '') {
    return Promise.resolve(failed(400, 'missing_id', "Request body must include 'id'."));
  }
  if (typeof configuration !== 'string') {
    const message = "Request body must include 'configuration'.";
    return Promise.resolve(failed(400, 'missing_configuration', message));
  }
  return changed(store({ id, configuration }));
}

/** 409 for what the store would not do; the body is the same. */
async function changed(change: Promise<UiTemplateChange>): Promise<AdminReply> {
  const { id, status, message } = await change;
  return jsonAnswer({ id, status, message: message ?? null }, status ? 200 : 409);
}

function failed(status: number, error: string, message: string): AdminReply {
  return jsonAnswer({ error, message }, status);
}

function methodRefused(): AdminReply {
  return failed(405, 'method_not_allowed', 'The path does not answer this method.');
}

function membersOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
