/** Gives an invitation away: by the device's own sharing where fingers are the way in, else by a copied link. */
import { toast } from '../../kit/toast.tsx';
import { touchScreen } from '../../play/touch-screen.ts';

/** On a press of the player's. */
export async function giveLink(url: string, title: string): Promise<void> {
  if (touchScreen.peek() && navigator.share) {
    // Whoever closes the sheet has decided: that is no fault.
    await navigator.share({ url, title }).catch(() => {});
    return;
  }
  try {
    await navigator.clipboard.writeText(url);
    toast('Link copied. Send it to whom you want to play.', 'good');
  } catch {
    toast('This page may not copy: mark the link and copy it by hand.', 'warn');
  }
}
