import WorkQLCatalog
import WorkQLPages
import WorkQLParquet

/// A collector of the values of rows of several pages, in a given order.
///
/// The values of a column are first laid out page after page and then picked, because the rows of
/// different owners alternate on a page: what is done for each run of rows is done for each row.
struct RowGathering {
    private let pages: [Page]
    /// For each wanted row, its index among the rows of all pages.
    private let places: [Int]

    /// - Parameter rows: the wanted rows, in their order.
    init(pages: [Page], rows: some Sequence<(page: Int, row: Int)>) {
        self.pages = pages
        var starts: [Int] = []
        var start = 0
        for page in pages {
            starts.append(start)
            start += page.count
        }
        places = rows.map { starts[$0.page] + $0.row }
    }

    func column(_ index: Int, _ column: Column) -> ParquetColumn {
        let coded = pages.map { $0.columns[index] }
        if column.type.stored == .bytes, let values = dictionary(coded) {
            return ParquetColumn(
                name: column.name, type: column.type.stored, values: values,
                validity: validity(coded, column.type))
        }
        if column.type.stored == .bytes, coded.count == 1, case .text(let texts) = coded[0] {
            return self.column(texts, column)
        }
        let vectors = coded.map { vector in
            if case .dictionary(let texts) = vector { Vector.text(texts.spread) } else { vector }
        }
        let values: ParquetColumn.Values =
            switch column.type {
            case .integer, .boolean, .timestamp: .integers(integers(vectors))
            case .real: .reals(reals(vectors))
            case .text, .date, .time, .json: .bytes(texts(vectors))
            }
        return ParquetColumn(
            name: column.name, type: column.type.stored, values: values,
            validity: validity(vectors, column.type))
    }

    /// Returns the texts of the only page. Those that repeat are found before any is copied.
    private func column(_ texts: TextVector, _ column: Column) -> ParquetColumn {
        let validity = validity([.text(texts)], column.type)
        var result = ParquetColumn(
            name: column.name, type: column.type.stored, values: .bytes(ParquetBytes()),
            validity: validity)
        if let values = distinct(texts, validity) {
            result.values = values
            return result
        }
        result.hasNoDictionary = true
        var values = ParquetBytes()
        values.offsets.reserveCapacity(places.count + 1)
        var size = 0
        for place in places {
            size += Int(texts.offsets[place + 1] - texts.offsets[place])
            values.offsets.append(size)
        }
        values.data = [UInt8](unsafeUninitializedCapacity: size) { picked, count in
            texts.bytes.withUnsafeBufferPointer { bytes in
                var end = 0
                for place in places {
                    let text = Int(texts.offsets[place])..<Int(texts.offsets[place + 1])
                    let target = UnsafeMutableBufferPointer(
                        rebasing: picked[end..<end + text.count])
                    _ = target.initialize(fromContentsOf: bytes[text])
                    end += text.count
                }
            }
            count = size
        }
        result.values = .bytes(values)
        return result
    }

    /// Returns the rows' codes in a dictionary of their texts; nil if that would not be useful.
    private func distinct(_ texts: TextVector, _ validity: [Bool]?) -> ParquetColumn.Values? {
        var distinct = DistinctBytes(rows: validity?.count { $0 } ?? places.count)
        var codes: [Int32] = []
        codes.reserveCapacity(places.count)
        var last: UInt32?
        for (row, place) in places.enumerated() {
            if let validity, !validity[row] {
                codes.append(0)
                continue
            }
            let range = Int(texts.offsets[place])..<Int(texts.offsets[place + 1])
            guard let code = distinct.code(of: range, in: texts.bytes, guess: last) else {
                return nil
            }
            codes.append(Int32(bitPattern: code))
            last = code
        }
        return distinct.entries.count == 0
            ? nil : .dictionary(codes: codes, entries: distinct.entries)
    }

    /// Returns the values of the wanted rows.
    private func picked<Value: BitwiseCopyable>(_ all: [Value]) -> [Value] {
        [Value](unsafeUninitializedCapacity: places.count) { picked, count in
            all.withUnsafeBufferPointer { all in
                for (index, place) in places.enumerated() {
                    picked.initializeElement(at: index, to: all[place])
                }
            }
            count = places.count
        }
    }

    /// Returns the rows' codes in a dictionary of all pages, if all vectors have dictionaries or no
    /// values, and these combine into a useful one. Reads each page's entries, and none of the
    /// rows' texts. Entries of other rows are left out.
    private func dictionary(_ vectors: [Vector]) -> ParquetColumn.Values? {
        // The entries of all pages are numbered together; 0 is that of NULL.
        var all: [Int32] = []
        var dictionaries: [(first: Int, entries: TextVector)] = []
        var first = 1
        for (page, vector) in zip(pages, vectors) {
            switch vector {
            case .constant(nil): all.append(contentsOf: repeatElement(0, count: page.count))
            case .dictionary(let texts):
                dictionaries.append((first, texts.entries))
                let shift = Int32(first)
                if texts.validity.bytes.isEmpty {
                    all.append(contentsOf: texts.codes.lazy.map { $0 &+ shift })
                } else {
                    for (code, isValid) in zip(texts.codes, texts.validity.bytes) {
                        all.append(isValid == 0 ? 0 : code &+ shift)
                    }
                }
                first += texts.entries.offsets.count - 1
            default: return nil
            }
            guard first < Int32.max else { return nil }
        }
        var codes = picked(all)
        var distinct = DistinctBytes(rows: codes.count)
        var known = [Int32](repeating: -1, count: first)
        known[0] = 0
        let isUseful = codes.withUnsafeMutableBufferPointer { codes in
            known.withUnsafeMutableBufferPointer { known in
                for index in codes.indices {
                    let entry = Int(codes[index])
                    if known[entry] < 0 {
                        guard
                            let (first, entries) = dictionaries.last(where: { $0.first <= entry })
                        else { return false }
                        let own = entry - first
                        let range = Int(entries.offsets[own])..<Int(entries.offsets[own + 1])
                        guard let code = distinct.code(of: range, in: entries.bytes) else {
                            return false
                        }
                        known[entry] = Int32(code)
                    }
                    codes[index] = known[entry]
                }
                return true
            }
        }
        return isUseful ? .dictionary(codes: codes, entries: distinct.entries) : nil
    }

