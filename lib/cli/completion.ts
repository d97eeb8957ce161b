import type { Command, Option } from 'commander';

/** The shells whose completion there is a script for. */
export type Shell = 'bash' | 'zsh' | 'fish';

/** What may stand in place of the last of `words`, which follow the program's name. Empty where files are meant. */
export function candidates(program: Command, words: readonly string[]): readonly string[] {
  const last = words.at(-1) ?? '';
  const command = words
    .slice(0, -1)
    .reduce((parent, word) => parent.commands.find((one) => one.name() === word) ?? parent, program);
  const asked = optionOf(command, words.at(-2));
  const choices = asked?.required ? (asked.argChoices ?? []) : optionsAndCommands(command, last);
  return choices.filter((choice) => choice.startsWith(last));
}

function optionOf(command: Command, word: string | undefined): Option | undefined {
  return command.options.find(({ long, short }) => word !== undefined && (word === long || word === short));
}

function optionsAndCommands(command: Command, last: string): readonly string[] {
  if (!last.startsWith('-'))
    return command.commands.map((one) => one.name()).filter((name) => name !== COMPLETE);
  return [...command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : [])), '--help'];
}

/** The hidden command that the scripts call. */
export const COMPLETE = '__complete';

/** Where no candidates are known, the shell completes names of files. */
export const SCRIPTS: { readonly [shell in Shell]: string } = {
  bash: `_seaworthy() {
  local IFS=$'\\n'
  COMPREPLY=($(seaworthy ${COMPLETE} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _seaworthy seaworthy`,
  zsh: `#compdef seaworthy
_seaworthy() {
  local -a found
  found=("\${(@f)$(seaworthy ${COMPLETE} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
}
compdef _seaworthy seaworthy`,
  fish: `function __seaworthy_complete
  set -l words (commandline -opc) (commandline -ct)
  seaworthy ${COMPLETE} -- $words[2..-1] 2>/dev/null
end
complete -c seaworthy -a '(__seaworthy_complete)'`,
};
