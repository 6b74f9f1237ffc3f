/** Which elements and attributes of a message's HTML are shown. What is not named here is not. Data alone. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Shown. Of all others the content is shown, without the element. */
export const shownElements = words(
  `a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details
  dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu nav nobr ol p pre q
  rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr`,
);

/** Taken out with all that is in them: they run, load, ask or hide. */
export const takenOut = words(
  `script template iframe frame frameset noframes object embed applet param noembed svg math audio video source
  track canvas input select option optgroup textarea datalist keygen link meta base title xmp plaintext
  listing isindex bgsound`,
);

/** Without content and end tag. */
export const voidElements = words('br col hr img wbr');

export const shownAttributes = words(
  `abbr align alt axis bgcolor border cellpadding cellspacing char charoff class clear color colspan compact
  datetime dir face headers height hspace id lang name noshade nowrap open reversed role rowspan rules scope size span start summary
  title type valign value vspace width`,
);

/** What one may follow. */
export const linkSchemes: readonly string[] = ['http:', 'https:', 'mailto:', 'tel:'];
