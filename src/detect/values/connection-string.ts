import type { Candidate } from '../readers/candidate.ts';
import { slice } from '../text/written.ts';

/** `Server=…;Password=…` of ADO and ODBC, also behind a JDBC URL. */
const PASSWORD_FIELD =
  /(?:^|[;?&\s])\s{0,8}(?:password|pwd|accountkey|sharedaccesskey)\s{0,8}=\s{0,8}([^;&\s"']{1,256})/i;
const FIELDS = /(?:^|;)\s{0,8}[A-Za-z][\w ]{1,40}=[^;]*;|^jdbc:|^(?:host|dbname|user|port|hostaddr)=\S+\s/i;
/** `user:password@tcp(host)/db`, the DSN of Go's MySQL driver. */
const GO_DSN = /^[^\s:@/]{1,64}:([^\s/]{1,128})@(?:tcp|unix)\(([^)]{1,255})\)\//;
const HOST_FIELD =
  /(?:server|host|data source|addr|address|accountendpoint|endpoint)\s{0,8}=\s{0,8}(?:tcp:)?([^;,\s]{1,255})/i;

/** The password in a database's or queue's connection string that is no URL; nothing where there is none. */
export function readConnectionString(outer: Candidate): readonly Candidate[] {
  const { written } = outer;
  const field = FIELDS.test(written.value) ? PASSWORD_FIELD.exec(written.value) : null;
  const dsn = GO_DSN.exec(written.value);
  const match = field ?? dsn;
  const password = match?.[1];
  if (!match || password === undefined) return [];
  const start = match.index + (field ? match[0].length - password.length : match[0].indexOf(':') + 1);
  const host =
    dsn?.[2]?.replace(/:\d+$/, '').toLowerCase() ??
    HOST_FIELD.exec(written.value)?.[1] ??
    /\bjdbc:\w+:(?:\w+:)?(?:\/\/|@)([^/:;?]{1,255})/i.exec(written.value)?.[1];
  return [
    {
      ...outer,
      written: slice(written, start, start + password.length),
      slot: 'url-userinfo',
      isSecretPlace: true,
      user: '',
      ...(host === undefined ? {} : { host: host.trim().toLowerCase() }),
    },
  ];
}
