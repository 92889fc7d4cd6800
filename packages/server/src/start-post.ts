/** The mailboxes of one server: who waits for parcels, and the end of those that nobody takes. */
import type { Bus } from '@rubato/ports';
import { EXPIRED_AT_ONCE, ParcelWaits, PostOffice, type ServiceContext } from '@rubato/services';
import { repeatTask } from './repeat-task.ts';
import type { Unwind } from './unwind.ts';

const EXPIRE_EVERY_MS = 3_600_000;

export interface PostServices {
  /** Carries letters of matches that are played by file. */
  readonly post: PostOffice;
  readonly parcelWaits: ParcelWaits;
}

export async function startPost(
  { context, bus }: { readonly context: ServiceContext; readonly bus: Bus },
  unwind: Unwind,
): Promise<PostServices> {
  const { clock, log } = context;
  const parcelWaits = new ParcelWaits(bus, clock);
  await parcelWaits.begin();
  unwind.add(() => parcelWaits.stop());
  const post = new PostOffice(context, parcelWaits);
  const expire = async () => {
    while ((await post.expire()) === EXPIRED_AT_ONCE);
  };
  unwind.add(
    repeatTask(expire, { clock, log, everyMs: EXPIRE_EVERY_MS, failed: 'old parcels could not be forgotten' }),
  );
  return { post, parcelWaits };
}
