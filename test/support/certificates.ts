import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of a certificate and its key. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the certificate, lower hex. */
  readonly fingerprint: string;
}

/** A certificate authority of a test, with what it makes. */
export interface Authority extends Certificate {
  issue(name: string): Certificate;
}

const openssl = (...args: readonly string[]) => void execFileSync('openssl', args, { stdio: 'ignore' });

function read(cert: string, key: string): Certificate {
  const { raw } = new X509Certificate(readFileSync(cert));
  return { cert, key, fingerprint: createHash('sha256').update(raw).digest('hex') };
}

/** Makes an authority in a folder; what it issues is good for 127.0.0.1 and for a day. */
export function makeAuthority(folder: string, name: string): Authority {
  const path = (file: string) => join(folder, file);
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const [cert, key] = [path(`${name}.pem`), path(`${name}.key`)];
  openssl('req', '-x509', ...curve, '-keyout', key, '-out', cert, '-days', '1', '-subj', `/CN=${name}`);
  return {
    ...read(cert, key),
    issue(subject) {
      const [ownCert, ownKey] = [path(`${name}-${subject}.pem`), path(`${name}-${subject}.key`)];
      const [request, extensions] = [path(`${subject}.csr`), path(`${subject}.ext`)];
      writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1\n');
      openssl('req', ...curve, '-keyout', ownKey, '-out', request, '-subj', `/CN=${subject}`);
      openssl(
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        cert,
        '-CAkey',
        key,
        '-out',
        ownCert,
        '-days',
        '1',
        '-extfile',
        extensions,
      );
      return read(ownCert, ownKey);
    },
  };
}
