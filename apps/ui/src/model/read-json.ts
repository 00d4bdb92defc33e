/** Reads from the endpoints that the server has beside GraphQL. */
import { messageOf, UiError, uiErrors } from '../base/errors.ts';

/** Throws a `UiError`, or an error with the server's own words where it refuses. */
export async function readJson(
  fetchFrom: typeof fetch,
  url: string,
  aborted: AbortSignal,
): Promise<unknown> {
  let response: Response;
  try {
    response = await fetchFrom(url, { headers: { accept: 'application/json' }, signal: aborted });
  } catch (thrown) {
    if (aborted.aborted) throw thrown;
    throw new UiError(uiErrors.unreachable, 'The server does not answer.', { cause: thrown });
  }
  if (!response.ok) throw await problemOf(response);
  return response.json().catch((thrown: unknown) => {
    throw new UiError(uiErrors.answer, messageOf(thrown), { cause: thrown });
  });
}

/** Why the server refused, in its own words where it has some (`{code, message}`). */
export async function problemOf(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined);
  const message =
    typeof body === 'object' && body !== null && 'message' in body ? body.message : '';
  if (typeof message === 'string' && message !== '') return new Error(message);
  return new UiError(
    uiErrors.status,
    `The server answered ${response.status} ${response.statusText}`.trim(),
  );
}
