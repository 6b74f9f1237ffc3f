/** How a person wants a message to be shown. Types alone. */

export interface Wishes {
  /** Images from elsewhere are allowed for this message. */
  readonly remote: boolean;
  readonly images: boolean;
  readonly dark: boolean;
}
