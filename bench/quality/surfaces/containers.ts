import { base64 } from '../encode.ts';
import type { Page, QualitySurface } from '../quality-file.ts';
import { environment } from '../servers/environment.ts';
import { containerServer } from '../servers/known-servers.ts';
import type { Sheet } from '../sheet.ts';
import type { Setting } from '../values/harmless.ts';
import { decoyFor } from '../values/secrets.ts';
import { password } from '../values/shapes.ts';
import type { Json } from '../writers/json.ts';
import { shellWord } from '../writers/quoting.ts';
import { writeYaml, yamlStyle } from '../writers/yaml.ts';

const yaml = (sheet: Sheet, document: Json) =>
  `${writeYaml(document, yamlStyle(sheet.random), sheet.random)}\n`;

/** Compose takes `$$` for a `$` of a password. */
function dollarPassword(sheet: Sheet): Setting {
  const value = `${password(sheet.random)}$${sheet.random.text.alnum(5)}`;
  const planted = sheet.plant(value, { key: 'SMTP_PASSWORD', slot: 'env' });
  return ['SMTP_PASSWORD', planted.replace('$', '$$$$')];
}

function compose(form: 'map' | 'list') {
  return (sheet: Sheet): Page => {
    const { random } = sheet;
    const services = Object.fromEntries(
      Array.from({ length: random.int(1, 3) }, () => {
        const { name, image } = containerServer(random);
        const settings = [
          ...environment(sheet, 'compose', { max: 6, defaults: true }),
          ...(random.chance(0.2) ? [dollarPassword(sheet)] : []),
        ];
        const variables: Json =
          form === 'map' ? Object.fromEntries(settings) : settings.map(([key, value]) => `${key}=${value}`);
        const secret = { key: 'DB_PASSWORD', slot: 'env' } as const;
        const build = random.chance(0.2)
          ? {
              build: {
                context: '.',
                args: {
                  DB_PASSWORD: random.chance(0.5)
                    ? sheet.plant(password(random), secret)
                    : decoyFor(sheet, 'compose', 'DB_PASSWORD'),
                },
              },
            }
          : {};
        return [
          name,
          { image, restart: 'unless-stopped', ...build, environment: variables, ports: ['8080:8080'] },
        ];
      }),
    );
    return {
      path: random.pick([
        'docker-compose.yml',
        'compose.yaml',
        'docker-compose.override.yml',
        'deploy/docker-compose.prod.yml',
      ]),
      text: yaml(sheet, { services }),
    };
  };
}

function dockerfile(sheet: Sheet): Page {
  const { random } = sheet;
  const lines = environment(sheet, 'shell', { max: 6 }).flatMap(([key, value]) => {
    if (value === '') return [`ARG ${key}`];
    return [`${random.pick(['ENV', 'ENV', 'ARG'])} ${key}=${shellWord(value, random)}`];
  });
  const [, image] = ['', containerServer(random).image];
  return {
    path: random.pick(['Dockerfile', 'Dockerfile.mcp', 'docker/Dockerfile']),
    text: `FROM node:24-alpine AS build\n# runs ${image}\nWORKDIR /app\nCOPY . .\n${lines.join('\n')}\nRUN npm ci --omit=dev\nCMD ["npx", "-y", "@acme/mcp-server"]\n`,
  };
}

/** One credential in each encoded value. */
function secretData(sheet: Sheet): Json {
  return Object.fromEntries(
    environment(sheet, 'none', { max: 6 }).map(([key, value]) => [key, sheet.encoded(value, base64)]),
  );
}

function kubernetesSecret(field: 'data' | 'stringData') {
  return (sheet: Sheet): Page => {
    const { random } = sheet;
    const values: Json =
      field === 'data' ? secretData(sheet) : Object.fromEntries(environment(sheet, 'helm', { max: 6 }));
    const manifest: Json = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'mcp-secrets', namespace: 'agents' },
      type: 'Opaque',
      [field]: values,
    };
    const before = random.chance(0.3)
      ? `${yaml(sheet, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'agents' } })}---\n`
      : '';
    return {
      path: random.pick(['k8s/secret.yaml', 'deploy/mcp-secret.yml', 'manifests/secrets.yaml']),
      text: before + yaml(sheet, manifest),
    };
  };
}

function deployment(sheet: Sheet): Page {
  const { name, image } = containerServer(sheet.random);
  const env: Json = [
    ...environment(sheet, 'none', { max: 5 }).map(([key, value]): Json => ({ name: key, value })),
    { name: 'GITHUB_TOKEN', valueFrom: { secretKeyRef: { name: 'mcp-secrets', key: 'github-token' } } },
  ];
  const container: Json = { name, image, ports: [{ containerPort: 8080 }], env };
  return {
    path: 'k8s/deployment.yaml',
    text: yaml(sheet, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: { replicas: 1, template: { spec: { containers: [container] } } },
    }),
  };
}

function helmValues(sheet: Sheet): Page {
  const { random } = sheet;
  const values = Object.fromEntries(environment(sheet, 'none', { max: 6 }));
  const document: Json = {
    replicaCount: 1,
    image: { repository: containerServer(random).image, tag: '1.4.2' },
    mcp: { enabled: true, env: values },
  };
  return { path: random.pick(['charts/mcp/values.yaml', 'values-prod.yaml']), text: yaml(sheet, document) };
}

function toolHive(sheet: Sheet): Page {
  const { name, image } = containerServer(sheet.random);
  const env = environment(sheet, 'none', { max: 4 }).map(([key, value]): Json => ({ name: key, value }));
  sheet.decoy('github-token');
  const spec: Json = {
    image,
    transport: 'stdio',
    proxyPort: 8080,
    env,
    secrets: [{ name: 'github-token', key: 'token', targetEnvName: 'GITHUB_PERSONAL_ACCESS_TOKEN' }],
  };
  return {
    path: 'deploy/toolhive/mcpserver.yaml',
    text: yaml(sheet, {
      apiVersion: 'toolhive.stacklok.dev/v1alpha1',
      kind: 'MCPServer',
      metadata: { name },
      spec,
    }),
  };
}

export const CONTAINERS: readonly QualitySurface[] = [
  { name: 'compose: map', write: compose('map') },
  { name: 'compose: list', write: compose('list') },
  { name: 'dockerfile', write: dockerfile },
  { name: 'kubernetes: secret data', write: kubernetesSecret('data') },
  { name: 'kubernetes: secret stringData', write: kubernetesSecret('stringData') },
  { name: 'kubernetes: deployment', write: deployment },
  { name: 'helm values', write: helmValues },
  { name: 'toolhive', write: toolHive },
];
