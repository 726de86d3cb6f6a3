import WorkQL
import WorkQLCatalog

@testable import WorkQLCommand

/// Parts of the manual in mdoc, generated from the literals of commands, options, settings and
/// statuses.
enum ManualText {
    private static let all = [Subcommand.workql] + Subcommand.all

    /// Placeholder words.
    private static let placeholders: Set<String> = {
        let options = all.flatMap(\.options).compactMap { $0.value?.placeholder }
        return Set(options + all.compactMap { $0.operand?.placeholder })
            .union(["NAME", "FILE", "PATH"])
    }()

    /// Formats a text, with placeholders and options marked as such.
    static func text(_ text: String) -> [String] {
        var lines: [String] = []
        var line: [String] = []
        func end() {
            guard !line.isEmpty else { return }
            let text = line.joined(separator: " ").unicodeScalars.map { scalar in
                let code = String(scalar.value, radix: 16, uppercase: true)
                return scalar == "\\" ? "\\e" : scalar.isASCII ? String(scalar) : "\\[u\(code)]"
            }.joined()
            lines.append(text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text)
            line = []
        }
        for word in text.split(whereSeparator: \.isWhitespace) {
            let bare = String(word.reversed().drop { ",;:.".contains($0) }.reversed())
            let rest = word.dropFirst(bare.count)
            let macro: String? =
                if placeholders.contains(bare) {
                    "Ar \(bare)"
                } else if bare.hasPrefix("--") {
                    "Fl Fl \(bare.dropFirst(2))"
                } else if bare.hasPrefix("-"), bare.count == 2 {
                    "Fl \(bare.dropFirst())"
                } else {
                    nil
                }
            if let macro {
                end()
                lines.append(".\(macro)" + (rest.isEmpty ? "" : " \(rest)"))
            } else {
                if line.joined(separator: " ").count + word.count > 98 { end() }
                line.append(String(word))
            }
        }
        end()
        return lines
    }

    private static func list(_ items: [(tag: String, text: [String])]) -> [String] {
        [".Bl -tag -width indent"] + items.flatMap { [".It " + $0.tag] + $0.text } + [".El"]
    }

    private static func tag(_ option: CommandOption) -> String {
        let letter = option.letter.map { "Fl \($0.dropFirst()) , " } ?? ""
        return letter + "Fl Fl \(option.name.dropFirst(2))"
            + (option.value.map { " Ar \($0.placeholder)" } ?? "")
    }

    // MARK: Parts

    static var synopsis: [String] {
        all.flatMap { [".Nm"] + usage($0) }
    }

    private static func usage(_ command: Subcommand) -> [String] {
        let name = command.name.map { [".Cm \($0)"] } ?? []
        if command.name == nil { return [".Op Ar options", ".Op Ar script.wql ..."] }
        if command.usage == "[options]" { return name + [".Op Ar options"] }
        if command.usage.hasPrefix("[options] ") {
            return name + [".Op Ar options", ".Ar \(spaced(command.usage.dropFirst(10)))"]
        }
        if case .words(let words)? = command.operand?.completion {
            return name + [".Cm \(words.joined(separator: " | "))"]
        }
        if let operand = command.operand { return name + [".Op Ar \(operand.placeholder) ..."] }
        return name + command.options.filter { $0.group != .other }.map { ".Op \(tag($0))" }
    }

    private static func spaced(_ usage: Substring) -> String {
        String(usage).replacing("|", with: " | ")
    }

    static var options: [String] {
        CommandOption.Group.allCases.flatMap { group -> [String] in
            var items = Subcommand.workql.options.filter { $0.group == group }
                .map { (tag($0), text($0.summary)) }
            if group == .scripts, let operand = Subcommand.workql.operand {
                items.insert(("Ar \(operand.placeholder)", text(operand.summary)), at: 0)
            }
            return [".Ss \(group.rawValue)"] + list(items)
        }
    }

    static var commands: [String] {
        list(
            Subcommand.all.map { command in
                var lines = text(command.summary)
                for paragraph in command.discussion {
                    if paragraph.hasPrefix(" ") {
                        lines +=
                            [".Bd -literal -offset indent"]
                            + paragraph.split(separator: "\n").map { String($0.dropFirst(2)) }
                            + [".Ed"]
                    } else {
                        lines += [".Pp"] + text(paragraph)
                    }
                }
                let own = command.options.filter { option in
                    !Subcommand.workql.options.contains { $0.name == option.name }
                }
                if !own.isEmpty { lines += list(own.map { (tag($0), text($0.summary)) }) }
                return ("Cm \(command.name ?? "")", lines)
            })
    }

    static var settings: [String] {
        list(
            Setting.all.map { setting in
                let given = [setting.option?.name, setting.variable].compactMap(\.self)
                    .joined(separator: " and ")
                let summary = setting.summary.prefix(1).uppercased() + setting.summary.dropFirst()
                return (
                    "Cm \(setting.name)",
                    text(summary + "." + (given.isEmpty ? "" : " Also given by \(given)."))
                )
            })
    }

    static var services: [String] {
        list(
            ServiceKey.all.map { key in
                let meaning = key.meaning.replacing("`", with: "")
                let title = Service.named(key.service)?.title ?? key.service
                return ("Ev \(key.variable)", text("Of \(title): \(meaning)."))
            })
    }

    static var network: [String] {
        list(
            NetworkKey.allCases.map { key in
                let meaning = key.meaning.replacing("`", with: "")
                return (
                    "Cm \(key.rawValue)",
                    text(meaning.prefix(1).uppercased() + meaning.dropFirst() + ".")
                )
            })
    }

    static var statuses: [String] {
        list(
            WorkQLCommand.ExitStatus.allCases.map { ("\($0.rawValue)", text($0.meaning)) })
    }
}
