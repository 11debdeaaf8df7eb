/**
 * What a client of the HMAC profile signs: the body, or for a request without one its method and target, such as
 * `GET /v1/revocations/ID`, so that a signature is good for that request only.
 */
export function signedText(method: string, target: string, body: Uint8Array): Uint8Array {
  return body.length > 0 ? body : Buffer.from(`${method} ${target}`);
}
