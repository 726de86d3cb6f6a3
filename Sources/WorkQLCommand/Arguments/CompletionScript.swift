import WorkQLCatalog
import WorkQLSyntax

/// The completions of the command line of `workql` itself for a shell, made from the literals of
/// commands and options.
struct CompletionScript: Sendable {
    /// The name of the shell, as `workql completions` takes it.
    let name: String
    private let make: @Sendable () -> String

    init(_ name: String, _ make: @escaping @Sendable () -> String) {
        self.name = name
        self.make = make
    }

    /// The text of the script, without a line break at the end.
    var text: String { make() }

    static let shells: [CompletionScript] = [.bash, .zsh, .fish]

    static func named(_ name: String) throws(UserError) -> CompletionScript {
        if let script = shells.first(where: { $0.name == name.lowercased() }) { return script }
        let names = shells.map(\.name)
        throw UserError(
            .usage, "no completions for \"\(name)\"",
            help: nearest(name, in: names).map { "did you mean \"\($0)\"?" }
                ?? "there are " + names.listed)
    }

    /// The command of a POSIX shell that prints the names of the profiles, one a line.
    private static let profiles =
        #"sed -n 's/^ *\[profile\.\([^].]*\)[].].*/\1/p' "#
        + #""${XDG_CONFIG_HOME:-$HOME/.config}/workql/config.toml" 2>/dev/null | sort -u"#

    /// The words that may come first, with their descriptions.
    static var commands: [(name: String, summary: String)] {
        Subcommand.all.map { ($0.name ?? "", $0.summary) } + [("help", "Show help.")]
    }
}

// MARK: bash

extension CompletionScript {
    static let bash = CompletionScript("bash") {
        let all = [Subcommand.workql] + Subcommand.all
        var values: [String] = []
        var seen: Set<String> = []
        for option in all.flatMap(\.options) {
            guard let value = option.value, seen.insert(option.name).inserted else { continue }
            let names = ([option.letter] + [option.name]).compactMap(\.self)
            let offered =
                switch value.completion {
                case .words(let words): "offered='\(words.joined(separator: " "))' ;;"
                case .profiles: "offered=$(\(profiles)) ;;"
                case .names(let names, _): "offered='\(names.joined(separator: " "))' ;;"
                case .files, .none: "return ;;"
                }
            values.append("    \(names.joined(separator: "|"))) \(offered)")
        }
        func words(_ command: Subcommand) -> String {
            var words = command.options.flatMap { [$0.letter, $0.name].compactMap(\.self) }
            switch command.operand?.completion {
            case .words(let offered)?, .names(let offered, _)?: words += offered
            default: break
            }
            return words.joined(separator: " ")
        }
        let commands = Subcommand.all.map { command in
            "        \(command.name ?? "")) offered='\(words(command))' ;;"
        }
        let first = Self.commands.map(\.name).joined(separator: " ")
        return """
            # What workql completes in bash: source <(workql completions bash)
            _workql() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} offered=
                COMPREPLY=()
                # bash takes --format=csv for three words.
                if [[ $word == = ]]; then word=
                elif [[ $before == = && $COMP_CWORD -gt 2 ]]; then before=${COMP_WORDS[COMP_CWORD-2]}
                fi
                case $before in
            \(values.joined(separator: "\n"))
                *)
                    case ${COMP_WORDS[1]} in
            \(commands.joined(separator: "\n"))
                    *)
                        offered='\(words(.workql))'
                        if [[ $COMP_CWORD == 1 ]]; then offered+=' \(first)'; fi ;;
                    esac ;;
                esac
                COMPREPLY=($(compgen -W "$offered" -- "$word"))
            }
            # Where nothing is found, bash takes files.
            complete -o filenames -o default -F _workql workql
            """
    }
}

// MARK: zsh

