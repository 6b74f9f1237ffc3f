/** How a file in a case bundle is named in a URI of ours: its name in the zip, and the zip in the query. Pure. */

export const caseScheme = 'mailroot-case';
export const caseEditorType = 'mailroot.case';
