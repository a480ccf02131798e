import { limits, type Problem, type Span, type Whether } from "../base/index.ts";
import { chainDemands, isCertainlyEntered, isFailure } from "./certainty.ts";
import type { CommandList, CommandUse, Enclosure, LeadingOperator } from "./command-use.ts";
import * as flow from "./flow.ts";
import { type InnerText, innerText } from "./inner-text.ts";
import { parseText } from "./parse.ts";
import type {
  ChainNode,
  CommandNode,
  IfNode,
  PipelineNode,
  Redirection,
  ShellList,
  ShellNode,
  ShellScript,
  ShellWord,
  WordPart,
} from "./tree.ts";
import { baseName, unwrap } from "./wrappers.ts";

/** Where the walk stands. */
export interface Situation {
  readonly script: ShellScript;
  readonly runs: Whether;
  /** Whether the script fails where this fails. */
  readonly must: boolean;
  /** Whether the script fails where `exit 1` stands here; a subshell may fail without consequences. */
  readonly exits: boolean;
  readonly operator: LeadingOperator;
  readonly inside: readonly Enclosure[];
  /** How many texts (`sh -c`) stand around. */
  readonly texts: number;
  /** The stretches of the script's text that the shell around it has filled in. */
  readonly expanded: readonly Span[];
}

/** Of what runs on its own: nobody asks whether it succeeds, and `exit` in it ends nothing else. */
const SEPARATE = { must: false, exits: false } as const;

/**
 * The simple commands of a script in the order in which they would run, with what is known of each; also
 * those in substitutions, functions and the texts that commands hand to a shell. An opaque script has none.
 */
export function listCommands(script: ShellScript): CommandList {
  const walk = new Walk();
  walk.script(script, {
    script,
    runs: "yes",
    must: true,
    exits: true,
    operator: undefined,
    inside: [],
    texts: 0,
    expanded: [],
  });
  return { commands: walk.commands, problems: walk.problems, isPartial: walk.isPartial };
}

class Walk {
  readonly commands: CommandUse[] = [];
  readonly problems: Problem[] = [];
  isPartial = false;
  private depth = 0;
  /** What calling a function of the script does to what stands behind. */
  private readonly functions = new Map<string, flow.Flow>();

  script(script: ShellScript, at: Situation): flow.Flow {
    if (script.kind === "read") return this.list(script.list, at);
    this.isPartial = true;
    return flow.GOES_ON;
  }

  private list(list: ShellList, at: Situation): flow.Flow {
    if (this.depth >= limits.shellDepth) {
      this.isPartial = true;
      return flow.GOES_ON;
    }
    this.depth++;
    const done = this.statements(list, at);
    this.depth--;
    return done;
  }

  private statements(list: ShellList, at: Situation): flow.Flow {
    let total = flow.GOES_ON;
    let { runs, operator } = at;
    const last = list.statements.length - 1;
    for (const [index, { node, separator }] of list.statements.entries()) {
      const isBackground = separator === "&";
      const here = { ...at, runs, operator, must: at.must && index === last && !isBackground };
      const done = isBackground
        ? flow.subshellFlow(this.node(node, enter(here, "background", { exits: false, operator })))
        : this.node(node, here);
      runs = flow.reachBehind(runs, done);
      total = flow.thenFlow(total, done);
      operator = separator;
    }
    return total;
  }

  private node(node: ShellNode, at: Situation): flow.Flow {
    switch (node.kind) {
      case "command":
        return this.command(node, at);
      case "chain":
        return this.chain(node, at);
      case "pipeline":
        return this.pipeline(node, at);
      case "function": {
        const inner = enter(at, "function", { runs: doubt(at.runs), must: false });
        const name = node.name.literal;
        const done = flow.maybeFlow(this.node(node.body, inner));
        if (name !== undefined) this.functions.set(name, done);
        return flow.GOES_ON;
      }
      case "coprocess":
        this.node(node.body, enter(at, "background", { ...SEPARATE, operator: at.operator }));
        return flow.GOES_ON;
      default:
        this.redirections(node.redirections, at);
        return this.compound(node, at);
    }
  }

