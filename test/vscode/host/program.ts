/** Runs programs for the test hosts: a failure carries what the program said. */
import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Resolves when the program ends with 0; rejects with the last of its output otherwise. */
export async function runProgram(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...options.env };
    const child = spawn(command, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-8_000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}:\n${said}`));
    });
  });
}

/** npm as it came with the Node that runs us; works on Windows too, where npm is a script. */
export function runNpm(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('.js') === true
    ? runProgram(process.execPath, [npm, ...args], options)
    : runProgram('npm', args, options);
}
