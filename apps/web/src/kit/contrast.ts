/** Contrast of two sRGB colours; WCAG 2.2, "relative luminance" and "contrast ratio". */

/** Reads `#rgb` or `#rrggbb` into three numbers of 0 to 255; throws on anything else. */
export function parseHex(colour: string): readonly [number, number, number] {
  const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim());
  if (!match?.[1]) throw new Error(`not a hex colour: ${colour}`);
  const digits = match[1].length === 3 ? match[1].replace(/./g, '$&$&') : match[1];
  const value = Number.parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function luminance(colour: string): number {
  const [red, green, blue] = parseHex(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 (equal) to 21 (black on white); the order of the two doesn't matter. */
export function contrastRatio(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The `light-dark(#…, #…)` and plain hex tokens of a style sheet, by name without the dashes. */
export function colourTokens(css: string): ReadonlyMap<string, { readonly light: string; readonly dark: string }> {
  const tokens = new Map<string, { light: string; dark: string }>();
  for (const [, name, light, dark, plain] of css.matchAll(
    /--([\w-]+):\s*(?:light-dark\((#[0-9a-f]{3,6}),\s*(#[0-9a-f]{3,6})\)|(#[0-9a-f]{3,6}));/gi,
  )) {
    tokens.set(name ?? '', { light: light ?? plain ?? '', dark: dark ?? plain ?? '' });
  }
  return tokens;
}
