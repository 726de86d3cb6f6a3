import WorkQLCatalog
import WorkQLPages

/// The individual requests that fetch a directory. Requests that do not depend on each other run
/// concurrently.
struct DirectoryRequests: Sendable {
    let directory: Directory
    let client: ServiceClient
    let admit: ServiceClient.Admission
    let observe: @Sendable (CallEvent) -> Void

    /// Returns the same requests, whose events somebody else observes as well.
    func observed(_ body: @escaping @Sendable (CallEvent) -> Void) -> DirectoryRequests {
        DirectoryRequests(directory: directory, client: client, admit: admit) { [observe] event in
            body(event)
            observe(event)
        }
    }

    typealias User = (userid: String, name: String?)

    func allowed() async throws -> (users: [String], departments: [Int64], tags: [Int64]) {
        let pages = try await ask([
            directory.allowedUsers, directory.allowedDepartments, directory.allowedTags,
        ])
        return (users(pages[0]).map(\.userid), numbers(pages[1]), numbers(pages[2]))
    }

    func tags(_ ids: [Int64]) async throws -> [(users: [User], departments: [Int64])] {
        try await each(ids) { id in
            let pages = try await ask([directory.taggedUsers, directory.taggedDepartments], id)
            return (users(pages[0]), numbers(pages[1]))
        }
    }

    func departments() async throws -> [(id: Int64, parent: Int64?)] {
        let page = try await ask([directory.departments])[0]
        return (0..<page.count).compactMap { row in
            page.columns[0].integer(row).map { ($0, page.columns[1].integer(row)) }
        }
    }

    func members(of departments: [Int64]) async throws -> [[User]] {
        try await each(departments) { users(try await ask([directory.members], $0)[0]) }
    }

    func names(of departments: [Int64]) async throws -> [String?] {
        try await each(departments) { id in
            let page = try await ask([directory.department], id)[0]
            return page.count == 0 ? nil : page.columns[0].string(0)
        }
    }

    /// Sends one request and returns a page for each of the parts in its answer.
    private func ask(_ parts: [Directory.Part], _ value: Int64? = nil) async throws -> [Page] {
        let endpoint = parts[0].endpoint
        var decoders: [AnswerDecoder] = []
        do {
            decoders = try parts.map { part throws(DecodingFailure) in
                try AnswerDecoder(
                    of: endpoint, part.rows, columns: part.columns,
                    isPlain: part.columns.contains { $0.source == .element })
            }
        } catch {
            throw ServiceFailure(.defect, endpoint.name, error.message)
        }
        let key = value.flatMap { value in
            parts[0].key.map { Call.Key($0, [.integer(value)]) }
        }
        guard
            let answer = try await client.ask(
                endpoint, key, decoders[0], further: Array(decoders.dropFirst()), admit: admit,
                observe)
        else {
            let asked = value.map { ": \($0)" } ?? ""
            throw ServiceFailure(
                .permission, endpoint.name,
                "the service refuses an id that it listed before\(asked)")
        }
        let pages = [answer.page] + answer.further
        for (part, page) in zip(parts, pages) {
            try check(page, of: part)
        }
        guard answer.marks == PageMarks() || answer.marks.more == false else {
            throw ServiceFailure(
                .malformed, endpoint.name,
                "the response says that more pages follow, but the endpoint has no pages")
        }
        return pages
    }

    private func check(_ page: Page, of part: Directory.Part) throws {
        let (name, list) = (part.endpoint.name, part.rows.list.first ?? "")
        guard !part.rows.isObject else {
            guard page.count == 0 else { return }
            throw ServiceFailure(.malformed, name, "the response has no \"\(list)\"")
        }
        if (0..<page.count).contains(where: page.columns[0].isNull) {
            throw ServiceFailure(
                .malformed, name,
                "an element of \"\(list)\" has no \"\(part.columns[0].name)\"")
        }
    }

    private func each<Value: Sendable>(
        _ ids: [Int64], _ body: @escaping @Sendable (Int64) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for (index, id) in ids.enumerated() {
                group.addTask { (index, try await body(id)) }
            }
            var values: [Value?] = Array(repeating: nil, count: ids.count)
            for try await (index, value) in group { values[index] = value }
            return values.compactMap { $0 }
        }
    }

    private func users(_ page: Page) -> [User] {
        (0..<page.count).compactMap { row in
            page.columns[0].string(row).map { userid in
                (userid, page.columns.count > 1 ? page.columns[1].string(row) : nil)
            }
        }
    }

    private func numbers(_ page: Page) -> [Int64] {
        (0..<page.count).compactMap { page.columns[0].string($0).flatMap { Int64($0) } }
    }
}
