// Powers of two by doubling: `**` isn't the same function on every engine, not even between versions of one.

const GREATEST_EXPONENT = 64;
const powers: number[] = [1];
for (let i = 1; i <= GREATEST_EXPONENT; i++) powers.push((powers[i - 1] as number) * 2);

/** 2 to a whole exponent 0..64, exactly. */
export const powerOfTwo = (exponent: number): number => powers[exponent] as number;
