import WorkQLAPI
import WorkQLCatalog
import WorkQLLanguage
import WorkQLSyntax

/// The text that `workql explain` prints.
struct ErrorReference {
    /// Ends without a line break.
    private(set) var text = ""
    private let translation: Translation

    /// - Parameter names: WorkQL's codes in any case, with or without their leading zeros, and the
    ///   services' own; the name of a service before its codes leaves the others out. None asks
    ///   for the list of all.
    init(
        _ names: [String], _ translation: Translation = Translation()
    ) throws(UserError) {
        self.translation = translation
        var pages: [String] = []
        var service: Service?
        var hasNamed = false
        for name in names {
            if let named = Self.service(name) {
                service = named
                hasNamed = true
            } else {
                pages += try self.pages(on: name, of: service)
                hasNamed = false
            }
        }
        if names.isEmpty {
            let own = DiagnosticCode.all.map { "\($0.rawValue)  \(translation($0.title))" }
            pages = [own.joined(separator: "\n")] + Service.builtIn.map(list)
        } else if hasNamed, let service {
            pages.append(list(of: service))
        }
        text = pages.joined(separator: "\n\n")
    }

    private func pages(
        on name: String, of service: Service?
    ) throws(UserError) -> [String] {
        if service == nil {
            let digits = name.drop { $0 == "E" || $0 == "e" }
            let padding = String(repeating: "0", count: max(0, 4 - digits.count))
            let wanted = "E" + padding + digits
            if let code = DiagnosticCode.all.first(where: { $0.rawValue == wanted }) {
                return [
                    "\(code.rawValue): \(translation(code.title))\n\n\(translation(code.explanation))"
                ]
            }
        }
        let found = ServiceCode.all.filter { code in
            (service == nil || code.service == service) && String(code.code) == name
        }
        guard found.isEmpty else { return found.map(page) }
        throw UserError(
            .usage,
            "unknown error code \"\(name)\"" + (service.map { " of \($0.title)" } ?? ""),
            help: "codes look like E0402, those of services like 60020; workql explain lists them")
    }

    /// Returns the service of a name: `wecom`, `WeCom`, `tencent_meeting`, `TencentMeeting`.
    private static func service(_ name: String) -> Service? {
        let plain = name.lowercased().filter(\.isLetter)
        return Service.builtIn.first { $0.name.filter(\.isLetter) == plain }
    }

    private func list(of service: Service) -> String {
        let codes = ServiceCode.all.filter { $0.service == service }
        let width = codes.reduce(0) { max($0, String($1.code).count) }
        let lines = codes.map { code in
            let gap = String(repeating: " ", count: width + 2 - String(code.code).count)
            return "\(code.code)\(gap)\(translation(code.meaning))"
                + (code.chinese.map { " · \($0)" } ?? "")
        }
        return ([translation("\(service.title)'s own codes:")] + lines).joined(separator: "\n")
    }

    private func page(on code: ServiceCode) -> String {
        let title =
            "\(translation(code.service.title)) \(code.code): \(translation(code.meaning))"
        let rest = [
            code.chinese.map { "Message of the service: \($0)" },
            code.help.map { "What to do: \($0)." },
            "What happens: \(code.reaction).",
        ]
        return ([title, ""] + rest.compactMap(\.self).map { translation($0) }).joined(
            separator: "\n")
    }
}
