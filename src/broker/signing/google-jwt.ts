import { importPKCS8, SignJWT } from 'jose';

const LIFETIME_SECONDS = 300;

/** The members of a service-account key file that signing needs. */
export interface GoogleKey {
  readonly email: string;
  readonly keyId: string;
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
}

/**
 * A JSON Web Token signed by a service account. With the address of an API as its audience it is a bearer of that API
 * by itself; with the token endpoint's it is an assertion (RFC 7523) for an access token.
 * https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
 *
 * @param options.now milliseconds since the epoch
 * @throws when the private key cannot be read; the error says nothing of it
 */
export async function signGoogleJwt(
  key: GoogleKey,
  options: { readonly audience: string; readonly scope?: string; readonly now: number },
): Promise<string> {
  const seconds = Math.floor(options.now / 1000);
  const privateKey = await importPKCS8(key.privateKey, 'RS256').catch(() => {
    throw new TypeError('The private key of the service account cannot be read.');
  });
  return await new SignJWT(options.scope === undefined ? {} : { scope: options.scope })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.keyId })
    .setIssuer(key.email)
    .setSubject(key.email)
    .setAudience(options.audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + LIFETIME_SECONDS)
    .sign(privateKey);
}
