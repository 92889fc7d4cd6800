const colour = process.stdout.isTTY && !process.env['NO_COLOR'];

/** @param {string} line */
export const dim = (line) => (colour ? `\x1b[2m${line}\x1b[0m` : line);

/** @param {string} line */
export const say = (line) => process.stdout.write(`${line}\n`);

/** @param {number} sinceMs a reading of `performance.now()` */
export const seconds = (sinceMs) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
