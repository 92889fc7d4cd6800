import { schema, t } from '@colyseus/schema';

/** A stick as Colyseus sends it. */
export const StickInput = schema({ dx: t.int8(), dz: t.int8(), yaw: t.uint8() }, 'StickInput');
