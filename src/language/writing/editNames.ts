/** The commands that edit or read the message that is open, by the name behind `mailroot.`: a manifest test holds the manifest to them. */
export const editNames = [
  'insertAttachment',
  'addTextAlternative',
  'encodeSelection',
  'decodeSelection',
  'foldHeaders',
  'unfoldHeaders',
  'findSource',
] as const;
export type EditName = (typeof editNames)[number];
