import CSimdJSON
import WorkQLCatalog
import WorkQLPages
import simdjson

/// A decoder of the answers of one endpoint into pages of one table's columns. Reuses its buffers
/// for each answer, so only one fetch at a time may use it.
final class AnswerDecoder {
    private let decoder: OpaquePointer
    private let columns: [Source]
    private let scalars: Scalars
    let rows: RowPath

    private enum Source {
        case decoded(Int32, Storage)
        case asked(String)
        /// Omitted: NULL in every row.
        case none
    }

    private enum Storage {
        case integers, reals, text
    }

    /// The indices, in the C decoder, of the single values that every answer of a service can
    /// contain.
    private struct Scalars {
        /// The most specific first.
        var codes: [Int32] = []
        var message: Int32?
        var more: Int32?
        var nextCursor: Int32?
        var nextCounter: Int32?
        var end: Int32?
        var pages: Int32?
        var total: Int32?
    }

    /// - Parameters:
    ///   - columns: indices in `table.columns`.
    ///   - left: the subset of them that is NULL instead.
    convenience init(
        _ table: Table, columns: [Int], without left: Set<Int> = []
    ) throws(DecodingFailure) {
        try self.init(
            of: table.endpoint, table.rows,
            columns: columns.map { left.contains($0) ? nil : table.columns[$0] },
            isPlain: table.columns.contains { $0.source == .element }, isDetail: false)
    }

    /// - Parameters:
    ///   - columns: the columns to decode; nil for a column that is NULL in every row.
    ///   - isPlain: whether rows are plain strings or numbers.
    ///   - isDetail: whether answers contain the columns of a detail; these are NULL otherwise.
    init(
        of endpoint: Endpoint, _ rows: RowPath, columns: [Column?], isPlain: Bool,
        isDetail: Bool = true
    ) throws(DecodingFailure) {
        guard let decoder = wql_decoder_create() else { throw .outOfMemory }
        self.decoder = decoder
        scalars = Self.addScalars(to: decoder, endpoint)
        self.rows = rows
        for name in rows.list {
            if let object = rows.inside {
                wql_add_inner_list(decoder, object, name)
            } else {
                wql_add_list(decoder, name)
            }
        }
        for name in rows.nested ?? [] { wql_add_nested(decoder, name) }
        if rows.isObject { wql_set_single_row(decoder) }
        if rows.isRoot { wql_set_root_list(decoder) }
        if isPlain { wql_set_plain_rows(decoder) }
        self.columns = columns.map { column in
            guard let column else { return .none }
            return column.isDetail && !isDetail
                ? .asked(column.name) : Self.add(column, to: decoder)
        }
    }

    deinit { wql_decoder_destroy(decoder) }

    /// Decodes one answer to a call. The page is empty if the answer reports an error.
    ///
    /// - Parameter mayLackList: whether another list in place of the expected one is not taken for
    ///   it under a new name.
    /// - Throws: `.malformed` if the body is not one complete JSON object, `.unexpected` for a
    ///   value of a kind that its column cannot have.
    func decode(
        _ body: [UInt8], to call: Call, mayLackList: Bool = false
    ) throws(DecodingFailure) -> Answer {
        let status = body.withUnsafeBufferPointer {
            wql_decode(decoder, $0.baseAddress, $0.count, body.capacity)
        }
        var answer = readScalars()
        guard status == WQL_DECODED else {
            // The service's error matters more than an unexpected shape of the answer.
            if status == WQL_UNEXPECTED_KIND, answer.reportsError { return answer }
            throw DecodingFailure(wql_last_failure(decoder), status)
        }
        if answer.reportsError { return answer }
        answer.holdsList = wql_list_present(decoder) != 0
        if !mayLackList, let stray = String(wql_stray_list(decoder)) {
            let expected = answer.holdsList ? rows.nested : rows.list
            throw .strayList(expected: expected?.first ?? "", found: stray)
        }
        answer.elements = wql_list_count(decoder)
        answer.page = page(of: call)
        return answer
    }

    private func readScalars() -> Answer {
        var answer = Answer()
        let codes = scalars.codes.compactMap { integer($0) }
        answer.codes = codes.filter { $0 != 0 }
        answer.holdsCode = !codes.isEmpty
        answer.message = text(scalars.message)
        answer.marks = PageMarks(
            more: integer(scalars.more).map { $0 != 0 },
            nextCursor: text(scalars.nextCursor),
            nextCounter: integer(scalars.nextCounter),
            end: integer(scalars.end).map { $0 != 0 },
            pages: integer(scalars.pages), total: integer(scalars.total))
        return answer
    }

    private func integer(_ scalar: Int32?) -> Int64? {
        guard let scalar, wql_scalar_present(decoder, scalar) != 0 else { return nil }
        return wql_scalar_integer(decoder, scalar)
    }

    private func text(_ scalar: Int32?) -> String? {
        guard let scalar, wql_scalar_present(decoder, scalar) != 0 else { return nil }
        return String(wql_scalar_text(decoder, scalar))
    }

    private func page(of call: Call) -> Page {
        let count = wql_row_count(decoder)
        let vectors = columns.map { source -> Vector in
            switch source {
            case .asked(let name):
                .constant(call.onlyValue(of: name))
            case .none:
                .constant(nil)
            case .decoded(let column, .integers):
                .integers(
                    array(wql_column_integers(decoder, column), count), validity(column, count))
            case .decoded(let column, .reals):
                .reals(array(wql_column_reals(decoder, column), count), validity(column, count))
            case .decoded(let column, .text):
                .text(texts(column, count))
            }
        }
        var page = Page(count: count, columns: vectors)
        // The parser rejects answers that are not UTF-8, and half an emoji becomes U+FFFD.
        page.isUTF8 = true
        return page
    }

