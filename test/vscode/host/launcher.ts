/**
 * VS Code's command line on the web host: `--extensionTestsPath=`, and a folder or a `.code-workspace` file. Which VS Code: MAILROOT_WEB_VSCODE,
 * `floor` or `newest`. `--ask-trust` leaves workspace trust on. What else a desktop VS Code takes is ignored.
 */
import { floor, newest, webVscode } from './webInstall';
import { startServer } from './server';
import { runSuite } from './workbench';

const say = (line: string): void => console.log(line);

async function main(args: readonly string[]): Promise<number> {
  const tests = args.flatMap((arg) => /^--extensionTestsPath=(.*)$/.exec(arg)?.[1] ?? [])[0];
  const place = args.find((arg) => !arg.startsWith('--'));
  if (tests === undefined) throw new Error('Say --extensionTestsPath=<module>.');
  const web = await webVscode(process.env['MAILROOT_WEB_VSCODE'] === 'floor' ? floor : newest, say);
  const server = await startServer(web, { trust: args.includes('--ask-trust') });
  try {
    const workspace = place?.endsWith('.code-workspace') === true;
    const opened = place === undefined ? {} : workspace ? { workspace: place } : { folder: place };
    const { code, log } = await runSuite(server, { place: opened, tests, say });
    if (code !== 0) for (const line of log.slice(-40)) say(line);
    return code;
  } finally {
    await server.stop();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(70);
  },
);
