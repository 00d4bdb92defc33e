import { CodedError } from '@stormpetrel/base';
import { queryErrors } from '../errors.ts';

/** A request to the admin port, read whole. */
export interface AdminRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The header `accept`, '' where there is none. */
  readonly accept: string;
  /** '' where there is none. */
  readonly body: string;
}

/** An answer whose form is still open: whoever mounts it writes JSON and YAML. */
export interface AdminReply {
  readonly status: number;
  readonly body: AdminBody;
}

export type AdminBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'yaml'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string };

export function jsonAnswer(value: unknown, status = 200): AdminReply {
  return { status, body: { kind: 'json', value } };
}

export function yamlAnswer(value: unknown): AdminReply {
  return { status: 200, body: { kind: 'yaml', value } };
}

export function textAnswer(text: string, status = 200): AdminReply {
  return { status, body: { kind: 'text', text } };
}

/** Text for people, JSON for programs that ask for it (as SkyWalking's dumps do). */
export function wantsJson(request: Pick<AdminRequest, 'accept'>): boolean {
  return request.accept.includes('application/json');
}

/** Something about a request that cannot be; its message is the answer. */
export function refusal(message: string): CodedError {
  return new CodedError(queryErrors.adminArgument.code, message);
}

/** The parameters of a request. What is asked for and not there, or not of its form, is refused. */
export class AdminParameters {
  readonly #query: URLSearchParams;

  constructor(query: URLSearchParams) {
    this.#query = query;
  }

  /** Empty texts count as given: an expression may be wrong in that way too. */
  required(name: string): string {
    const value = this.#query.get(name);
    if (value === null) throw refusal(`missing parameter: ${name}`);
    return value;
  }

  /** Empty texts count as not given. */
  optional(name: string): string | undefined {
    const value = this.#query.get(name);
    return value === null || value === '' ? undefined : value;
  }

  all(name: string): readonly string[] {
    return this.#query.getAll(name).filter((value) => value !== '');
  }

  integer(name: string): number {
    return integerOf(name, this.required(name));
  }

  optionalInteger(name: string): number | undefined {
    const value = this.optional(name);
    return value === undefined ? undefined : integerOf(name, value);
  }

  flag(name: string): boolean {
    const value = this.optional(name);
    if (value === undefined || value === 'false') return false;
    if (value === 'true') return true;
    throw refusal(`${name} must be true or false (got ${value})`);
  }

  choice<const C extends string>(name: string, choices: readonly C[]): C {
    const value = this.required(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) {
      throw refusal(`${name} must be one of ${choices.join(' / ')} (got ${value})`);
    }
    return found;
  }
}

function integerOf(name: string, text: string): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw refusal(`${name} must be a whole number (got ${text})`);
  }
  return value;
}
