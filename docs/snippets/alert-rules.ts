// Reads a file of Prometheus alerting rules, as far as such files go: nothing but groups of alerts, two blanks a level.

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const HEAD = ['groups:', '  - name: rubato', '    rules:'];

/** Throws for a line that has no place in such a file, and for a rule that lacks something. */
export function alertRules(text: string): AlertRule[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (HEAD.some((line, i) => lines[i] !== line)) throw new Error(`the file begins otherwise: ${lines[0]}`);
  const found: Record<string, unknown>[] = [];
  for (const line of lines.slice(HEAD.length)) {
    const [, start, key = '', value = ''] = /^ {6}(- | {2})([a-z]+): (.+)$/.exec(line) ?? [];
    if (start === undefined) throw new Error(`what is ${line}`);
    if (start === '- ') found.push({});
    found.at(-1)![key] = value.startsWith('{') ? mapOf(value) : value;
  }
  return found.map((rule) => {
    for (const key of ['alert', 'expr', 'for', 'labels', 'annotations'])
      if (rule[key] === undefined) throw new Error(`${String(rule['alert'])} has no ${key}`);
    return rule as unknown as AlertRule;
  });
}

/** `{ severity: page, summary: "words" }` */
function mapOf(text: string): Record<string, string> {
  const inside = /^\{ (.+) \}$/.exec(text)?.[1];
  if (inside === undefined) throw new Error(`no map: ${text}`);
  const pairs = [...inside.matchAll(/(\w+): (?:"([^"]*)"|([\w-]+))(?:, |$)/g)];
  if (pairs.map(([whole]) => whole).join('') !== inside) throw new Error(`no map: ${text}`);
  return Object.fromEntries(pairs.map(([, key = '', quoted, plain = '']) => [key, quoted ?? plain]));
}

const FUNCTIONS = ['sum', 'rate', 'increase', 'histogram_quantile', 'by', 'le'];

/** The metrics that an expression reads. Throws for what is no expression. */
export function metricsIn(expr: string): string[] {
  const bare = expr.replaceAll(/\{\w+="[^"{}]*"\}/g, '').replaceAll(/\[\d+[smhd]\]/g, '');
  const tokens = [...bare.matchAll(/[a-z_][a-z0-9_]*|\d+(?:\.\d+)?|==|[()<>,]|\s+/g)].map(([token]) => token);
  if (tokens.join('') !== bare) throw new Error(`no expression: ${expr}`);
  const depth = tokens.reduce((open, token) => open + Number(token === '(') - Number(token === ')'), 0);
  if (depth !== 0) throw new Error(`brackets: ${expr}`);
  return tokens.filter((token) => /^[a-z_]/.test(token) && !FUNCTIONS.includes(token));
}
