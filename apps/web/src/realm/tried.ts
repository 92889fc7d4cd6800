import { wordsFor } from '../account/account.ts';
import { toast } from '../kit/toast.tsx';

/** Undefined when it was refused; then people were told why. */
export async function tried<T>(request: Promise<T>, words: (error: unknown) => string = wordsFor) {
  try {
    return await request;
  } catch (error) {
    toast(words(error), 'warn');
    return undefined;
  }
}
