import { afterEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { remoteEnvironment } from '../../../src/history/remote.ts';

const TOKEN = 'ghs_0123456789';
const environment = () =>
  remoteEnvironment('/data/one.git', { url: 'https://github.com/octo/app.git', token: new Secret(TOKEN) });
const configured = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(
    Array.from({ length: Number(env['GIT_CONFIG_COUNT']) }, (_, n) => [
      env[`GIT_CONFIG_KEY_${n}`],
      env[`GIT_CONFIG_VALUE_${n}`],
    ]),
  );

afterEach(() => {
  delete process.env['GIT_TRACE'];
  delete process.env['GIT_CONFIG_PARAMETERS'];
});

describe('the environment of a git that talks to GitHub', () => {
  it('holds the token in one header, for one origin', () => {
    const settings = configured(environment());
    const basic = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
    expect(settings['http.https://github.com/.extraHeader']).toBe(`Authorization: Basic ${basic}`);
    const all = Object.entries(environment()).filter(([, value]) => value?.includes(basic));
    expect(all).toHaveLength(1);
    expect(JSON.stringify(environment())).not.toContain(TOKEN);
  });

  it('talks in one protocol, follows no redirect, and asks no helper', () => {
    expect(configured(environment())).toMatchObject({
      'protocol.allow': 'never',
      'protocol.https.allow': 'always',
      'http.followRedirects': 'false',
      'credential.helper': '',
      'core.hooksPath': '/dev/null',
    });
  });

  it('takes nothing of what could make git write or read elsewhere', () => {
    process.env['GIT_TRACE'] = '/tmp/trace';
    process.env['GIT_CONFIG_PARAMETERS'] = "'core.hooksPath=/tmp'";
    const env = environment();
    expect(env).toMatchObject({
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      HOME: '/data/one.git',
    });
    expect(Object.keys(env).filter((name) => /TRACE|PARAMETERS|SSH|DATABASE|PRIVATE_KEY/.test(name))).toEqual(
      [],
    );
  });
});
