/** How a program is pointed at the engine, per stack: text for the clipboard. Pure. */

export interface Snippet {
  readonly label: string;
  readonly text: string;
}

export interface Reached {
  readonly host: string;
  readonly port: number;
  /** The certificate a program has to trust when it wants TLS. */
  readonly certificate?: string;
}

export function smtpSnippets({ host, port, certificate }: Reached): readonly Snippet[] {
  return [
    ...plain(host, port),
    ...(certificate === undefined
      ? []
      : [
          { label: 'Certificate', text: certificate },
          {
            label: 'nodemailer with TLS',
            text: `nodemailer.createTransport({ host: '${host}', port: ${port}, requireTLS: true, tls: { ca: fs.readFileSync(${JSON.stringify(certificate)}) } })`,
          },
          { label: 'Python ssl', text: `ssl.create_default_context(cafile=${JSON.stringify(certificate)})` },
        ]),
  ];
}

function plain(host: string, port: number): readonly Snippet[] {
  return [
    { label: 'SMTP_URL', text: `smtp://${host}:${port}` },
    { label: 'Environment', text: `SMTP_HOST=${host}\nSMTP_PORT=${port}\nSMTP_URL=smtp://${host}:${port}` },
    { label: 'nodemailer', text: `nodemailer.createTransport({ host: '${host}', port: ${port}, secure: false })` },
    { label: 'Python smtplib', text: `smtplib.SMTP('${host}', ${port})` },
    { label: '.NET SmtpClient', text: `new SmtpClient("${host}", ${port})` },
    { label: 'Django', text: `EMAIL_HOST = '${host}'\nEMAIL_PORT = ${port}\nEMAIL_USE_TLS = False` },
    {
      label: 'Rails',
      text: `config.action_mailer.delivery_method = :smtp\nconfig.action_mailer.smtp_settings = { address: '${host}', port: ${port} }`,
    },
    { label: 'Laravel', text: `MAIL_MAILER=smtp\nMAIL_HOST=${host}\nMAIL_PORT=${port}\nMAIL_ENCRYPTION=null` },
    { label: 'Spring Boot', text: `spring.mail.host=${host}\nspring.mail.port=${port}` },
    { label: 'PHP', text: `sendmail_path = "msmtp --host=${host} --port=${port} --read-envelope-from -t"` },
  ];
}
