import { Secret } from '../base/secret.ts';
import { ownEnvironment } from './own-repository.ts';

/** A repository on a GitHub server. */
export interface Remote {
  /** `https://HOST/OWNER/NAME.git`, without a credential. */
  readonly url: string;
  /** Of an installation of the App; absent: nobody. */
  readonly token?: Secret;
}

/** The name of the remote in the configuration, so that no address stands among the arguments of a process. */
export const REMOTE = 'origin';

/** Larger files are left out where the server can do so: they are not scanned anyway. */
const FILTER = 'blob:limit=10m';

/**
 * Configuration of git for talking to this server only. It goes through the environment, which only the same user can
 * read: arguments are shown by `ps` to everybody, and files stay behind after a crash.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT
 */
function configuration({ url, token }: Remote): readonly (readonly [key: string, value: string])[] {
  const { origin, protocol } = new URL(url);
  const authorization =
    token && `Basic ${Buffer.from(`x-access-token:${token.reveal()}`).toString('base64')}`;
  return [
    [`remote.${REMOTE}.url`, url],
    [`remote.${REMOTE}.promisor`, 'true'],
    [`remote.${REMOTE}.partialclonefilter`, FILTER],
    [`remote.${REMOTE}.tagOpt`, '--no-tags'],
    ['protocol.allow', 'never'],
    [`protocol.${protocol.replace(':', '')}.allow`, 'always'],
    ['protocol.version', '2'],
    ['http.followRedirects', 'false'],
    // A server that sends next to nothing for a minute has gone away.
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '60'],
    ['credential.helper', ''],
    ['core.hooksPath', '/dev/null'],
    ['core.askPass', ''],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    // One pack whatever its size: a million loose files would take far more room than they hold.
    ['fetch.unpackLimit', '1'],
    ['fetch.writeCommitGraph', 'false'],
    ['fetch.recurseSubmodules', 'false'],
    ['transfer.bundleURI', 'false'],
    ...(authorization === undefined
      ? []
      : ([[`http.${origin}/.extraHeader`, `Authorization: ${authorization}`]] as const)),
  ];
}

/** The environment of a git that talks to the server. It holds the token: never log it. */
export function remoteEnvironment(folder: string, remote: Remote): NodeJS.ProcessEnv {
  const entries = configuration(remote);
  const numbered = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...ownEnvironment(folder),
    ...Object.fromEntries(numbered),
    GIT_CONFIG_COUNT: String(entries.length),
  };
}