  private compound(
    node: Exclude<ShellNode, { kind: "command" | "chain" | "pipeline" | "function" | "coprocess" }>,
    at: Situation,
  ): flow.Flow {
    switch (node.kind) {
      case "group":
        return this.list(node.body, enter(at, "group"));
      case "subshell":
        return flow.subshellFlow(this.list(node.body, enter(at, "subshell", { exits: at.must })));
      case "if":
        return this.branches(node, at);
      case "for":
      case "select":
        this.words(node.words ?? [], at);
        return this.loop(node.body, at, node.kind === "for" && isCertainlyEntered(node.words));
      case "arithmetic-for":
        this.lists(node.substitutions, at);
        return this.loop(node.body, at, false);
      case "while":
      case "until": {
        const asked = this.list(node.condition, enter(at, "condition", { must: false }));
        return flow.thenFlow(asked, this.loop(node.body, { ...at, must: false }, false));
      }
      case "case": {
        this.words([node.subject], at);
        let total = flow.GOES_ON;
        for (const item of node.items) {
          this.words(item.patterns, { ...at, runs: doubt(at.runs) });
          const done = this.list(item.body, enter(at, "branch", { runs: doubt(at.runs) }));
          total = flow.thenFlow(total, flow.maybeFlow(done));
        }
        return total;
      }
      case "test":
        this.words(node.words, at);
        return flow.GOES_ON;
      case "arithmetic":
        this.lists(node.substitutions, at);
        return flow.GOES_ON;
    }
  }

  private chain(node: ChainNode, at: Situation): flow.Flow {
    const demands = chainDemands(node, at);
    let total = flow.GOES_ON;
    let reached = at.runs;
    for (const [index, member] of node.members.entries()) {
      const demand = demands[index] ?? { runs: false, must: false };
      const runs = demand.runs ? reached : doubt(reached);
      const operator = index === 0 ? at.operator : node.operators[index - 1]?.text;
      const done = this.node(member, { ...at, runs, must: demand.must, operator });
      total = flow.thenFlow(total, demand.runs ? done : flow.maybeFlow(done));
      reached = flow.reachBehind(at.runs, total);
    }
    return total;
  }

  private pipeline(node: PipelineNode, at: Situation): flow.Flow {
    const last = node.members.length - 1;
    const first = node.members[0];
    if (last === 0 && first !== undefined) return this.node(first, { ...at, must: at.must && !node.negated });
    for (const [index, member] of node.members.entries()) {
      const must = at.must && !node.negated && index === last;
      const operator = index === 0 ? at.operator : node.operators[index - 1]?.text;
      this.node(member, enter(at, "pipeline", { must, exits: must, operator }));
    }
    return flow.GOES_ON;
  }

  private branches(node: IfNode, at: Situation): flow.Flow {
    let total = flow.GOES_ON;
    let runs = at.runs;
    for (const { condition, body } of node.branches) {
      const asked = this.list(condition, enter(at, "condition", { runs, must: false }));
      const done = this.list(body, enter(at, "branch", { runs: doubt(flow.reachBehind(runs, asked)) }));
      total = flow.thenFlow(total, runs === at.runs ? asked : flow.maybeFlow(asked));
      total = flow.thenFlow(total, flow.maybeFlow(done));
      runs = doubt(flow.reachBehind(at.runs, total));
    }
    if (node.otherwise === undefined) return total;
    const done = this.list(node.otherwise, enter(at, "branch", { runs }));
    return flow.thenFlow(total, flow.maybeFlow(done));
  }

  private loop(body: ShellList, at: Situation, isEntered: boolean): flow.Flow {
    const runs = isEntered ? at.runs : doubt(at.runs);
    // A round before the last may fail without consequences, and so may any that `break` ends: only the
    // commands of each round that run whatever they answer are certain.
    const done = flow.loopFlow(this.list(body, enter(at, "loop", { runs, must: false })));
    return isEntered ? done : flow.maybeFlow(done);
  }

