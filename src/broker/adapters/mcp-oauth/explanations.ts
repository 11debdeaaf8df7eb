/** One sentence for people per way in which the revocation of an MCP server's token ends. */
export const WORDS = {
  expired: 'The token says of itself that it has expired, so it no longer works anywhere.',
  notBearer:
    'This value cannot be a bearer token (it has spaces or characters that no header carries): ask the owner of the MCP server to replace it.',
  alreadyInactive: 'The MCP server already refused the token before anything was done.',
  revoked: 'The token was revoked at its issuer, and its MCP server or issuer now refuses it.',
  untrusted:
    "Neither the MCP server nor the token's issuer is in the policy, so nothing was sent anywhere: register the server and its issuer in .github/rekey.yml, or ask the owner of the MCP server to revoke the token.",
  untrustedIssuer:
    'The MCP server names no authorization server that the policy trusts: add its issuer to .github/rekey.yml, or ask the owner of the MCP server to revoke the token.',
  refusedServer:
    "The MCP server's metadata points to another origin or speaks for another resource, so it was not followed: ask the owner of the MCP server to correct it and to revoke the token.",
  refusedIssuer:
    "The authorization server's metadata names another issuer or an endpoint at another origin, so the token was not sent to it: ask its owner to correct the metadata and to revoke the token.",
  noServerMetadata:
    'The MCP server names no authorization server, so the token is probably a fixed key: ask the owner of the MCP server to replace it.',
  noIssuerMetadata:
    'The authorization server publishes no metadata, so it offers no way to revoke the token: ask its owner to revoke it.',
  noRevocation:
    'The authorization server has no revocation endpoint: ask its owner to revoke the token, or wait until it expires.',
  unsupportedType:
    'The authorization server cannot revoke tokens of this kind (often JWTs): remove the client or the grant there, or wait until the token expires.',
  clientRefused:
    "The authorization server refused every client that Rekey may act as: let the policy's client revoke tokens there, or ask its owner to revoke this one.",
  stillAccepted:
    'The issuer accepted the revocation, but nothing yet proves that the token is dead: it will be tried again.',
  issuerUnavailable:
    'The authorization server gave no usable answer to the revocation: it will be tried again.',
  discoveryUnavailable:
    'The metadata of the MCP server or of its authorization server could not be read: it will be tried again.',
  notContacted: 'The MCP server or its authorization server was not contacted.',
} as const;