    private func texts(_ column: Int32, _ count: Int) -> TextVector {
        let text = wql_column_bytes(decoder, column)
        let bytes = UnsafeRawBufferPointer(start: text.bytes, count: text.count)
        return TextVector(
            offsets: array(wql_column_offsets(decoder, column), count + 1), bytes: [UInt8](bytes),
            validity: validity(column, count))
    }

    private func validity(_ column: Int32, _ count: Int) -> Validity {
        guard let bytes = wql_column_validity(decoder, column) else { return .all }
        return Validity(bytes: array(bytes, count))
    }

    private func array<Element>(_ start: UnsafePointer<Element>?, _ count: Int) -> [Element] {
        [Element](UnsafeBufferPointer(start: start, count: count))
    }
}

extension AnswerDecoder {
    private static func addScalars(to decoder: OpaquePointer, _ endpoint: Endpoint) -> Scalars {
        var scalars = Scalars()
        let failures = endpoint.service.failures
        scalars.codes = failures.codes.map { add($0, WQL_INTEGER, to: decoder) }
        scalars.message = failures.message.map { add($0, WQL_TEXT, to: decoder) }
        switch endpoint.paging {
        case .whole:
            // Marks that a paged answer would have: an answer with them is not complete.
            guard failures.isAlwaysThere else { break }
            scalars.more = add("has_more", WQL_BOOLEAN, to: decoder)
            scalars.nextCursor = add("next_cursor", WQL_TEXT, to: decoder)
        case .cursor(_, _, _, let next, let more):
            scalars.more = more.map { add($0, WQL_BOOLEAN, to: decoder) }
            scalars.nextCursor = add(next, WQL_TEXT, to: decoder)
        case .counter(_, _, _, let next, let end):
            scalars.nextCounter = add(next, WQL_INTEGER, to: decoder)
            scalars.end = add(end, WQL_BOOLEAN, to: decoder)
        case .numbered(_, _, _, let pages, let total):
            scalars.total = total.map { add($0, WQL_INTEGER, to: decoder) }
            scalars.pages = pages.map { add($0, WQL_INTEGER, to: decoder) }
        }
        return scalars
    }

    /// - Parameter field: the name of a field of the top-level object, or `object.field` of an
    ///   object inside it.
    static func add(
        _ field: String, _ kind: wql_kind, to decoder: OpaquePointer
    ) -> Int32 {
        let parts = field.split(separator: ".", maxSplits: 1).map(String.init)
        return parts.count == 2
            ? wql_add_scalar(decoder, parts[0], parts[1], kind)
            : wql_add_scalar(decoder, nil, field, kind)
    }

    private static func add(_ column: Column, to decoder: OpaquePointer) -> Source {
        switch column.source {
        case .asked:
            return .asked(column.name)
        // Columns that combine several answers are never decoded from a single one.
        case .directory:
            return .asked(column.name)
        case .element:
            return .decoded(wql_add_column(decoder, WQL_ELEMENT, WQL_TEXT), .text)
        case .detail(let spellings, let decoding, let object):
            let (kind, storage) = kind(of: decoding)
            let number = wql_add_column(decoder, WQL_ROW, kind)
            for spelling in spellings {
                if let object {
                    wql_add_inner_spelling(decoder, number, object, spelling)
                } else {
                    wql_add_spelling(decoder, number, spelling)
                }
            }
            return .decoded(number, storage)
        case .field(let spellings, let decoding), .parent(let spellings, let decoding):
            let level = if case .field = column.source { WQL_ROW } else { WQL_PARENT }
            let (kind, storage) = kind(of: decoding)
            let number = wql_add_column(decoder, level, kind)
            for spelling in spellings {
                let parts = spelling.split(separator: ".", maxSplits: 1).map(String.init)
                if parts.count == 2, level == WQL_ROW {
                    wql_add_inner_spelling(decoder, number, parts[0], parts[1])
                } else {
                    wql_add_spelling(decoder, number, spelling)
                }
            }
            return .decoded(number, storage)
        }
    }

    private static func kind(of decoding: Decoding) -> (wql_kind, Storage) {
        switch decoding {
        case .text: (WQL_TEXT, .text)
        case .integer: (WQL_INTEGER, .integers)
        case .boolean: (WQL_BOOLEAN, .integers)
        case .real: (WQL_REAL, .reals)
        case .iso8601: (WQL_ISO8601, .integers)
        case .seconds: (WQL_SECONDS, .integers)
        case .milliseconds: (WQL_MILLISECONDS, .integers)
        case .secondsOrMilliseconds: (WQL_SECONDS_OR_MILLISECONDS, .integers)
        case .millionths: (WQL_MILLIONTHS, .reals)
        case .json: (WQL_JSON, .text)
        }
    }
}

extension String {
    /// Copies a text that the C decoder owns; returns nil if there is none.
    init?(_ text: wql_text) {
        guard let bytes = text.bytes else { return nil }
        self.init(
            decoding: UnsafeRawBufferPointer(start: bytes, count: text.count), as: UTF8.self)
    }
}
