/** A panel as something to take along: a GraphQL document with its values, and a command that sends it. */
import type { ExpressionDuration, ExpressionEntity } from '../graphql-client.ts';

const document = `query ($expression: String!, $entity: Entity!, $duration: Duration!) {
  execExpression(expression: $expression, entity: $entity, duration: $duration) {
    type
    error
    results {
      metric { labels { key value } }
      values { id value traceID owner { scope serviceName serviceInstanceName endpointName } }
    }
  }
}`;

export interface ExportedPanel {
  readonly expression: string;
  readonly entity: ExpressionEntity;
  readonly duration: ExpressionDuration;
}

/** The document, and its variables as a comment behind it. */
export function toGraphql(panel: ExportedPanel): string {
  const variables = JSON.stringify(panel, undefined, 2);
  return `${document}\n\n# variables\n${variables.replaceAll(/^/gm, '# ')}\n`;
}

/** One line for a shell. Quotes inside are closed, escaped and opened again. */
export function toCurl(panel: ExportedPanel, origin: string): string {
  const query = document.replaceAll(/\s+/g, ' ');
  const body = JSON.stringify({ query, variables: panel });
  const quoted = `'${body.replaceAll("'", String.raw`'\''`)}'`;
  return `curl -s ${origin}/graphql -H 'content-type: application/json' -d ${quoted}`;
}
