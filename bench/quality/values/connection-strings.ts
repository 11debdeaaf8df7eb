import type { PlantedFacts } from '../quality-file.ts';
import { percent } from '../encode.ts';
import type { Sheet } from '../sheet.ts';
import { password } from './shapes.ts';

const HOSTS = [
  'db.qhtzmwplkcvxnbgyrdea.supabase.co:5432',
  'ep-quiet-maple-a1k2m3.eu-central-1.aws.neon.tech',
  'cluster0.k3m9x.mongodb.net',
  'prod-db.c9akciq32.us-east-1.rds.amazonaws.com:5432',
  'redis-14523.c265.us-east-1-2.ec2.redns.redis-cloud.com:14523',
  'db.acme.dev',
];

type Writing = (user: string, secret: string, host: string) => string;

const url =
  (scheme: string, path = '/app'): Writing =>
  (user, secret, host) =>
    `${scheme}://${user}:${secret}@${host}${path}`;

/** Connection strings in which a password stands. */
const WRITINGS: readonly Writing[] = [
  url('postgres'),
  url('postgresql', '/postgres?sslmode=require'),
  url('postgresql+asyncpg'),
  url('mysql'),
  url('mongodb+srv', '/?retryWrites=true&w=majority'),
  url('redis', '/0'),
  url('rediss', ''),
  url('neo4j+s', ''),
  url('couchbases', ''),
  url('clickhouse', '/default'),
  url('amqp', '/vhost'),
  (user, secret, host) =>
    `jdbc:sqlserver://${host};databaseName=app;user=${user};password=${secret};encrypt=true`,
  (user, secret, host) => `Server=tcp:${host};Database=app;User Id=${user};Password=${secret};`,
  (user, secret, host) => `${user}:${secret}@tcp(${host})/app?parseTime=true`,
];

/** A connection string to a host on the Internet, with a password; sometimes percent-encoded. */
export function plantConnectionString(sheet: Sheet, facts: PlantedFacts = {}): string {
  const { random } = sheet;
  const writing = random.pick(WRITINGS);
  const isUrl = WRITINGS.indexOf(writing) < 11;
  const wild = isUrl && random.chance(0.2);
  const value = wild
    ? `${password(random)}${random.pick(['@', '#', '/', ':', '%'])}${random.text.alnum(4)}`
    : password(random);
  const planted = sheet.plant(value, { slot: 'url-userinfo', ...facts });
  const user = random.pick(['postgres', 'app', 'svc_mcp', 'admin', 'default', 'reader']);
  return writing(user, wild ? percent(planted) : planted, random.pick(HOSTS));
}
