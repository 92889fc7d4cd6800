/** "Firefox on Windows" from a browser's User-Agent; other programs name themselves. */
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['iPhone', 'an iPhone'],
  ['iPad', 'an iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS', 'a Mac'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

export function programName(program: string): string {
  if (!program.startsWith('Mozilla/')) return program || 'A program without a name';
  const find = (marks: readonly (readonly [string, string])[]): string | undefined =>
    marks.find(([mark]) => program.includes(mark))?.[1];
  return `${find(BROWSERS) ?? 'A browser'} on ${find(SYSTEMS) ?? 'some system'}`;
}
