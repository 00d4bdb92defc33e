import type { UiTemplate } from '../../../admin/ui-templates.ts';
import { type Board, boardConfiguration } from './board.ts';
import { generalBoards } from './general.ts';
import { virtualBoards } from './virtual.ts';

/** A dashboard that comes with the server. */
export interface ShippedBoard {
  readonly layer: string;
  readonly template: UiTemplate;
}

const shipped = ({ layer, ...rest }: Board): ShippedBoard => ({
  layer,
  template: {
    id: `stormpetrel.${rest.name}`,
    configuration: boardConfiguration({ layer, ...rest }),
    disabled: false,
  },
});

/** Dashboards for the classic UI, which has none of its own and shows nothing without. */
export const shippedBoards: readonly ShippedBoard[] = [...generalBoards, ...virtualBoards].map(
  shipped,
);
