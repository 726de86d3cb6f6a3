/// Checks the declaration of an endpoint for errors.
struct EndpointCheck {
    let check: DeclarationCheck
    private var table: Table { check.table }
    private var endpoint: Endpoint { check.table.endpoint }

    init(check: DeclarationCheck) { self.check = check }

    func run() throws(DeclarationError) {
        try checkName()
        try checkPath()
        if endpoint.range.meaning != .absent { try checkRange(endpoint.range) }
        try checkKeys()
        for choice in endpoint.choices { try checkChoice(choice) }
        for constant in endpoint.constants { try checkConstant(constant) }
        try checkPaging()
        try checkParameters()
        for quota in endpoint.quota {
            try require(quota.calls > 0, "quota.calls", "\(quota.calls) is not above 0")
            try require(
                quota.seconds > 0 && quota.seconds.isFinite, "quota.seconds",
                "\(quota.seconds) is not above 0")
        }
        try require(endpoint.freshness.freshFor >= 0, "settling.freshFor", "is below 0")
    }

    private func require(
        _ holds: Bool, _ field: String, _ problem: String
    ) throws(DeclarationError) {
        if !holds { throw check.refuse("endpoint.\(field)", problem) }
    }

    private func checkName() throws(DeclarationError) {
        try require(!endpoint.name.isEmpty, "name", "is empty")
        let other = check.known.tables.first {
            $0.endpoint.qualifiedName == endpoint.qualifiedName
        }
        guard let other else { return }
        try require(
            other.endpoint.fingerprint.isEmpty, "name",
            "\"\(endpoint.name)\" is that of the table \"\(other.name)\", which was added before")
        try require(
            SchemaFingerprint.words(other.endpoint) == SchemaFingerprint.words(endpoint),
            "name", "\"\(endpoint.name)\" is another one in the table \"\(other.name)\"")
    }

    private func checkPath() throws(DeclarationError) {
        try require(
            endpoint.path.hasPrefix("/"), "path", "\"\(endpoint.path)\" does not begin with /")
        let isPlain = endpoint.path.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !"?#\"<>\\^`{|}".utf8.contains(byte)
        }
        try require(isPlain, "path", "holds what a path has only escaped, or a query")
    }

    private func checkRange(_ range: RangeParameter) throws(DeclarationError) {
        try require(!range.start.isEmpty, "range.start", "is empty")
        try require(!range.end.isEmpty, "range.end", "is empty")
        try require(range.longest > 0, "range.longest", "\(range.longest) is not above 0")
        switch range.meaning {
        case .instants(let column):
            try check.check(column, isTime: true, in: "endpoint.range.meaning")
        case .near(let column, let padding):
            try check.check(column, isTime: true, in: "endpoint.range.meaning")
            try require(padding >= 0, "range.meaning", "a padding of \(padding) is below 0")
            try require(
                range.longest > 2 * padding, "range.longest",
                "\(range.longest) leaves nothing between paddings of \(padding)")
        case .chosenByService, .absent: break
        }
        if let column = range.seemingColumn {
            try check.check(column, isTime: true, in: "endpoint.range.seemingColumn")
        }
    }

    private func checkKeys() throws(DeclarationError) {
        let keys = endpoint.keys
        try require(
            keys.rule != .exactlyOne || !keys.parameters.isEmpty, "keys",
            "exactly one key must be given, and the table has none")
        var seen: Set<String> = []
        for key in keys.parameters {
            let field = "keys \"\(key.column)\""
            try check.check(key.column, in: "endpoint.\(field)")
            try require(seen.insert(key.column).inserted, field, "stands twice")
            try require(key.maximum > 0, "\(field).most", "\(key.maximum) is not above 0")
            try require(
                key.maximum == 1 || key.form.takesSeveral, "\(field).most",
                "the form takes one value, not \(key.maximum)")
            try require(!key.form.parameter.isEmpty, "\(field).form", "a name is empty")
            if case .joined(_, let separator) = key.form {
                try require(!separator.isEmpty, "\(field).form", "the separator is empty")
            }
            if case .filter = key.form {
                try require(
                    endpoint.method == .post, "\(field).form",
                    "an object does not fit into an address")
            }
            let type = table.columns.first { $0.name == key.column }?.type
            try require(
                type == .text || type == .integer, field,
                "\"\(key.column)\" is \(type?.rawValue ?? ""), and keys are text or integer")
            if let supplier = key.suppliedBy {
                let other = check.known.tables.first { $0.name == supplier.table }
                try require(
                    other?.columns.contains { $0.name == supplier.column } ?? false,
                    "\(field).suppliedBy",
                    "there is no column \"\(supplier.column)\" of a table \"\(supplier.table)\"")
            }
        }
    }

    private func checkChoice(_ choice: ChoiceParameter) throws(DeclarationError) {
        let field = "choices \"\(choice.parameter)\""
        try check.check(choice.column, in: "endpoint.\(field)")
        try require(!choice.options.isEmpty, field, "there must be at least one option")
        try require(
            choice.options.allSatisfy { !$0.covers.isEmpty }, field, "an option covers no value")
    }

    private func checkConstant(_ constant: ConstantParameter) throws(DeclarationError) {
        switch constant.value {
        case .integer, .text: break
        case .profile(let name):
            try require(
                endpoint.service.keys.contains { $0.name == name },
                "constants \"\(constant.parameter)\"",
                "no profile of \(endpoint.service.title) has a key \"\(name)\"")
        }
    }

    private func checkPaging() throws(DeclarationError) {
        if let size = endpoint.paging.pageSize {
            try require(size > 0, "paging.most", "\(size) is not above 0")
        }
        for (field, name) in endpoint.paging.names {
            try require(check.isField(name), "paging.\(field)", "\"\(name)\" is not a field name")
        }
        if table.rows.isRoot {
            let marks = endpoint.paging.names.dropFirst(2).map(\.field)
            try require(
                marks.isEmpty, "paging",
                "an answer that is a bare array has no room for \"\(marks.first ?? "")\"")
        }
    }

    /// Checks that no two parameters of one request have the same name.
    private func checkParameters() throws(DeclarationError) {
        var names: [String] = []
        if endpoint.range.meaning != .absent {
            names += [endpoint.range.start, endpoint.range.end]
        }
        names += Set(
            endpoint.keys.parameters.map { key in
                if case .filter = key.form { key.form.parameter } else { "" }
            }
        ).filter { !$0.isEmpty }
        for key in endpoint.keys.parameters {
            if case .filter = key.form { continue }
            names.append(key.form.parameter)
        }
        names += endpoint.choices.map(\.parameter) + endpoint.constants.map(\.parameter)
        names += endpoint.paging.names.prefix(2).map(\.name)
        var seen: Set<String> = []
        for name in names {
            try require(!name.isEmpty, "parameters", "a name is empty")
            try require(seen.insert(name).inserted, "parameters", "\"\(name)\" is sent twice")
        }
    }
}
