/** Paths of what code and templates are written in, below some folders, so many at most. Packages, builds and hidden folders are left out. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const mostFolders = 5_000;
const mostFiles = 10_000;
const leftOut = /^\.|^(?:node_modules|vendor|target|dist|build|out|bin|obj|coverage|__pycache__|venv|MailRoot)$/;
const sources =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|html?|hbs|handlebars|mustache|ejs|pug|njk|liquid|twig|mjml|j2|jinja2?|txt|md|mdx|py|rb|erb|haml|slim|php|blade|phtml|cs|vb|cshtml|razor|resx|java|kt|scala|groovy|ftl|vm|jsp|go|tmpl|gotmpl|rs|ex|exs|eex|heex|erl|pl|pm|tt|json|ya?ml|toml|properties|po|pot|xlf|xml|sql|sh|ps1|cfm|lua|dart|swift)$/i;

export async function sourcesBelow(roots: readonly string[]): Promise<string[]> {
  const folders = [...roots];
  const found: string[] = [];
  for (let i = 0; i < folders.length && i < mostFolders && found.length < mostFiles; i++) {
    const folder = folders[i] ?? '';
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      if (entry.isFile() && sources.test(entry.name)) found.push(join(folder, entry.name));
      else if (entry.isDirectory() && !leftOut.test(entry.name)) folders.push(join(folder, entry.name));
    }
  }
  return found.slice(0, mostFiles);
}
