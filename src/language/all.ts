/** Everything the editor does for mail that is open: the entry of the bundle that is loaded with the first message. Decides nothing. */
import * as vscode from 'vscode';
import { registerFolding } from './reading/folding';
import { registerLinks } from './reading/links';
import { registerOutline } from './reading/outline';
import { registerSelection } from './reading/selection';

export function registerLanguage(): vscode.Disposable {
  return vscode.Disposable.from(registerFolding(), registerLinks(), registerOutline(), registerSelection());
}
