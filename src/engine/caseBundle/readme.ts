/** The text for the person who unpacks a case bundle by hand: what lies where, and what was taken out of it. Pure. */
import type { Manifest } from './format';

export function readmeText({
  message,
  madeAt,
  redacted,
  versions,
  leftOut,
}: Omit<Manifest, 'format' | 'version' | 'files'>): string {
  const lines = [
    `The case of one message: ${message}`,
    `Made ${madeAt} by ${versionWords(versions)}.`,
    '',
    'Open this .zip in VS Code with MailRoot (MailRoot: Open Case Bundle...) to read it as a story,',
    'or with "mailroot show <file.zip>" and "mailroot explain <file.zip>" in a terminal.',
    '',
    'MailRoot/       the files of the message as they lay in its MailRoot: the message (.eml, .bad), its state',
    '                (.envelope.json, .bdp), transcripts (.ltr what was decided, .rtr what was said on the wire,',
    '                .itr how it was handed in), why it is bad (.bdr), notifications about it',
    'settings.json   the settings in force, without passwords',
    'manifest.json   what is here, with checksums, and the versions of the programs',
    '',
    ...(redacted ? redactedLines : plainLines),
    ...(leftOut.length === 0
      ? []
      : ['', 'Left out, since it was too large or could not be redacted:', ...leftOut.map((name) => `  ${name}`)]),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

const redactedLines = [
  'Addresses, names, domains, hosts and network addresses have other names here, the same everywhere.',
  'Subjects, free text of headers, bodies and attachments are filler of the same size and structure.',
  'What remote servers replied is kept, without addresses and names. Times, sizes, queue ids, ports and ids that',
  'remote servers gave are as they were: read what you pass on if somebody must not be recognised by them.',
];
const plainLines = ['Nothing is redacted: the message, its addresses and its attachments are here as they were.'];

/** `MailRoot 0.1.0, VS Code 1.100.3, Node 20.19.0, linux x64` */
export function versionWords({ mailroot, vscode, node, os }: Manifest['versions']): string {
  return [`MailRoot ${mailroot}`, ...(vscode === undefined ? [] : [`VS Code ${vscode}`]), `Node ${node}`, os].join(
    ', ',
  );
}
