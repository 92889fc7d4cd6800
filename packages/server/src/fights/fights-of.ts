import { Refused, type Fights } from '@rubato/services';

/** Throws Refused `not-found` where the world has no fights. */
export function fightsOf({ fights }: { readonly fights?: Fights | undefined }): Fights {
  if (!fights) throw new Refused('not-found', 'there are no fights in this world');
  return fights;
}
