const MARKS = /\p{M}/gu;

/** Without case, marks, and forms of the same character (NFKC); up and down again, so that ß becomes ss and ς σ. */
export function plainLetters(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFD').replace(MARKS, '').normalize('NFC');
}
