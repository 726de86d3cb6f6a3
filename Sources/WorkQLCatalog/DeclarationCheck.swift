/// Checks the declaration of a table for errors: names first, then columns, and then the endpoint.
struct DeclarationCheck {
    let table: Table
    let known: Catalog

    init(table: Table, among known: Catalog) {
        self.table = table
        self.known = known
    }

    func run() throws(DeclarationError) {
        try checkName()
        try checkColumns()
        try checkTimeAndIdentity()
        if let local = table.source.local {
            try checkFilters(local.filters)
        } else {
            try checkRows()
            try checkService()
            try EndpointCheck(check: self).run()
        }
    }

    func refuse(_ field: String, _ problem: String) -> DeclarationError {
        DeclarationError(table: table.name, field: field, problem: problem)
    }

    private func checkName() throws(DeclarationError) {
        try checkName(table.name, in: "name")
        if known.tables.contains(where: { $0.name == table.name }) {
            throw refuse("name", "a table of this name exists already")
        }
    }

    private func checkName(_ name: String, in field: String) throws(DeclarationError) {
        if name.isEmpty { throw refuse(field, "is empty") }
        if !name.isPlainName {
            throw refuse(
                field, "\"\(name)\" is not of small letters, digits and underscores, a letter first"
            )
        }
        if ReservedWords.all.contains(name) {
            throw refuse(field, "\"\(name)\" is a word of the language")
        }
    }

    private func checkColumns() throws(DeclarationError) {
        if table.columns.isEmpty { throw refuse("columns", "there is none") }
        var seen: Set<String> = []
        for column in table.columns {
            let field = "column \"\(column.name)\""
            try checkName(column.name, in: field)
            if !seen.insert(column.name).inserted { throw refuse(field, "spelled twice") }
            if table.source.isAnswers { try checkSource(of: column, field) }
        }
    }

    private func checkSource(of column: Column, _ field: String) throws(DeclarationError) {
        switch column.source {
        case .field(let names, let decoding), .parent(let names, let decoding):
            let isParent = if case .parent = column.source { true } else { false }
            for name in names where !isField(name) || isParent && name.contains(".") {
                throw refuse("\(field).field", "\"\(name)\" is not a field name")
            }
            if column.type == .timestamp, !decoding.isOfTime {
                throw refuse("\(field).decoding", "\(decoding) is not a time")
            }
            if isParent, table.rows.nested == nil {
                throw refuse(field, "is of a parent, and rows stand in no list of each")
            }
        case .asked:
            if !table.endpoint.keys.parameters.contains(where: { $0.column == column.name }) {
                throw refuse(field, "is not requested by any key")
            }
        case .element, .detail, .directory:
            break
        }
    }

    private func checkTimeAndIdentity() throws(DeclarationError) {
        if let time = table.time {
            try check(time, isTime: true, in: "time")
        }
        for name in table.identity { try check(name, in: "identity") }
        if table.source.isAnswers, case .chosenByService = table.endpoint.range.meaning,
            table.identity.isEmpty
        {
            throw refuse("identity", "is empty, and a row that two ranges return would be two rows")
        }
    }

    /// Checks that a column of the name exists.
    func check(
        _ name: String, isTime: Bool = false, in field: String
    ) throws(DeclarationError) {
        guard let column = table.columns.first(where: { $0.name == name }) else {
            throw refuse(field, "the table has no column \"\(name)\"")
        }
        if isTime, column.type != .timestamp {
            throw refuse(field, "\"\(name)\" is \(column.type), not timestamp")
        }
    }

    private func checkFilters(_ filters: [String]) throws(DeclarationError) {
        var seen: Set<String> = []
        for name in filters {
            try check(name, in: "filters")
            if !seen.insert(name).inserted { throw refuse("filters", "\"\(name)\" stands twice") }
            if table.columns.contains(where: { $0.name == name && $0.type == .json }) {
                throw refuse("filters", "\"\(name)\" is json, which no condition compares")
            }
        }
    }

    private func checkRows() throws(DeclarationError) {
        let names =
            table.rows.list + (table.rows.nested ?? []) + [table.rows.inside].compactMap(\.self)
        if names.contains("") || names.isEmpty && !table.rows.isRoot {
            throw refuse("rows", "a name is empty")
        }
    }

    private func checkService() throws(DeclarationError) {
        let service = table.service
        try checkName(service.name, in: "service.name")
        if (Service.builtIn + [.local]).contains(service) {
            throw refuse("service.name", "\"\(service.name)\" is built in")
        }
        if service.title.isEmpty { throw refuse("service.title", "is empty") }
        do throws(BaseURL.Problem) { _ = try BaseURL(service.baseURL) } catch {
            throw refuse("service.baseURL", error.words)
        }
        let other = known.services.first { $0 == service }
        if let other, other.baseURL != service.baseURL || other.account != service.account {
            throw refuse("service", "\"\(service.name)\" is another one in an earlier table")
        }
        for (index, name) in service.failures.codes.enumerated() where !isField(name) {
            throw refuse(
                index == 0 ? "service.failures.code" : "service.failures",
                "\"\(name)\" is not a field name"
            )
        }
        if let name = service.failures.message, !isField(name) {
            throw refuse("service.failures.message", "\"\(name)\" is not a field name")
        }
    }

    /// Whether a name has the form `field` or `object.field`.
    func isField(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty }
    }
}

extension Decoding {
    fileprivate var isOfTime: Bool {
        switch self {
        case .seconds, .milliseconds, .secondsOrMilliseconds, .iso8601: true
        case .text, .integer, .boolean, .real, .millionths, .json: false
        }
    }
}

extension String {
    /// Whether a statement can write it without quotes, and it has no upper-case letters.
    fileprivate var isPlainName: Bool {
        guard let first = unicodeScalars.first, first.properties.isAlphabetic, self == lowercased()
        else { return false }
        return unicodeScalars.allSatisfy { scalar in
            scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        }
    }
}
