// The bundles, as `npm run build` makes them.
import { runNode } from './run.mjs';

export async function build() {
  const code = await runNode(['esbuild.mjs']);
  if (code !== 0) throw new Error('The build failed.');
}
