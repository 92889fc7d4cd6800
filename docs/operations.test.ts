import { arena, bot } from '@rubato/arena';
import { flagSpecs, serverSettings, startServer } from '@rubato/server';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { alertRules, metricsIn } from './snippets/alert-rules.ts';
import { root } from './snippets/checkout.ts';
import { describePage } from './snippets/describe-page.ts';
import { allBlocks, textOf } from './snippets/pages.ts';

const PAGE = 'docs/operations.md';
const FIXTURES = 'packages/server/src/http/fixtures';

const page = textOf(PAGE);
const blockIn = (language: string): string => allBlocks(PAGE).find((block) => block.language === language)!.text;

/** Metrics as a server shows them: name and help. */
async function shown(url: string): Promise<Map<string, string>> {
  const text = await (await fetch(url)).text();
  return new Map([...text.matchAll(/^# HELP (\w+) (.+)$/gm)].map(([, name = '', help = '']) => [name, help]));
}

describePage(PAGE, {
  has: { 'fullchain.pem': `${FIXTURES}/test-only-cert.pem`, 'privkey.pem': `${FIXTURES}/test-only-key.pem` },
  after(desk) {
    it('the backup is a data directory that a server goes on from', async () => {
      const data = desk().checkout.path('backup');
      const games = [{ game: arena, bot, hz: 30, seats: { default: 4, max: 8 }, fillWithBots: true }];
      const server = await startServer({ games, config: { data, port: 0, adminPort: 0 } });
      const resumed = server.host.lobby.rooms.size;
      await server.stop();
      expect(resumed).toBe(1);
    });

    it('its table shows every metric of ours, in the words of the server', async () => {
      const metrics = [...(await shown(desk().shell.metricsUrl))].filter(([name]) => name.startsWith('rubato_'));
      const table = [...page.matchAll(/^\| `(rubato_\w+)` \| (.+) \|$/gm)].map(([, name = '', help = '']) => [
        name,
        help,
      ]);
      expect(table.toSorted()).toEqual(metrics.toSorted());
    });

    it('its five alarms are rules, and read metrics that there are', async () => {
      const metrics = await shown(desk().shell.metricsUrl);
      const rules = alertRules(blockIn('yaml'));
      expect(rules).toHaveLength(5);
      for (const { expr, labels, annotations } of rules) {
        for (const name of metricsIn(expr)) expect(['up', ...metrics.keys()]).toContain(name.replace(/_bucket$/, ''));
        expect(['page', 'ticket']).toContain(labels['severity']);
        expect(annotations['summary']).toMatch(/\.$/);
      }
    });
  },
});

describe('what the page gives to other programs', () => {
  it('the service starts the server with flags that it has, and waits for it to stop', () => {
    const service = blockIn('ini');
    const known = [
      '--config',
      ...flagSpecs(serverSettings).flatMap(({ flags }) => flags.map((flag) => flag.split(' ')[0])),
    ];
    const flags = /^ExecStart=.* rubato serve (.*)$/m.exec(service)![1]!.match(/--\S+/g)!;
    for (const flag of flags) expect(known).toContain(flag);
    expect(Number(/TimeoutStopSec=(\d+)/.exec(service)![1]) * 1000).toBeGreaterThan(serverSettings.drainMs.default);
  });

  it('the proxy passes on what the server reads, and waits for longer than a client may be silent', () => {
    const proxy = blockIn('nginx');
    for (const header of ['Upgrade', 'Connection', 'Host', 'X-Forwarded-For', 'X-Forwarded-Proto'])
      expect(proxy).toContain(`proxy_set_header ${header} `);
    expect(Number(/proxy_read_timeout (\d+)s/.exec(proxy)![1]) * 1000).toBeGreaterThan(serverSettings.idleMs.default);
  });
});

it('what the page tells to look for is what the server says', () => {
  const section = page.slice(page.indexOf('## When something is wrong'));
  const phrases = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, phrase = '']) => phrase);
  expect(phrases.length).toBeGreaterThan(5);
  for (const phrase of phrases)
    expect(
      () => execFileSync('grep', ['-rqF', '--include=*.ts', phrase, 'packages'], { cwd: root }),
      phrase,
    ).not.toThrow();
});
