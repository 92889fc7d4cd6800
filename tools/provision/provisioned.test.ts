import { afterEach, describe, expect, it, vi } from 'vitest';
import { provisioned } from './provisioned.ts';

afterEach(() => vi.unstubAllEnvs());

describe('provisioned', () => {
  it('takes the path from the environment first', () => {
    vi.stubEnv('RUBATO_NODE24', '/opt/node24');
    expect(provisioned('node24')).toBe('/opt/node24');
  });

  it('takes an empty variable for none', () => {
    vi.stubEnv('RUBATO_GJS', '');
    expect(provisioned('gjs')).not.toBe('');
  });
});