extension CompletionScript {
    static let zsh = CompletionScript("zsh") {
        func quoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }
        func escaped(_ text: String, _ signs: String) -> String {
            text.map { signs.contains($0) ? "\\\($0)" : String($0) }.joined()
        }
        func action(_ completion: CommandOption.Completion) -> String {
            switch completion {
            case .none: " "
            case .words(let words): "(\(words.joined(separator: " ")))"
            case .files(let ending?): "_files -g \"*.\(ending)\""
            case .files(nil): "_files"
            case .profiles: "_workql_profiles"
            case .names: "_workql_tables"
            }
        }
        func specifications(_ command: Subcommand) -> [String] {
            var lines: [String] = []
            for option in command.options {
                let summary = "[" + escaped(option.summary, "[]\\") + "]"
                for name in [option.letter, option.name].compactMap(\.self) {
                    guard let value = option.value else {
                        lines.append(quoted("*" + name + summary))
                        continue
                    }
                    let sign = name.hasPrefix("--") ? "=" : ""
                    lines.append(
                        quoted(
                            "*" + name + sign + summary + ":"
                                + escaped(value.placeholder, ":\\") + ":"
                                + action(value.completion)))
                }
            }
            if command.name == nil {
                lines.append("'*: :_workql_first'")
            } else if let operand = command.operand {
                let times = operand.repeats ? "*" : "1"
                lines.append(
                    quoted(
                        times + ":" + escaped(operand.placeholder, ":\\") + ":"
                            + action(operand.completion)))
            }
            return lines
        }
        func arguments(_ command: Subcommand, _ margin: String) -> String {
            let lines = specifications(command).map { "\(margin)    \($0)" }
            return "\(margin)_arguments : \\\n" + lines.joined(separator: " \\\n")
        }
        let commands = Subcommand.all.map { command in
            """
                \(command.name ?? ""))
                    shift words
                    (( CURRENT-- ))
            \(arguments(command, "        "))
                    return ;;
            """
        }
        let first = Self.commands.map { name, summary in
            "        " + quoted(name + ":" + escaped(summary, ":\\"))
        }
        return """
            #compdef workql
            _workql() {
                if (( CURRENT > 2 )); then
                    case $words[2] in
            \(commands.joined(separator: "\n").shifted)
                    esac
                fi
            \(arguments(.workql, "    "))
            }

            _workql_profiles() {
                local -a profiles=(${(f)"$(\(profiles))"})
                compadd -a profiles
            }

            _workql_tables() {
                local -a tables=(\(Catalog.builtIn.tables.map(\.name).joined(separator: " ")))
                compadd -a tables
                _files -g '*.wql'
            }

            # A command may stand first; scripts may stand anywhere.
            _workql_first() {
                local ret=1
                local -a subcommands=(
            \(first.joined(separator: "\n"))
                )
                if (( CURRENT == 2 )); then
                    _describe -V subcommand subcommands && ret=0
                fi
                _files -g '*.wql' && ret=0
                return ret
            }

            if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
                _workql "$@"
            else
                compdef _workql workql
            fi
            """
    }
}

// MARK: fish

extension CompletionScript {
    static let fish = CompletionScript("fish") {
        func quoted(_ text: String) -> String {
            "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
        }
        func action(_ completion: CommandOption.Completion) -> String {
            switch completion {
            case .none: " -x"
            case .words(let words): " -x -a " + quoted(words.joined(separator: " "))
            case .files(let ending?): " -x -k -a '(__fish_complete_suffix .\(ending))'"
            case .files(nil): " -r -F"
            case .profiles:
                " -x -a " + quoted("(sh -c " + quoted(profiles) + ")")
            case .names(let names, _): " -r -F -a " + quoted(names.joined(separator: " "))
            }
        }
        let names = Subcommand.all.compactMap(\.name).joined(separator: " ")
        func lines(_ command: Subcommand) -> [String] {
            let condition =
                command.name.map { "__fish_seen_subcommand_from \($0)" }
                ?? "not __fish_seen_subcommand_from \(names)"
            let start = "complete -c workql -n " + quoted(condition)
            var lines = command.options.map { option in
                let letter = option.letter.map { " -s " + $0.dropFirst() } ?? ""
                return start + letter + " -l " + option.name.dropFirst(2)
                    + (option.value.map { action($0.completion) } ?? "") + " -d "
                    + quoted(option.summary)
            }
            switch command.operand?.completion {
            case .words(let words)?:
                lines.append(start + " -a " + quoted(words.joined(separator: " ")))
            case .files(let ending?)?:
                lines.append(start + " -k -a '(__fish_complete_suffix .\(ending))'")
            case .files(nil)?: lines.append(start + " -F")
            case .names(let names, let ending)?:
                lines.append(start + " -a " + quoted(names.joined(separator: " ")))
                lines.append(start + " -k -a '(__fish_complete_suffix .\(ending))'")
            case .some(.none), .profiles?, nil: break
            }
            return lines
        }
        let first = Self.commands.map { name, summary in
            "complete -c workql -n '__fish_is_first_arg' -a \(name) -d \(quoted(summary))"
        }
        let all = [Subcommand.workql] + Subcommand.all
        return (["complete -c workql -f"] + first + all.flatMap(lines)).joined(separator: "\n")
    }
}

extension String {
    /// The text with four more spaces before each line.
    fileprivate var shifted: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
            .joined(separator: "\n")
    }
}
