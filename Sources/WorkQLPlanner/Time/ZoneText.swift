package import WorkQLSyntax
package import WorkQLTime

extension Zone {
    /// Creates the zone of a name: an IANA identifier in any case, `UTC`, `Z`, or an offset such as
    /// `+08:00`, `+0800`, `+8` or `UTC+8`.
    ///
    /// - Throws: a diagnostic at `span` that suggests similar names, when the zone does not exist.
    package init(identifier: String, at span: Span = Span(0, 0)) throws(Diagnostic) {
        if identifier == Zone.shanghai.identifier {
            self = .shanghai
            return
        }
        var scanner = TimeScanner(identifier)
        if let minutes = try Self.offset(in: &scanner, at: span), scanner.isAtEnd {
            self.init(offsetMinutes: minutes)
            return
        }
        guard let zone = Zone(named: identifier) else {
            throw Self.isAbbreviation(identifier)
                ? Diagnostic(
                    .unknownTimeZone,
                    "\(identifier) is an abbreviation, which does not identify a single time zone",
                    at: span,
                    help: "write a place such as 'Asia/Shanghai' or an offset such as '+08:00'")
                : Self.unknown(identifier, at: span)
        }
        self = zone
    }

    /// Reads `Z`, `UTC`, `UTC+8` or `+08:00`: minutes east, or nil when the text is none of these.
    private static func offset(
        in scanner: inout TimeScanner, at span: Span
    ) throws(Diagnostic) -> Int? {
        if scanner.take("utc") || scanner.take("gmt") {
            if scanner.isAtEnd { return 0 }
        }
        return try scanner.offset(at: span)
    }

    private static func unknown(_ identifier: String, at span: Span) -> Diagnostic {
        let near = nearNames(to: identifier)
        let help =
            near.isEmpty
            ? "write a place such as 'Asia/Shanghai' or an offset such as '+08:00'"
            : "similar time zones: " + near.map { "'\($0)'" }.joined(separator: " and ")
        var mistake = Diagnostic(
            .unknownTimeZone, "no time zone is named '\(identifier)'", at: span, help: help)
        if near.count == 1 {
            mistake.fix = Diagnostic.Fix(Printer.quoted(near[0]), replacing: span)
        }
        return mistake
    }
}
