// Runs programs in the repository, with their output where it belongs.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Resolves to the exit code; what it says is shown. Who interrupts us interrupts it, and then us. */
export function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } };
    const child = spawn(command, args, options);
    let ending;
    const end = (signal) => {
      ending = signal;
      child.kill(signal);
    };
    for (const signal of signals) process.on(signal, end);
    child.once('error', reject);
    child.once('close', (code) => {
      for (const signal of signals) process.off(signal, end);
      if (ending === undefined) resolve(code ?? 1);
      else process.kill(process.pid, ending);
    });
  });
}

const signals = ['SIGINT', 'SIGTERM'];

/** Resolves to exit code and output, said nothing meanwhile. */
export function runQuietly(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const hear = (chunk) => (output += chunk);
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

export function runNode(args, env) {
  return run(process.execPath, args, env);
}

/** npm as it came with the Node that runs us. */
export async function runNpm(args) {
  const npm = process.env.npm_execpath;
  const code = npm?.endsWith('.js') ? await runNode([npm, ...args]) : await run(npmCommand, args);
  if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${code}.`);
}

const npmCommand = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** The JavaScript behind a package's command, so that no shell and no .cmd is needed. */
export function bin(packaged, file) {
  return join(root, 'node_modules', ...packaged.split('/'), ...file.split('/'));
}
