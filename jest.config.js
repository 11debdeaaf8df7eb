export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/test/support/database-template.ts',
  globalTeardown: '<rootDir>/test/support/remove-database-template.ts',
  // End-to-end files mostly wait for servers of their own: more workers than the two cores of a small machine.
  maxWorkers: 4,
  // For what hangs: what is slow on a busy machine still ends. Longer than the longest wait for one thing.
  testTimeout: 240_000,
};
