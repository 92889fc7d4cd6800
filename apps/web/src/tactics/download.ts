/** Hands a file to the person at the screen. */
const FORGET_MS = 60_000;

export function saveBlob(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
  // The browser reads it after this turn of the page.
  setTimeout(() => URL.revokeObjectURL(href), FORGET_MS);
}
