/** What every program may see of the person's environment: enough to find itself, its home and its language, and nothing else. */
const BASIC = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PATHEXT',
  'COMSPEC',
  // Behind a company's proxy nothing can be installed and no model asked without these.
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

type Env = Readonly<Record<string, string | undefined>>;

/** The environment of agents and gates is a list, not an inheritance: the basic names, those asked for, and what xpar adds. */
export function environmentFor(
  env: Env,
  names: readonly string[],
  added: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const passed = [...BASIC, ...names].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(passed), ...added };
}

/** Git in an agent's or a gate's hands never cleans up under others, never opens an editor, never asks; and no installer sets up hooks. */
export const QUIET_GIT: Readonly<Record<string, string>> = {
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'gc.auto',
  GIT_CONFIG_VALUE_0: '0',
  GIT_CONFIG_KEY_1: 'maintenance.auto',
  GIT_CONFIG_VALUE_1: 'false',
  GIT_EDITOR: 'true',
  GIT_TERMINAL_PROMPT: '0',
  HUSKY: '0',
  SKIP_INSTALL_SIMPLE_GIT_HOOKS: '1',
};
