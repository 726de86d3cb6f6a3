import Foundation
import WorkQLDigest

/// A file in sqllogictest's format: statements, and queries with their answers.
struct SQLLogicFile {
    enum Sorting: String {
        case nosort, rowsort, valuesort
    }

    struct Record {
        enum Kind {
            case statement(succeeds: Bool)
            /// One letter for each column: I, R or T.
            case query(types: String, Sorting)
        }

        var kind: Kind
        var line: Int
        var sql: String
        /// The values, one a line, or their number and hash.
        var expected: [String]
    }

    private(set) var records: [Record] = []

    /// Reads the records that apply to SQLite, whose answers the dialect shares.
    init(_ text: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasSuffix("\r") ? String($0.dropLast()) : String($0)
        }
        var (index, isSkipped) = (0, false)
        while index < lines.count {
            let line = lines[index]
            let words = line.split(separator: " ").map(String.init)
            index += 1
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            let argument = words.dropFirst().first ?? ""
            switch first {
            case "halt":
                if !isSkipped { return }
                isSkipped = false
            case "hash-threshold": isSkipped = false
            case "skipif": isSkipped = isSkipped || argument == "sqlite"
            case "onlyif": isSkipped = isSkipped || argument != "sqlite"
            case "statement", "query":
                let start = index
                let end = lines[start...].firstIndex(of: "") ?? lines.count
                index = end
                let rule = lines[start..<end].firstIndex(of: "----") ?? end
                let kind: Record.Kind =
                    first == "statement"
                    ? .statement(succeeds: argument == "ok")
                    : .query(
                        types: argument,
                        words.dropFirst(2).first.flatMap(Sorting.init) ?? .nosort)
                if !isSkipped {
                    records.append(
                        Record(
                            kind: kind, line: start,
                            sql: lines[start..<rule].joined(separator: "\n"),
                            expected: Array(lines[rule..<end].dropFirst())))
                }
                isSkipped = false
            default: throw Unknown(line: index, word: first)
            }
        }
    }

    struct Unknown: Error {
        var line: Int
        var word: String
    }
}

extension SQLLogicFile.Record {
    /// Returns the values of an answer in the order in which they are compared.
    static func sorted(_ rows: [[String]], _ sorting: SQLLogicFile.Sorting) -> [String] {
        switch sorting {
        case .nosort: rows.flatMap { $0 }
        case .rowsort:
            rows.sorted { left, right in
                for (one, other) in zip(left, right) where one != other {
                    return one.utf8.lexicographicallyPrecedes(other.utf8)
                }
                return left.count < right.count
            }.flatMap { $0 }
        case .valuesort:
            rows.flatMap { $0 }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    /// Returns whether the values are the expected ones.
    func expects(_ values: [String]) -> Bool {
        guard expected.count == 1, expected[0].contains(" values hashing to ") else {
            return values == expected
        }
        return expected[0] == "\(values.count) values hashing to \(Self.hash(values))"
    }

    private static func hash(_ values: [String]) -> String {
        let text = values.map { $0 + "\n" }.joined()
        return Digest.md5(Array(text.utf8)).hexadecimal
    }
}
