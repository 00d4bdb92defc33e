/** Asks one expression for one entity over the window on screen. */
import { valueOf } from '../../base/loadable.ts';
import type { ExpressionAnswer } from '../graphql-client.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { askedWindow, graphql } from '../server.ts';
import type { AskedSpan } from '../server.ts';
import { serviceDirectory } from '../entity/service-directory.ts';
import { entityOf, parseEntityText } from './entity-text.ts';
import type { Panel } from './panels.ts';

export interface PanelAnswer {
  readonly panel: Panel;
  readonly asked: AskedSpan;
  readonly answer: ExpressionAnswer;
  /** How long the server took, there and back. */
  readonly tookMs: number;
}

/** @param panel read reactively. Nothing is asked while there is no expression or the entity can't be read. */
export function openPanel(panel: () => Panel, clock: () => number = Date.now): Query<PanelAnswer> {
  const isReadable = ({ expression, of }: Panel): boolean =>
    expression.trim() !== '' && parseEntityText(of).problems.length === 0;
  return createQuery<PanelAnswer>({
    key: () => {
      const wanted = panel();
      return isReadable(wanted) ? JSON.stringify(wanted) : undefined;
    },
    read: async (signal) => {
      const wanted = panel();
      const asked = askedWindow.value;
      const services = valueOf(serviceDirectory().result.value) ?? [];
      const startedMs = clock();
      const [answer] = await graphql().expressions(
        [
          {
            expression: wanted.expression,
            entity: entityOf(wanted.of, services),
            duration: asked.duration,
          },
        ],
        signal,
      );
      return {
        panel: wanted,
        asked,
        answer: answer ?? { ok: false, error: 'The server left this expression out.' },
        tookMs: clock() - startedMs,
      };
    },
  });
}
