// The architecture as lint rules: which room may import which (ARCHITECTURE.md), and the house numbers.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const house = {
  'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
  complexity: ['error', 10],
  'max-params': ['error', 3],
  'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
  eqeqeq: 'error',
  'no-console': 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
};

/** Rooms of one level: what a file there must not import, and the sentence that says why. */
const room = (files, forbidden) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map(([regex, message]) => ({
          regex,
          message: `${message} (ARCHITECTURE.md, "Who may import whom")`,
        })),
      },
    ],
  },
});

const noVscode = ['^vscode$', 'The engine and the command line run without an editor: no vscode here.'];
const noEditor = ['/(host|views|language|commands|cli)/', 'The engine knows nothing of its clients.'];
const noWorld = [
  '^(node:)?(dns|net|tls|timers)(/|$)',
  'Names, sockets and time come in through ports.ts; only smtpClient, listener and the simulator touch the network.',
];
const noStages = [
  '\\.\\./(pickup|receive|queue|delivery|bounce|simulator)/',
  'Stages never import one another: spool.ts carries values between them.',
];
const noTop = ['\\.\\./(spool|main|protocol|config)$', 'Lower rooms know nothing of the rooms above them.'];
const noMailroot = ['\\.\\./mailroot', 'message/ is pure text: it knows nothing of the disk.'];
const onlyContract = [
  'engine/(?!protocol$|config$|config/(?:defaults|schema)$|ports$|client$|mailroot/|message/|explain/|story/|caseBundle/|adopt/|counters$|routeAnswer$)',
  'Clients see of the engine only protocol, config, mailroot, message, explain, story, caseBundle, adopt, counters and routeAnswer (and UserError of ports).',
];

/** What addresses of the simulator do is told where they are written. */
const onlyContractOfLanguage = [
  onlyContract[0].replace('counters$', 'counters$|simulator/addresses$'),
  onlyContract[1].replace(' (and', ' and simulator/addresses (and'),
];

/** Who would get a message is what Pickup would make of it. */
const onlyContractOfPreview = [
  onlyContract[0].replace('counters$', 'counters$|pickup/submission$'),
  onlyContract[1].replace(' (and', ' and pickup/submission (and'),
];

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', '.vscode-test', '.cache', 'test-results', 'sample'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...house,
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, allowDefaultCaseForExhaustiveSwitch: false },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  room(['src/engine/ports.ts', 'src/engine/message/**'], [noVscode, noEditor, noMailroot, noStages, noTop, noWorld]),
  room(['src/engine/protocolLog/**'], [noVscode, noEditor, noStages, noWorld]),
  room(['src/engine/explain/**', 'src/engine/story/**'], [noVscode, noEditor, noStages, noTop, noWorld]),
  room(['src/engine/caseBundle/**'], [noVscode, noEditor, noStages, noWorld]),
  room(['src/engine/mailroot/**', 'src/engine/adopt/**'], [noVscode, noEditor, noStages, noTop, noWorld]),
  room(
    ['src/engine/pickup/**', 'src/engine/queue/**', 'src/engine/delivery/**', 'src/engine/bounce/**'],
    [noVscode, noEditor, noStages, noTop, noWorld],
  ),
  room(
    [
      'src/engine/receive/**',
      'src/engine/simulator/**',
      'src/engine/delivery/connection.ts',
      'src/engine/delivery/line.ts',
      'src/engine/delivery/patience.ts',
      'src/engine/delivery/certificates.ts',
      'src/engine/delivery/smtpConnection.ts',
      'src/engine/delivery/stsFetch.ts',
    ],
    [noVscode, noEditor, noStages, noTop],
  ),
  room(
    [
      'src/engine/spool.ts',
      'src/engine/config.ts',
      'src/engine/protocol.ts',
      'src/engine/dryRun.ts',
      'src/engine/routeAnswer.ts',
    ],
    [noVscode, noEditor, noWorld],
  ),
  room(['src/engine/main.ts', 'src/engine/control.ts', 'src/engine/client.ts'], [noVscode, noEditor]),
  room(
    ['src/cli/**'],
    [
      noVscode,
      onlyContract,
      ['/(host|views|language|commands)/', 'The command line and the editor never import one another.'],
    ],
  ),
  room(['src/host/**', 'src/views/**', 'src/commands/**'], [onlyContract]),
  room(['src/language/**'], [onlyContractOfLanguage]),
  room(['src/preview/**'], [onlyContractOfPreview]),
  room(['src/preview/{mail,safe,page,worker}/**'], [noVscode, onlyContractOfPreview]),
  room(
    ['src/compare/**'],
    [
      noVscode,
      onlyContract,
      ['/(host|views|commands|cli)/', 'Comparing is shared by the editor and the command line.'],
    ],
  ),
  { files: ['src/engine/ports.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['src/engine/**'],
    ignores: ['src/engine/ports.ts', 'src/engine/smtpServer/**', 'src/engine/simulator/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
          name,
          message: 'Time comes in through the Clock port.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes in through the Clock port.' },
      ],
    },
  },
  { files: ['src/cli/**'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      // Each ?. of an assertion would count as a branch.
      complexity: 'off',
      'no-console': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'describe', 'it'], package: 'node:test' }] },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: { complexity: ['error', 10], 'max-lines': house['max-lines'] },
  },
);
