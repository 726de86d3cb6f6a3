import WorkQLCatalog

/// The part of a request for one page that does not depend on a token or signature: the path with
/// its query, and the body.
struct RequestText: Sendable, Equatable {
    let method: Endpoint.Method
    /// The path below the service's base address.
    let path: String
    /// Parameters in the address, without a question mark; empty for a POST.
    let query: String
    /// JSON; empty for a GET.
    let body: String

    /// - Parameter profile: the values for `ConstantParameter.Value.profile`, by their names.
    init(_ call: Call, at position: PagePosition, profile: [String: String]) {
        let endpoint = call.endpoint
        method = endpoint.method
        path = endpoint.path
        switch endpoint.method {
        case .post:
            query = ""
            body = Self.body(call, position, profile)
        case .get:
            query = QueryString.text(Self.parameters(call, position, profile))
            body = ""
        }
    }

    private static func body(
        _ call: Call, _ position: PagePosition, _ profile: [String: String]
    ) -> String {
        var writer = JSONBodyWriter()
        writer.object { writer in
            for choice in call.sentChoices {
                writer.key(choice.parameter)
                writer.integer(Int64(choice.value))
            }
            for constant in call.endpoint.constants {
                writer.key(constant.parameter)
                switch constant.value {
                case .integer(let value): writer.integer(Int64(value))
                case .text(let value): writer.string(value)
                case .profile(let name): writer.string(profile[name] ?? "")
                }
            }
            if call.endpoint.range.meaning != .absent {
                let range = call.endpoint.range
                for (name, seconds) in [(range.start, call.start), (range.end, call.end)] {
                    writer.key(name)
                    switch range.format {
                    case .seconds: writer.integer(Int64(seconds))
                    case .milliseconds: writer.integer(Int64(seconds) * 1000)
                    case .iso8601: writer.string(UTCText.text(seconds))
                    }
                }
            }
            writeKeys(call.keys, to: &writer)
            writePosition(position, call.endpoint.paging, to: &writer)
        }
        return writer.text
    }

    private static func writeKeys(_ keys: [Call.Key], to writer: inout JSONBodyWriter) {
        var filters: [(list: String, key: String, value: String)] = []
        for key in keys {
            switch key.parameter.form {
            case .list(let name):
                writer.key(name)
                writer.array { writer in
                    for value in key.values { value.write(to: &writer) }
                }
            case .single(let name):
                for value in key.values {
                    writer.key(name)
                    writer.string(value.description)
                }
            case .value(let name):
                for value in key.values {
                    writer.key(name)
                    value.write(to: &writer)
                }
            case .joined(let name, let separator):
                writer.key(name)
                writer.string(key.values.map(\.description).joined(separator: separator))
            case .filter(let list, let name):
                filters += key.values.map { (list, name, $0.description) }
            }
        }
        // Filters of one list are written together, wherever their keys are in the call.
        var written: Set<String> = []
        for list in filters.map(\.list) where written.insert(list).inserted {
            writer.key(list)
            writer.array { writer in
                for filter in filters where filter.list == list {
                    writer.object { writer in
                        writer.key("key")
                        writer.string(filter.key)
                        writer.key("value")
                        writer.string(filter.value)
                    }
                }
            }
        }
    }

    private static func writePosition(
        _ position: PagePosition, _ paging: Paging, to writer: inout JSONBodyWriter
    ) {
        switch paging {
        case .whole:
            break
        case .cursor(let limit, let maximum, let cursor, _, _):
            if case .cursor(let text) = position {
                writer.key(cursor)
                writer.string(text)
            }
            writer.key(limit)
            writer.integer(Int64(maximum))
        case .counter(let limit, let maximum, let cursor, _, _):
            writer.key(cursor)
            writer.integer(position.number ?? 0)
            writer.key(limit)
            writer.integer(Int64(maximum))
        case .numbered(let size, let maximum, let page, _, _):
            writer.key(page)
            writer.integer(position.number ?? 1)
            writer.key(size)
            writer.integer(Int64(maximum))
        }
    }

    private static func parameters(
        _ call: Call, _ position: PagePosition, _ profile: [String: String]
    ) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        if call.endpoint.range.meaning != .absent {
            let range = call.endpoint.range
            parameters = [(range.start, call.start), (range.end, call.end)].map { name, seconds in
                switch range.format {
                case .seconds: (name, String(seconds))
                case .milliseconds: (name, String(Int64(seconds) * 1000))
                case .iso8601: (name, UTCText.text(seconds))
                }
            }
        }
        parameters += call.sentChoices.map { ($0.parameter, String($0.value)) }
        for constant in call.endpoint.constants {
            switch constant.value {
            case .integer(let value): parameters.append((constant.parameter, String(value)))
            case .text(let value): parameters.append((constant.parameter, value))
            case .profile(let name):
                parameters.append((constant.parameter, profile[name] ?? ""))
            }
        }
        for key in call.keys {
            switch key.parameter.form {
            case .single(let name), .value(let name), .list(let name):
                parameters += key.values.map { (name, $0.description) }
            case .joined(let name, let separator):
                let text = key.values.map(\.description).joined(separator: separator)
                parameters.append((name, text))
            // A filter needs a body; the call's check reports its absence.
            case .filter: continue
            }
        }
        switch call.endpoint.paging {
        case .whole:
            break
        case .cursor(let limit, let maximum, let cursor, _, _):
            if case .cursor(let text) = position { parameters.append((cursor, text)) }
            parameters.append((limit, String(maximum)))
        case .counter(let limit, let maximum, let cursor, _, _):
            parameters.append((cursor, String(position.number ?? 0)))
            parameters.append((limit, String(maximum)))
        case .numbered(let size, let maximum, let page, _, _):
            parameters.append((page, String(position.number ?? 1)))
            parameters.append((size, String(maximum)))
        }
        return parameters
    }
}

extension Scalar {
    fileprivate func write(to writer: inout JSONBodyWriter) {
        switch self {
        case .integer(let number): writer.integer(number)
        case .text(let text): writer.string(text)
        }
    }
}

extension Call {
    /// The choices of the call, and for the others the values that must not be left to the
    /// service's own default.
    var sentChoices: [Choice] {
        let defaults = endpoint.choices.compactMap { choice in
            choice.otherwise.map { Choice(choice.parameter, $0) }
        }
        return choices
            + defaults.filter { fallback in
                !choices.contains { $0.parameter == fallback.parameter }
            }
    }
}
