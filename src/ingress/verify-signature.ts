import { Webhooks } from '@octokit/webhooks';

/** Says whether a raw body carries GitHub's signature (`X-Hub-Signature-256`) by any of the secrets. */
export type VerifySignature = (body: string, signature: string) => Promise<boolean>;

/** Makes the check for all current webhook secrets: during a rotation GitHub may sign with either. */
export function createSignatureCheck(secrets: readonly string[]): VerifySignature {
  const verifiers = secrets.map((secret) => new Webhooks({ secret }));
  return async (body, signature) => {
    for (const verifier of verifiers) {
      // A malformed signature makes the library throw; it is as wrong as any other.
      if (await verifier.verify(body, signature).catch(() => false)) return true;
    }
    return false;
  };
}
