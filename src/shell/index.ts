/**
 * Shell text: that of RUN, CMD, ENTRYPOINT and HEALTHCHECK, of heredoc scripts and of `sh -c`, as a tree whose
 * every part knows where it is written in the Dockerfile, and as the list of commands that it runs.
 *
 * It knows the grammar of the POSIX shells (read as Bash, the largest of them), quoting, and the commands
 * that only run others (`sudo`, `env`, `sh -c`). It does not know Dockerfiles, the values of variables, the
 * file system, or what any command does. That is `stage/`.
 *
 * This door loads a shell parser; import it lazily where no shell text may come up.
 */
export { codes, type ShellCode } from "./codes.ts";
export type { CommandList, CommandUse, Enclosure, LeadingOperator } from "./command-use.ts";
export type { EscapeContext } from "./escapes.ts";
export { type ExecWord, execScript } from "./exec-script.ts";
export { listCommands } from "./list-commands.ts";
export { literalWords } from "./literal-words.ts";
export { mentionsCommand } from "./mentions-command.ts";
export { type ParseShellOptions, parseShell } from "./parse.ts";
export { type ShellKind, shellKind } from "./shell-kind.ts";
export type { PlacedText, ShellText, UnplacedText } from "./shell-text.ts";
export type {
  ArithmeticForNode,
  ArithmeticNode,
  ArithmeticPart,
  BlockNode,
  CaseItem,
  CaseNode,
  ChainNode,
  CommandNode,
  CoprocessNode,
  FileRedirection,
  ForNode,
  FunctionNode,
  HereString,
  IfBranch,
  IfNode,
  LiteralPart,
  OpaqueScript,
  OtherPart,
  PipelineNode,
  ReadScript,
  Redirection,
  ShellAssignment,
  ShellHeredoc,
  ShellList,
  ShellNode,
  ShellOperator,
  ShellScript,
  ShellWord,
  Statement,
  SubstitutionPart,
  TestNode,
  VariablePart,
  WhileNode,
  WordPart,
} from "./tree.ts";
export { baseName, type Unwrapped, unwrap } from "./wrappers.ts";
