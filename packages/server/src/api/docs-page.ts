/** `/docs/api`: the declared routes for people. One page without scripts, its style beside it, as the security headers want. */
import { serviceErrors, type ServiceRoute } from '@rubato/protocol';
import type { Fields } from '@rubato/schema';
import { exampleOf, shownType } from './example.ts';
import { errorsOf } from './openapi.ts';
import { IDEMPOTENCY_KEY_LENGTH, type RouteTable } from './service-routes.ts';

export const DOCS_PATH = '/docs/api';
export const DOCS_STYLE_PATH = '/docs/api.css';

const CALLERS = {
  anyone: 'anyone',
  account: 'whoever has a session',
  character: 'whoever has a session and chose a character',
} as const satisfies Record<ServiceRoute['caller'], string>;

const KEYED = `<p>With an <code>Idempotency-Key</code> (any ${IDEMPOTENCY_KEY_LENGTH} visible characters, new for each new request) it
may be sent again after a lost answer: it is done once, and answered as it was then.</p>
`;

/** @param base where clients reach this server, for the examples. */
export function docsPage(table: RouteTable, base: string): string {
  const groups = byGroup(table);
  const contents = [...groups].map(
    ([group, entries]) =>
      `<li>${escape(group)}<ul>${entries.map(([name, route]) => `<li><a href="#${name}">${escape(title(route))}</a></li>`).join('')}</ul></li>`,
  );
  const sections = [...groups].map(
    ([group, entries]) =>
      `<h2>${escape(group)}</h2>${entries.map(([name, route]) => section(name, route, base)).join('')}`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rubato API</title><link rel="stylesheet" href="${DOCS_STYLE_PATH}">
<main>
<h1>Rubato API</h1>
<p>Bodies and answers are JSON. A login’s session token goes along as <code>Authorization: Bearer …</code>, never in a URL.
Times are milliseconds since 1970. For programs: <a href="/openapi.json">openapi.json</a>.</p>
<nav aria-label="Routes"><ul>${contents.join('')}</ul></nav>
${sections.join('\n')}
<h2 id="errors">Refusals</h2>
<p>Every refusal is <code>{ "error", "message", "retryAfterMs"? }</code>: a code of this table, words for people, and with
429 and 503 when to come again (also as Retry-After).</p>
${errorTable()}
</main>
</html>
`;
}

function byGroup(table: RouteTable): Map<string, [string, ServiceRoute][]> {
  const groups = new Map<string, [string, ServiceRoute][]>();
  for (const entry of Object.entries(table)) {
    const { group } = entry[1];
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  }
  return groups;
}

function section(name: string, route: ServiceRoute, base: string): string {
  return `<section id="${name}">
<h3><code>${escape(title(route))}</code></h3>
<p>${escape(route.meaning)} For ${CALLERS[route.caller]}.</p>
${fieldTable('In the path', route.params)}${fieldTable('In the query', route.query)}${fieldTable('In the body', route.body)}${fieldTable('In the answer', route.reply)}
<p>Refusals: ${errorsOf(route)
    .map((code) => `<a href="#errors"><code>${code}</code></a>`)
    .join(', ')}.</p>
${route.keyed ? KEYED : ''}<pre><code>${escape(curlOf(route, base))}</code></pre>
</section>
`;
}

function fieldTable(caption: string, fields: Fields): string {
  const rows = Object.entries(fields).map(
    ([name, field]) => `<tr><th scope="row"><code>${escape(name)}</code></th><td>${escape(shownType(field))}</td></tr>`,
  );
  return rows.length === 0 ? '' : `<table><caption>${caption}</caption>${rows.join('')}</table>\n`;
}

function errorTable(): string {
  const rows = Object.entries(serviceErrors).map(
    ([code, { status, meaning }]) =>
      `<tr><th scope="row"><code>${code}</code></th><td>${status}</td><td>${escape(meaning)}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">error</th><th scope="col">status</th><th scope="col">meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** A call that a shell with curl can make once the names in capitals are replaced. */
export function curlOf(route: ServiceRoute, base: string): string {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => name.toUpperCase());
  const lines = [`curl ${route.method === 'GET' ? '' : `-X ${route.method} `}${base}${path}`];
  if (route.caller !== 'anyone') lines.push("-H 'Authorization: Bearer TOKEN'");
  if (route.keyed) lines.push("-H 'Idempotency-Key: KEY'");
  if (Object.keys(route.body).length > 0) {
    lines.push("-H 'Content-Type: application/json'");
    lines.push(`-d '${JSON.stringify(exampleOf(route.body))}'`);
  }
  return lines.join(' \\\n  ');
}

function title({ method, path }: ServiceRoute): string {
  return `${method} ${path}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export const DOCS_STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 }
main { max-width: 54rem; margin: 0 auto; padding: 1rem }
section { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding-top: .5rem }
table { border-collapse: collapse; margin: .75rem 0; width: 100% }
caption { text-align: left; font-weight: 600 }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; font-weight: 400; overflow-wrap: anywhere }
thead th { font-weight: 600 }
pre { overflow-x: auto; padding: .75rem; background: color-mix(in srgb, currentColor 8%, transparent); border-radius: .4rem }
code { font: .9em ui-monospace, monospace }
a { color: LinkText }
`;
