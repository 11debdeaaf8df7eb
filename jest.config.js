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
  // End-to-end files start servers of their own; two workers fit two cores.
  maxWorkers: 2,
  testTimeout: 30_000,
};
