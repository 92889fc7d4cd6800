/** Brings friends into a private room: by the device's own sharing where fingers are the way in, else by a copied link. */
import { toast } from '../kit/toast.tsx';
import { touchScreen } from './touch-screen.ts';

const linkTo = (code: string): string => `${location.origin}${location.pathname}?code=${code}`;

/** On a press of the player's. */
export async function invite(code: string): Promise<void> {
  const url = linkTo(code);
  if (touchScreen.value && navigator.share) {
    // Whoever closes the sheet has decided: that is no fault.
    await navigator.share({ url }).catch(() => {});
    return;
  }
  if (await copied(url)) toast('Link copied. Send it to a friend.', 'good');
  else toast(`The code is ${code}.`);
}

/** After a private match: the room of the next one is another, and nobody but this player knows it yet. */
export async function inviteAgain(code: string): Promise<void> {
  if (await copied(linkTo(code))) toast(`A new room, ${code}: its link is copied. Send it to your friends.`, 'good');
  else toast(`A new room: tell your friends its code, ${code}.`);
}

/** False where the page may not (no secure address, no press just before). */
async function copied(url: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(url);
    return true;
  } catch {
    return false;
  }
}
