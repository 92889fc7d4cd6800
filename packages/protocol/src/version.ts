/** The version of the wire that this build speaks and prefers. */
export const PROTOCOL_VERSION = 1;

/** All versions that this build speaks. */
export const SUPPORTED_VERSIONS: readonly number[] = [PROTOCOL_VERSION];

/** WebSocket subprotocols, in order of preference. */
export const subprotocols = { binary: 'rubato.v1', json: 'rubato.json.v1' } as const;

/**
 * Picks the highest version that both sides speak.
 *
 * @param offered what the client's hello lists
 * @param supported what this server speaks
 */
export function negotiate(
  offered: readonly number[],
  supported: readonly number[] = SUPPORTED_VERSIONS,
): { readonly version: number } | { readonly refusal: string } {
  const common = offered.filter((version) => supported.includes(version));
  if (common.length > 0) return { version: Math.max(...common) };
  return {
    refusal: `server speaks protocol ${list(supported)}, client offers ${list(offered)}: update the ${older(offered, supported)}`,
  };
}

function list(versions: readonly number[]): string {
  return versions.length === 0 ? 'none' : [...versions].sort((a, b) => a - b).join(', ');
}

function older(offered: readonly number[], supported: readonly number[]): 'client' | 'server' {
  return Math.max(0, ...offered) > Math.max(0, ...supported) ? 'server' : 'client';
}
