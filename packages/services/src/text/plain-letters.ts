const MARKS = /\p{M}/gu;

/** Without case, marks, and forms of the same character (NFKC); up and down again, so that ß becomes ss. */
export function plainLetters(text: string): string {
  const small = text.normalize('NFKC').toUpperCase().toLowerCase();
  // The one letter whose small form depends on its place in the word.
  return small.replaceAll('ς', 'σ').normalize('NFD').replace(MARKS, '').normalize('NFC');
}
