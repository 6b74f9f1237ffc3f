#!/usr/bin/env node
// Stands in for VS Code's executable where no desktop build is to be had: takes its arguments, runs the web host, ends with its code.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('launcher.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));
const child = spawn(process.execPath, ['--import', 'tsx', launcher, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: root,
});
child.on('close', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => child.kill('SIGTERM'));
