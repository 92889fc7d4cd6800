// The one door: npm start, test, soak, check, bench and examples come in here. Runs on a bare checkout: no dependencies here.
const leastNode = [20, 19];

/** @type {Record<string, () => Promise<{ job: (args: string[]) => Promise<number | undefined> }>>} */
const jobs = {
  start: () => import('./start.mjs'),
  test: () => import('./test.mjs'),
  soak: () => import('./soak.mjs'),
  check: () => import('./check.mjs'),
  bench: () => import('./bench.mjs'),
  examples: () => import('./examples.mjs'),
};

const [verb = '', ...args] = process.argv.slice(2);
requireNode();
const load = Object.hasOwn(jobs, verb) ? jobs[verb] : undefined;
if (!load) fail(2, `Unknown job '${verb}'. There are: ${Object.keys(jobs).join(', ')}.`);
else {
  const { ensureInstalled } = await import('./install.mjs');
  await ensureInstalled();
  const { job } = await load();
  const code = await job(args);
  // Undefined: the job goes on in this process and ends it itself.
  if (code !== undefined) process.exitCode = code;
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = leastNode;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  fail(1, `Rubato needs Node ${leastNode.join('.')} or newer; this is ${process.versions.node}. Install a newer Node.`);
  process.exit();
}

/** @param {number} code @param {string} message */
function fail(code, message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
