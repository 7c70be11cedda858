/** The arrows of CONTRIBUTING.md: all end in functions/domain. */
const forbid = (name, from, to, extra = {}) => ({ name, severity: 'error', from, to: { ...to, ...extra } });

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }),
    forbid(
      'domain-is-pure',
      { path: '^functions/domain' },
      { path: '^functions/(adapters|runtime|api|workflow|trigger)' },
    ),
    forbid(
      'domain-uses-few-packages',
      { path: '^functions/domain' },
      { path: 'node_modules', pathNot: 'node_modules/(zod|luxon|csv-parse|@types/luxon)/' },
    ),
    forbid(
      'handlers-see-no-adapters',
      { path: '^functions/(api|workflow|trigger)/.*/(handler|contract)\\.ts$' },
      { path: '^functions/adapters' },
    ),
    // api/gate.ts is the part that the composition roots of all signed-in routes share.
    forbid(
      'only-roots-see-adapters',
      { path: '^functions/(api|workflow|trigger)', pathNot: '/index\\.ts$|^functions/api/gate\\.ts$' },
      { path: '^functions/adapters' },
    ),
    forbid(
      'only-roots-see-the-gate',
      { path: '^functions', pathNot: '^functions/api/[^/]+/index\\.ts$' },
      { path: '^functions/api/gate\\.ts$' },
    ),
    forbid(
      'adapters-know-the-domain-only',
      { path: '^functions/adapters' },
      { path: '^functions/(api|workflow|trigger|runtime)' },
      { pathNot: '^functions/runtime/(logger|log-events|env)\\.ts$' },
    ),
    forbid('runtime-knows-no-adapters', { path: '^functions/runtime' }, { path: '^functions/adapters' }),
    {
      name: 'entries-do-not-import-each-other',
      severity: 'error',
      from: { path: '^functions/(api|trigger)/([^/]+)/' },
      to: { path: '^functions/(api|workflow|trigger)/([^/]+)/', pathNot: '^functions/(api|trigger)/$2/' },
    },
    forbid(
      'product-knows-no-infrastructure',
      { path: '^functions' },
      { path: '^(lib|bin)/|node_modules/(aws-cdk-lib|constructs|cdk-nag)/' },
    ),
    {
      name: 'portal-takes-types-only',
      comment: 'The browser gets the contracts’ shapes, never their schemas or anything else of the server.',
      severity: 'error',
      from: { path: '^portal/src' },
      to: { path: '^(functions|lib|bin|local|test)/', dependencyTypesNot: ['type-only'] },
    },
    forbid('nothing-knows-the-portal', { path: '^(functions|lib|bin|local)' }, { path: '^portal/' }),
    forbid('nothing-knows-local', { path: '^(functions|lib|bin)' }, { path: '^(local|test)/' }),
    forbid('local-knows-the-assembly-only', { path: '^local' }, { path: '^(functions|lib)/' }),
    forbid(
      'lib-takes-values-from-contracts-only',
      { path: '^lib' },
      { path: '^functions', pathNot: '(contract|registry)\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'xero-node-only-where-needed',
      { pathNot: '^(functions/adapters/xero|test)/' },
      { path: 'node_modules/(xero-node|openid-client|axios)/' },
    ),
    forbid(
      'no-orphan-test-doubles',
      { path: '^(functions|lib|bin|local)' },
      { path: 'node_modules/(vitest|aws-sdk-client-mock|fast-check)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
