import type { Follow, Notice } from './notice.ts';
import type { ServiceResult } from './service-context.ts';

/** A committed call's answer, and what others are told of it. */
export type Told<T> = ServiceResult<T, Notice | Follow>;
