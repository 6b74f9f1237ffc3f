/** The messages a new MailRoot begins with: one that arrives, one that fails, one that is put off twice. Pure. */

export interface Sample {
  readonly name: string;
  /** CRLF. */
  readonly text: string;
}

export function samples(now: Date): readonly Sample[] {
  return [
    {
      name: 'welcome.eml',
      text: message(
        now,
        ['someone@example.com', 'Welcome to MailRoot'],
        [
          'Press Send above the first line, or Ctrl+Alt+M (Cmd+Alt+M).',
          '',
          'This message is captured into Drop: by default nothing leaves this machine.',
          'Then open fails.eml and send it too, to see how MailRoot explains a failure.',
        ],
      ),
    },
    {
      name: 'fails.eml',
      text: message(
        now,
        ['550@sim.test', 'This one fails'],
        [
          'The simulated host sim.test answers 550 User unknown to this recipient.',
          'The failure notification comes back to the sender, into Drop.',
          'Choose Show Transcript to read who said what.',
        ],
      ),
    },
    {
      name: 'delayed.eml',
      text: message(
        now,
        ['451x2@sim.test', 'This one is put off twice'],
        [
          'The simulated host answers 451 twice and then 250.',
          'The message waits in Queue; choose Retry Now instead of waiting a quarter of an hour.',
        ],
      ),
    },
  ];
}

function message(now: Date, [to, subject]: readonly [string, string], body: readonly string[]): string {
  const date = now.toUTCString().replace('GMT', '+0000');
  const headers = ['From: You <you@example.com>', `To: ${to}`, `Subject: ${subject}`, `Date: ${date}`];
  const mime = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8'];
  return [...headers, ...mime, '', ...body, ''].join('\r\n');
}

export function newMessageText(now: Date): string {
  return message(now, ['someone@example.com', ''], ['']);
}