    private func integers(_ vectors: [Vector]) -> [Int64] {
        if vectors.count == 1, case .integers(let values, _) = vectors[0] { return picked(values) }
        var all: [Int64] = []
        for (page, vector) in zip(pages, vectors) {
            if case .integers(let values, _) = vector {
                all.append(contentsOf: values)
            } else {
                all.append(contentsOf: repeatElement(vector.anyInteger ?? 0, count: page.count))
            }
        }
        return picked(all)
    }

    private func reals(_ vectors: [Vector]) -> [Double] {
        if vectors.count == 1, case .reals(let values, _) = vectors[0] { return picked(values) }
        var all: [Double] = []
        for (page, vector) in zip(pages, vectors) {
            if case .reals(let values, _) = vector {
                all.append(contentsOf: values)
            } else {
                all.append(contentsOf: repeatElement(0, count: page.count))
            }
        }
        return picked(all)
    }

    private func texts(_ vectors: [Vector]) -> ParquetBytes {
        var data: [UInt8] = []
        // For each row of all pages, where its text begins and ends.
        var (starts, ends): ([Int], [Int]) = ([], [])
        for (page, vector) in zip(pages, vectors) {
            let start = data.count
            switch vector {
            case .text(let texts):
                data += texts.bytes
                starts.append(contentsOf: texts.offsets.dropLast().lazy.map { start + Int($0) })
                ends.append(contentsOf: texts.offsets.dropFirst().lazy.map { start + Int($0) })
            case .constant(let value?):
                data += value.description.utf8
                starts.append(contentsOf: repeatElement(start, count: page.count))
                ends.append(contentsOf: repeatElement(data.count, count: page.count))
            case .constant(nil), .integers, .reals, .dictionary:
                starts.append(contentsOf: repeatElement(start, count: page.count))
                ends.append(contentsOf: repeatElement(start, count: page.count))
            }
        }
        var offsets: [Int] = [0]
        offsets.reserveCapacity(places.count + 1)
        var size = 0
        for place in places {
            size += ends[place] - starts[place]
            offsets.append(size)
        }
        let picked = [UInt8](unsafeUninitializedCapacity: size) { picked, count in
            data.withUnsafeBytes { data in
                let picked = UnsafeMutableRawBufferPointer(picked)
                for (index, place) in places.enumerated() where starts[place] < ends[place] {
                    UnsafeMutableRawBufferPointer(rebasing: picked[offsets[index]...])
                        .copyMemory(
                            from: UnsafeRawBufferPointer(
                                rebasing: data[starts[place]..<ends[place]]))
                }
            }
            count = size
        }
        return ParquetBytes(data: picked, offsets: offsets)
    }

    /// Returns which rows are not NULL; nil if no row is NULL.
    private func validity(_ vectors: [Vector], _ type: ColumnType) -> [Bool]? {
        guard vectors.contains(where: { $0.nulls(as: type) != .none }) else { return nil }
        var all: [Bool] = []
        for (page, vector) in zip(pages, vectors) {
            switch vector.nulls(as: type) {
            case .none: all.append(contentsOf: repeatElement(true, count: page.count))
            case .all: all.append(contentsOf: repeatElement(false, count: page.count))
            case .some: all.append(contentsOf: vector.validityBytes.lazy.map { $0 != 0 })
            }
        }
        let valid = picked(all)
        return valid.contains(false) ? valid : nil
    }
}

extension Vector {
    fileprivate var validityBytes: [UInt8] {
        switch self {
        case .integers(_, let validity), .reals(_, let validity): validity.bytes
        case .text(let texts): texts.validity.bytes
        case .dictionary(let texts): texts.validity.bytes
        case .constant: []
        }
    }

    fileprivate enum Nulls { case none, some, all }

    /// Returns which rows are NULL in a column of a type.
    fileprivate func nulls(as type: ColumnType) -> Nulls {
        switch (self, type) {
        case (.integers(_, let validity), .integer), (.integers(_, let validity), .boolean),
            (.integers(_, let validity), .timestamp), (.reals(_, let validity), .real):
            validity.bytes.isEmpty ? .none : .some
        case (.text(let texts), .text), (.text(let texts), .date), (.text(let texts), .time),
            (.text(let texts), .json):
            texts.validity.bytes.isEmpty ? .none : .some
        case (.dictionary(let texts), .text), (.dictionary(let texts), .date),
            (.dictionary(let texts), .time), (.dictionary(let texts), .json):
            texts.validity.bytes.isEmpty ? .none : .some
        case (.constant(_?), .text), (.constant(_?), .date), (.constant(_?), .time),
            (.constant(_?), .json):
            .none
        case (.constant(_?), .integer), (.constant(_?), .boolean), (.constant(_?), .timestamp):
            anyInteger == nil ? .all : .none
        default: .all
        }
    }

    /// The integer of a constant, even if it is stored as text.
    fileprivate var anyInteger: Int64? {
        switch self {
        case .constant(.integer(let value)): value
        case .constant(.text(let text)): Int64(text)
        default: nil
        }
    }
}