  private command(node: CommandNode, at: Situation): flow.Flow {
    for (const assignment of node.assignments) this.words(assignment.words, at);
    this.words(node.words, at);
    this.redirections(node.redirections, at);
    const { words, through, environment, hasMoreWords, isOptional } = unwrap(node.words);
    const written = words[0]?.literal;
    const name = written === undefined ? undefined : baseName(written);
    const runs = isOptional ? doubt(at.runs) : at.runs;
    const { operator, inside, script } = at;
    this.commands.push({
      words,
      name,
      node,
      through,
      environment,
      hasMoreWords,
      runs,
      operator,
      inside,
      script,
    });
    const inner = innerText(words, node.redirections);
    if (inner !== undefined) return this.text(inner, { ...at, runs });
    if (through.includes("exec")) return flow.LEAVES;
    return this.commandFlow(name, words, at);
  }

  private commandFlow(name: string | undefined, words: readonly ShellWord[], at: Situation): flow.Flow {
    switch (name) {
      case undefined:
        return flow.GOES_ON;
      case "exit":
        return at.exits && isFailure(words[1]) ? flow.FAILS : flow.LEAVES;
      case "return":
        return at.exits && at.must && isFailure(words[1]) ? flow.FAILS : flow.LEAVES;
      case "break":
      case "continue":
        return flow.BREAKS;
      default:
        return this.functions.get(name) ?? flow.GOES_ON;
    }
  }

  private text(inner: InnerText, at: Situation): flow.Flow {
    if (at.texts >= limits.shellTexts) {
      this.isPartial = true;
      return flow.GOES_ON;
    }
    const script = parseText(inner.source);
    this.problems.push(...script.problems);
    const exits = inner.sameShell ? at.exits : at.must;
    const done = this.script(script, {
      ...enter(at, "text", { exits }),
      operator: undefined,
      script,
      texts: at.texts + 1,
      expanded: inner.expanded,
    });
    return inner.sameShell ? done : flow.subshellFlow(done);
  }

  private redirections(redirections: readonly Redirection[], at: Situation): void {
    for (const redirection of redirections) {
      if (redirection.kind === "heredoc") this.words([redirection.body], at);
      else {
        const word = redirection.kind === "file" ? redirection.target : redirection.content;
        if (word !== undefined) this.words([word], at);
      }
    }
  }

  private words(words: readonly ShellWord[], at: Situation): void {
    for (const word of words) {
      if (word.literal !== undefined) continue;
      const isOwnText = word.source === at.script.source;
      this.parts(word.parts, at, isOwnText ? at.expanded : []);
    }
  }

  private parts(parts: readonly WordPart[], at: Situation, expanded: readonly Span[]): void {
    for (const part of parts) {
      if (part.kind === "literal" || isWithin(expanded, part.at)) continue;
      if (part.kind === "substitution") this.lists([part.list], at);
      else if (part.kind === "arithmetic") this.lists(part.substitutions, at);
      // Whether the other word of `${a:-b}` is looked at depends on the variable.
      else if (part.kind === "variable") this.words(part.operands, { ...at, runs: doubt(at.runs) });
      else this.parts(part.parts, at, expanded);
    }
  }

  private lists(lists: readonly ShellList[], at: Situation): void {
    for (const list of lists) this.list(list, enter(at, "substitution", SEPARATE));
  }
}

function enter(at: Situation, enclosure: Enclosure, change: Partial<Situation> = {}): Situation {
  return { ...at, operator: undefined, inside: [...at.inside, enclosure], ...change };
}

function doubt(runs: Whether): Whether {
  return runs === "yes" ? "maybe" : runs;
}

/** Whether an offset stands in one of the spans, which are in rising order. */
function isWithin(spans: readonly Span[], offset: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const span = spans[low];
  return span !== undefined && span.start <= offset;
}
