/** Whether this run is the long one: `npm run soak`. */
export const soak = process.env['RUBATO_SOAK'] === '1';

/** How often a test does its thing: a handful in `npm test`, which shows that it works; the full count in `npm run soak`. */
export const times = (inTest: number, inSoak: number): number => (soak ? inSoak : inTest);
