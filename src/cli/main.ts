/**
 * The second front door, `mailroot <verb>`: finds the verb, runs it, and ends with its exit code. A UserError is one sentence on
 * stderr; anything else thrown is a bug of ours, shown with its stack and exit code 70. Holds no knowledge of mail.
 */
import { UserError, errorCode } from '../engine/ports';
import { CliError, exit, type ExitCode } from './exit';
import { remark } from './terminal';
import { help, verbNamed } from './verbs';

function run(words: readonly string[]): Promise<ExitCode> {
  const [name = 'help', ...rest] = words;
  if (name === '--help' || name === '-h') return help.run(rest);
  const verb = verbNamed(name);
  return rest.includes('--help') || rest.includes('-h') ? help.run([verb.name]) : verb.run(rest);
}

function explain(error: unknown): ExitCode {
  if (error instanceof UserError) {
    remark(`mailroot: ${error.message.replace(/^mailroot /, '')}`);
    return error instanceof CliError ? error.code : exit.unavailable;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  remark(`mailroot: a fault in MailRoot itself. ${text}`);
  return exit.bug;
}

// A reader that has seen enough (`mailroot list | head`) is no failure.
process.stdout.on('error', (error) => {
  if (errorCode(error) === 'EPIPE') process.exit(exit.ok);
  throw error;
});

void Promise.resolve()
  .then(() => run(process.argv.slice(2)))
  .catch(explain)
  .then((code) => {
    process.exitCode = code;
  });
