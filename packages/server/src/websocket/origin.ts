/**
 * Whether a browser's page may open a socket here (cross-site WebSocket hijacking; RFC 6455, 10.2). A client that is no
 * browser sends no Origin and is admitted; a page is, when this server served it or the operator listed it.
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (allowed.includes('*') || allowed.includes(origin)) return true;
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  return page !== undefined && host !== undefined && page.host === withoutDefaultPort(page.protocol, host);
}

/** A browser leaves the default port out of Origin but a proxy may put it into Host. */
function withoutDefaultPort(protocol: string, host: string): string {
  return URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).host : host;
}
